// Real processes: a child that is kept, and a parent that is killed.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { KeptProcess } from './kept-process.ts';
import type { KeptProcessOptions } from './kept-process.ts';

/** Says its pid, and ends when it is told to or its parent is gone. */
const patient = `
  process.once('SIGTERM', () => process.exit());
  process.once('disconnect', () => process.exit());
  process.stderr.write(process.pid + '\\n');
  setInterval(() => undefined, 60_000);`;

interface Kept extends AsyncDisposable {
  readonly process: KeptProcess;
  readonly failures: { readonly message: string; readonly pauseMs: number }[];
  nextLine(): Promise<string>;
}

function keep(prepare: KeptProcessOptions['prepare']): Kept {
  const lines: string[] = [];
  const failures: Kept['failures'] = [];
  let wake = (): void => undefined;
  const kept = new KeptProcess({
    prepare,
    onLine: (line) => {
      lines.push(line);
      wake();
    },
    onFailed: ({ message }, pauseMs) => failures.push({ message, pauseMs }),
    pauseMs: 20,
  });
  return {
    process: kept,
    failures,
    nextLine: async () => {
      while (lines.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return lines.shift() ?? '';
    },
    [Symbol.asyncDispose]: () => kept[Symbol.asyncDispose](),
  };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // ESRCH: there is none.
  }
}

test('it is started again when it ends, after ever longer pauses, and stopped for good', async () => {
  const kept = keep(() => Promise.resolve(['-e', patient]));
  const first = Number(await kept.nextLine());
  process.kill(first, 'SIGKILL');
  const second = Number(await kept.nextLine());
  assert.notEqual(second, first);
  process.kill(second, 'SIGKILL');
  const third = Number(await kept.nextLine());
  assert.equal(kept.process.pid, third);
  assert.deepEqual(kept.failures, [
    { message: 'It was ended by SIGKILL.', pauseMs: 20 },
    { message: 'It was ended by SIGKILL.', pauseMs: 40 },
  ]);
  await kept[Symbol.asyncDispose]();
  assert.equal(isAlive(third), false);
  assert.equal(kept.failures.length, 2, 'to be told to end is no failure');
});

test('what keeps it from starting is told, and it is tried again', async () => {
  let attempts = 0;
  await using kept = keep(() => {
    attempts += 1;
    if (attempts === 1) return Promise.reject(new Error('the database is away'));
    return Promise.resolve(['-e', attempts === 2 ? 'process.exit(3)' : patient]);
  });
  await kept.nextLine();
  assert.deepEqual(
    kept.failures.map(({ message }) => message),
    ['the database is away', 'It ended with exit code 3.'],
  );
});

test('stopped in its pause, it is not started again', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const kept = new KeptProcess({
    prepare: () => Promise.reject(new Error('never')),
    onLine: () => undefined,
    onFailed: () => resolve(),
    pauseMs: 60_000,
  });
  await promise;
  await kept[Symbol.asyncDispose]();
  assert.equal(kept.pid, undefined);
});

test('it knows nothing of the environment of the node, and ends when the node is killed', async () => {
  const source = new URL('kept-process.ts', import.meta.url).href;
  const parent = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `const { KeptProcess } = await import(${JSON.stringify(source)});
       new KeptProcess({
         prepare: async () => ['-e', ${JSON.stringify(`process.stderr.write(Object.keys(process.env).join() + '\\n'); ${patient}`)}],
         onLine: (line) => console.log(line),
         onFailed: () => undefined,
       });`,
    ],
    { env: { ...process.env, SECRET: 'x' }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: parent.stdout })[Symbol.asyncIterator]();
  const environment = String((await lines.next()).value);
  assert.doesNotMatch(environment, /SECRET|PATH/);
  const pid = Number((await lines.next()).value);
  assert.ok(isAlive(pid));
  parent.kill('SIGKILL');
  await once(parent, 'close');
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
});
