// The README as a reader follows it: every command, in order, in one shell, beside a node that `npm start` runs.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { discardEmbedded } from '#postgres/embedded.ts';
import { differences, documents, showsText, stepsOf } from './readme.ts';
import type { Step } from './readme.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const steps = stepsOf(read('README.md'));
/** These two do not end by themselves, or would run this test again. */
const [start, all] = ['npm start', 'npm test'];
const walk = steps.filter(({ commands }) => commands !== start && commands !== all);
const readyMsMax = 60_000;
const walkMsMax = 180_000;
/** Minutes that pass for the systems of the demo in a second: three times as many as for a reader. */
const pace = '180';

test('the README begins with the two commands', () => {
  assert.deepEqual(
    steps.slice(0, 2).map(({ commands }) => commands),
    [start, all],
  );
});

test('continuous integration runs what the README calls the test command', () => {
  assert.match(read('.ci/run'), /^exec npm test\b/m);
});

test('every command of the README answers what it shows', async (t) => {
  await using node = await startNode();
  const outputs = await runShell(walk, node);
  for (const [index, step] of walk.entries()) {
    await t.test(`README.md:${step.line}`, () => check(step, outputs[index]));
  }
});

interface Output {
  readonly code: number;
  readonly text: string;
}

function check(step: Step, output: Output | undefined): void {
  assert.equal(output?.code, 0, `${step.commands}\n${output?.text ?? 'never ran'}`);
  const answers = step.shown.some(({ kind }) => kind === 'json') ? documents(output.text) : [];
  const wanted = step.shown.filter((shown) => shown.kind === 'json');
  assert.equal(answers.length, wanted.length, `documents answered:\n${output.text}`);
  for (const [index, { value }] of wanted.entries())
    assert.deepEqual(differences(value, answers[index]), [], output.text);
  for (const shown of step.shown) {
    if (shown.kind === 'text')
      assert.ok(showsText(`…${shown.text.replaceAll('\n', '\n…')}…`, output.text), output.text);
  }
}

interface RunningNode extends AsyncDisposable {
  readonly home: string;
  readonly port: string;
  readonly environment: Record<string, string | undefined>;
}

/** `npm start` in a home of its own, on a free port. */
async function startNode(): Promise<RunningNode> {
  const top = mkdtempSync(join(tmpdir(), 'crossdock-readme-'));
  chmodSync(top, 0o711);
  const home = join(top, 'home');
  const { PATH, HOME } = process.env;
  const environment = { PATH, HOME, CROSSDOCK_HOME: home };
  const child = spawn('npm', ['start', '--', '--demo-pace', pace], {
    cwd: root,
    detached: true, // A group of its own: Ctrl-C in a terminal reaches every process of it.
    env: { ...environment, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  const stop = async (): Promise<void> => {
    interrupt(child);
    await ended;
    if (existsSync(home)) await discardEmbedded(home);
    rmSync(top, { recursive: true, force: true });
  };
  try {
    const port = await readyPort(child);
    return { home, port, environment: { ...environment, PORT: port }, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function interrupt(child: ChildProcess): void {
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
    process.kill(-child.pid, 'SIGINT');
}

function readyPort(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const late = setTimeout(() => reject(new Error(`not ready in ${readyMsMax / 1_000} s:\n${said}`)), readyMsMax);
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      const port = /ready on http:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (port === undefined) return;
      clearTimeout(late);
      resolve(port);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(late);
      reject(new Error(`npm start ended with ${code}:\n${said}`));
    });
  });
}

/** One shell for the whole walk, so that what a step sets is there in the next. A failed step does not end it. */
async function runShell(walked: readonly Step[], node: RunningNode): Promise<Output[]> {
  const mark = '=== end of step, code';
  const script = walked
    .map(({ commands }) =>
      commands.replaceAll('.crossdock/', `${node.home}/`).replaceAll('127.0.0.1:8080', `127.0.0.1:${node.port}`),
    )
    .map((commands) => `${commands}\nprintf '%s %s\\n' '${mark}' "$?"`)
    .join('\n');
  const shell = spawn('bash', ['-c', script], {
    cwd: root,
    detached: true, // A group of its own, so that a command that does not end is ended with it.
    env: node.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const late = setTimeout(() => interrupt(shell), walkMsMax);
  let text = '';
  let errors = '';
  shell.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  shell.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  await once(shell, 'close');
  clearTimeout(late);
  const outputs = [...text.matchAll(new RegExp(`(.*?)${mark} (\\d+)\\n`, 'gs'))];
  assert.equal(outputs.length, walked.length, `${text}\n${errors}`);
  return outputs.map(([, output = '', code]) => ({
    code: Number(code),
    text: code === '0' ? output : `${output}\n${errors}`,
  }));
}
