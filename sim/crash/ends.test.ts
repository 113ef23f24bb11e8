// A run that is interrupted leaves nothing behind: nodes and servers have process groups of their own, which Ctrl-C does not reach.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { signalIfThere } from './signals.ts';

const ends = JSON.stringify(new URL('ends.ts', import.meta.url).href);
const program = `
  import { spawn } from 'node:child_process';
  import { atOurEnd, endWithUs, whenAskedToEnd } from ${ends};
  const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
  endWithUs(child.pid);
  process.kill(child.pid, 'SIGSTOP');
  atOurEnd(() => { throw new Error('cannot'); });
  if (process.argv.includes('asks')) whenAskedToEnd(() => console.log('asked'));
  console.log(child.pid);
  setInterval(() => {}, 1_000);`;

for (const { name, signals, code } of [
  { name: 'SIGTERM', signals: ['SIGTERM'], code: 143 },
  { name: 'Ctrl-C', signals: ['SIGINT'], code: 130 },
  { name: 'Ctrl-C twice, where the first one asks', signals: ['SIGINT', 'SIGINT'], code: 130 },
] as const)
  test(
    `whatever was started ends at ${name}, though it stands still and something else fails`,
    { timeout: 30_000 },
    async () => {
      const us = spawn(
        process.execPath,
        ['--input-type=module', '-e', program, '--', signals.length > 1 ? 'asks' : '-'],
        {
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      );
      const errors: string[] = [];
      us.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
      us.stdout.setEncoding('utf8');
      const exited = once(us, 'exit');
      const [line] = (await once(us.stdout, 'data')) as [string]; // What it prints first.
      const pid = Number(line);
      for (const [index, signal] of signals.entries()) {
        if (index > 0) await once(us.stdout, 'data');
        us.kill(signal);
      }
      assert.deepEqual(await exited, [code, null]);
      assert.match(errors.join(''), /Something is left behind: Error: cannot/);
      // Whoever takes in orphans may take a moment.
      const deadline = performance.now() + 5_000;
      while (signalIfThere(pid, 'SIGCONT') && performance.now() < deadline) await sleep(20);
      assert.equal(signalIfThere(pid, 'SIGCONT'), false);
    },
  );
