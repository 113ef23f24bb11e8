import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkFiles } from './check-files.ts';
import type { FilesChecked } from './check-files.ts';
import { loadProcess, loadProcesses, processesFolder } from './load.ts';
import { catalogue, small } from './testing/definitions.ts';

const scenario = {
  name: 'all leaves',
  facts: { open: 0 },
  steps: [{ event: 'answered', expect: { state: 'shipped' } }],
};
const whole = {
  'v1.json': small(),
  'README.md': 'A small process.',
  'scenarios/all.chart.json': scenario,
  'scenarios/other.json': 'not ours',
};

function folder(
  files: Readonly<Record<string, unknown>>,
  name = 'small-process',
): { top: string; path: string } & Disposable {
  const top = mkdtempSync(join(tmpdir(), 'crossdock-processes-'));
  const path = join(top, name);
  mkdirSync(join(path, 'scenarios'), { recursive: true });
  for (const [file, content] of Object.entries(files))
    writeFileSync(join(path, file), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  return { top, path, [Symbol.dispose]: () => rmSync(top, { recursive: true }) };
}

function check(files: Readonly<Record<string, unknown>>, name?: string): FilesChecked {
  using made = folder(files, name);
  return checkFiles(loadProcess(made.path), catalogue);
}

const said = ({ problems }: FilesChecked): string[] =>
  problems.map(({ path, line, message }) => `${path.split('/').at(-1)}:${line} ${message}`);

test('a process whose files are in order is told with what its scenarios leave out', () => {
  const checked = check(whole);
  assert.deepEqual(said(checked), []);
  assert.deepEqual([checked.name, checked.definition?.version, checked.scenarios], ['small-process', 1, 1]);
  assert.deepEqual(checked.uncovered, ['/states/waiting/on/answered/1', '/states/waiting/on/late']);
  assert.deepEqual(checked.generated, { sequences: 3, states: 3 });
});

test('what is missing or in the wrong place is named', () => {
  assert.deepEqual(said(check({})), [
    'small-process:1 this folder has no chart',
    'small-process:1 this process has no README.md',
  ]);
  assert.deepEqual(said(check(whole, 'another')), ['v1.json:1 this file holds small-process v1']);
  assert.deepEqual(said(check({ ...whole, 'v2.json': small() })), ['v2.json:1 this file holds small-process v1']);
});

test('faults of a definition are named with its file, and scenarios wait until it can be read', () => {
  const checked = check({ ...whole, 'v1.json': '{', 'scenarios/all.chart.json': '{' });
  assert.deepEqual([said(checked).length, checked.definition, checked.scenarios], [1, null, 0]);
  assert.match(said(checked)[0] ?? '', /^v1\.json:1 not JSON/);
});

test('faults and differences of scenarios are named with file and line', () => {
  const wrong = { ...scenario, steps: [{ event: 'late', expect: { state: 'shipped' } }] };
  assert.deepEqual(said(check({ ...whole, 'scenarios/all.chart.json': wrong })), [
    'all.chart.json:10 all leaves: after late the state is "given_up", not "shipped"',
  ]);
  assert.match(said(check({ ...whole, 'scenarios/all.chart.json': '{' }))[0] ?? '', /^all\.chart\.json:1 not JSON/);
});

test('a transition that nothing can take is named', () => {
  const region = (clock: string): unknown => ({
    initial: 'one',
    meta: { owner: 'desk' },
    entry: [{ type: 'startDeadline', params: { event: clock, after: 'PT1H' } }],
    on: { late: '#small.over', [clock]: '#small.over' },
    states: { one: { on: { answered: 'two' } }, two: { type: 'final' } },
  });
  const both = { type: 'parallel', states: { a: region('late'), b: region('asked') }, onDone: 'over' };
  const chart = { id: 'small', initial: 'both', states: { both, over: { type: 'final' } } };
  const source = { ...small(), facts: {}, guards: {}, events: ['answered', 'late', 'asked'], chart };
  const checked = check({ 'v1.json': source, 'README.md': 'x' });
  assert.equal(said(checked).length, 1);
  assert.match(said(checked)[0] ?? '', /^v1\.json:\d+ no sequence of events takes this transition/);
  assert.ok((checked.problems[0]?.line ?? 0) > 10);
  using made = folder({ 'v1.json': source, 'README.md': 'x' });
  assert.deepEqual(checkFiles(loadProcess(made.path), catalogue, 1).problems, []);
});

test('a folder of processes is read in the order of names, a process without scenarios too', () => {
  using made = folder(whole);
  mkdirSync(join(made.top, 'another'));
  writeFileSync(join(made.top, 'README.md'), 'not a process');
  const found = loadProcesses(made.top);
  assert.deepEqual(
    found.map(({ name, versions, scenarios }) => [name, versions.length, scenarios.length]),
    [
      ['another', 0, 0],
      ['small-process', 1, 1],
    ],
  );
  assert.throws(() => loadProcesses(join(made.top, 'nowhere')), /ENOENT/);
});

test('the shipped processes are where they are looked for', () => {
  assert.ok(loadProcesses().length > 0, processesFolder);
});
