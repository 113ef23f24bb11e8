// The process commands as they are typed.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('main.ts', import.meta.url));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function run(...given: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, 'process', ...given], { maxBuffer: 20_000_000 }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

/** One question to a warehouse, in words that the shipped catalogue knows. */
function answer(): Record<string, unknown> {
  return {
    process: 'one-question',
    version: 1,
    owner: 'order desk',
    description: 'One question to a warehouse.',
    facts: { open: 'number' },
    guards: { 'everything has left': 'open == 0' },
    events: ['shipment.shipped', 'warehouse.silent'],
    chart: {
      id: 'one-question',
      initial: 'asked',
      states: {
        asked: {
          meta: { owner: 'warehouse supervisor' },
          entry: [{ type: 'startDeadline', params: { event: 'warehouse.silent', after: 'PT4H' } }],
          on: {
            'shipment.shipped': { guard: 'everything has left', target: 'shipped' },
            'warehouse.silent': 'given_up',
          },
        },
        shipped: { type: 'final' },
        given_up: { type: 'final' },
      },
    },
  };
}

async function folderWith(source: unknown): Promise<{ folder: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'crossdock-process-'));
  await mkdir(join(folder, 'one-question', 'scenarios'), { recursive: true });
  await writeFile(join(folder, 'one-question', 'v1.json'), JSON.stringify(source, null, 2));
  await writeFile(join(folder, 'one-question', 'README.md'), 'One question.\n');
  const scenario = {
    name: 'all leaves',
    facts: { open: 0 },
    steps: [{ event: 'shipment.shipped', expect: { state: 'shipped' } }],
  };
  await writeFile(join(folder, 'one-question', 'scenarios', 'all.chart.json'), JSON.stringify(scenario));
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

test('processes are listed', async () => {
  await using made = await folderWith(answer());
  assert.match(
    (await run('list', '--folder', made.folder)).out,
    /^one-question +v1 +order desk +3 states, 2 transitions +One question/m,
  );
  const listed = JSON.parse((await run('list', '--json')).out) as { process: string; hash: string }[];
  assert.match(listed.find((one) => one.process === 'order-fulfilment')?.hash ?? '', /^[0-9a-f]{64}$/);
});

test('a process is shown as text, as JSON and as a drawing, with the state of a case', async () => {
  await using made = await folderWith(answer());
  const shown = (await run('show', 'one-question', '--folder', made.folder, '--state', 'asked')).out;
  assert.match(shown, /^● asked$/m);
  assert.match(shown, /^ {2}clock 4 hours → warehouse\.silent$/m);
  assert.match(shown, /^ {2}shipment\.shipped \[everything has left\] → shipped$/m);
  assert.match(shown, /^● waits for warehouse supervisor; expects$/m);
  const svg = join(made.folder, 'one-question.svg');
  const told = await run('show', 'one-question', '--folder', made.folder, '--version', '1', '--svg', svg, '--json');
  assert.equal((JSON.parse(told.out) as { states: unknown[] }).states.length, 3);
  assert.match(await readFile(svg, 'utf8'), /^<svg /);
  assert.match(
    (await run('show', 'one-question', '--folder', made.folder, '--svg', svg)).err,
    /^one-question v1 is drawn in /,
  );
});

test('a check passes with its figures, and fails with file, line and reason', async () => {
  await using made = await folderWith(answer());
  const passed = await run('check', made.folder);
  assert.equal(passed.code, 0);
  assert.deepEqual(passed.out.split('\n').slice(0, 3), [
    'ok: one-question v1, 3 states, 2 transitions',
    '    2 generated sequences for every transition, over 3 states of the whole chart',
    '    1 scenario of the chart, for 1 transition',
  ]);
  const broken = JSON.parse(
    JSON.stringify(answer()).replace('"given_up"}', '"givn_up"}').replace('open == 0', 'now() > 0'),
  );
  await using bad = await folderWith(broken);
  const failed = await run('check', join(bad.folder, 'one-question'));
  assert.equal(failed.code, 1);
  assert.match(
    failed.out,
    /one-question\/v1\.json:10:5 {2}guard "everything has left": now\(\) reads the clock or chance/,
  );
  assert.match(
    failed.out,
    /one-question\/v1\.json:\d+:\d+ {2}there is no state "givn_up" to go to from "asked"\. Did you mean "given_up"\?/,
  );
  const told = JSON.parse((await run('check', bad.folder, '--json')).out) as { problems: { line: number }[] }[];
  assert.ok((told[0]?.problems.length ?? 0) >= 2);
  const shown = await run('show', 'one-question', '--folder', bad.folder);
  assert.match(shown.err, /^.*v1\.json:10:5 .*\(crossdock process check names all \d faults\.\)\n$/);
});

test('the scenarios of orders are played, and what they do not take is named', async () => {
  const passed = await run('check', '--policy-folder', 'definitions/policies');
  const [, transitions] = /^ok: order-fulfilment v1, \d+ states, (\d+) transitions$/m.exec(passed.out) ?? [];
  assert.match(passed.out, new RegExp(`\\d\\d scenarios of orders, for ${transitions} transitions\n$`));
  await using made = await folderWith(answer());
  const scenario = { name: 'S', why: 'W', given: { stock: { HAM: { LAMP: 5 } }, order: {} }, when: [], then: {} };
  await writeFile(join(made.folder, 'one-question', 'scenarios', 'held.json'), JSON.stringify(scenario));
  const failed = await run('check', made.folder);
  assert.equal(failed.code, 1);
  assert.match(failed.out, /held\.json:1:\d+ {2}S: this process does not run orders/);
  assert.match(
    failed.out,
    /1 scenario of orders, for 0 transitions\n {8}not taken: asked: warehouse\.silent → given_up\n$/,
  );
  const nowhere = await run('check', '--policy-folder', join(made.folder, 'nowhere'));
  assert.match(nowhere.err, /^There is no folder .*nowhere: correct --policy-folder\.\n$/);
  const policies = join(made.folder, '..', `${basename(made.folder)}-policies`);
  await cp('definitions/policies', policies, { recursive: true });
  const timing = join(policies, 'release-timing', 'v1.json');
  const text = await readFile(timing, 'utf8');
  await writeFile(timing, text.replace('"type": "number", "whole": true', '"type": "number", "whole": true, "max": 5'));
  const unfit = await run('check', '--policy-folder', policies);
  assert.equal(unfit.code, 1);
  assert.match(unfit.out, /release-timing\/v1\.json:\d+:\d+ {2}daysUntilPromise is a whole number from -4000000 to/);
  assert.match(unfit.out, /^not ok: order-fulfilment v1, 1 to mend/m);
  await rm(join(policies, 'release-timing'), { recursive: true });
  const lacking = await run('check', '--policy-folder', policies);
  assert.match(lacking.err, /lacks policies that orders ask: add release-timing\.\n$/);
  await rm(policies, { recursive: true });
});

test('events are simulated, and a deviation is a failure', async () => {
  await using made = await folderWith(answer());
  const simulate = (...more: string[]): Promise<Ran> =>
    run('simulate', 'one-question', '--folder', made.folder, ...more);
  const walked = await simulate('--events', 'shipment.shipped', '--facts', '{"open":0}');
  assert.equal(walked.code, 0);
  assert.match(walked.out, /shipment\.shipped\n +yes {2}everything has left\n +shipped {2}\(end\)\n$/);
  const strayed = await simulate('--events', 'shipment.delivered', '--json');
  assert.equal(strayed.code, 1);
  assert.deepEqual(
    (JSON.parse(strayed.out) as { taken: boolean }[]).map(({ taken }) => taken),
    [true, false],
  );
});

test('what cannot be done is said in one sentence', async () => {
  await using made = await folderWith(answer());
  const at = ['--folder', made.folder];
  const table: readonly (readonly [args: string[], code: number, err: RegExp])[] = [
    [['show', 'nothing', ...at], 1, /^There is no process nothing: choose from one-question\.\n$/],
    [['activate', 'nothing', ...at], 1, /^There is no process nothing: choose from one-question\.\n$/],
    [['activate', 'one-question', '--version', '9', ...at], 1, /^one-question has no v9: there is v1\.\n$/],
    [['show', 'one-question', '--version', '9', ...at], 1, /^one-question has no v9: there is v1\.\n$/],
    [['show', 'one-question', '--version', 'x', ...at], 2, /Give a version from 1 on/],
    [['show', 'one-question', '--state', 'lost', ...at], 1, /^"lost" is no state of one-question v1/],
    [['show', 'one-question', '--state', '{', ...at], 2, /Give the state as JSON/],
    [
      ['show', 'one-question', '--svg', made.folder, ...at],
      1,
      /cannot be written: choose another place with --svg\.\n$/,
    ],
    [['check', join(made.folder, 'nowhere')], 1, /^There is no folder .*nowhere: correct the path\.\n$/],
    [['check', join(made.folder, 'one-question', 'scenarios')], 1, /holds no processes/],
    [['simulate', 'one-question', '--facts', '[]', ...at], 2, /Give the facts as a JSON object/],
    [
      ['simulate', 'one-question', '--facts', '{"opn":1}', ...at],
      1,
      /^one-question knows no fact "opn"; it knows open\.\n$/,
    ],
    [
      ['simulate', 'one-question', '--facts', '{"open":"1"}', ...at],
      1,
      /^The fact open is a number, and --facts gives "1"\.\n$/,
    ],
    [
      ['simulate', 'one-question', '--events', 'shipment.shipped', ...at],
      1,
      /^The guard "everything has left" reads open: say it in --facts\.\n$/,
    ],
  ];
  for (const [args, code, err] of table) {
    const found = await run(...args);
    assert.deepEqual([found.code, err.test(found.err)], [code, true], `${args.join(' ')}: ${found.err}`);
  }
});
