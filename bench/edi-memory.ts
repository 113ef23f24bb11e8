// How much memory `crossdock edi inspect` takes for one interchange, however long it is: `node bench/edi-memory.ts --megabytes 1000`.
// The file is made as it is read; what is told is thrown away. Linux only: the most memory the process had is asked of /proc.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fileOf, piecesOf } from './edi-file.ts';
import { machine, machineSentence } from './machine.ts';

const { values } = parseArgs({ options: { megabytes: { type: 'string', default: '1000' } } });
const megabytes = Number(values.megabytes);
assert(megabytes > 0, '--megabytes is a number above 0');

const command = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const bytesOfOne = (fileOf(2_000).length - fileOf(1_000).length) / 1_000;

console.log(machineSentence(machine()));
for (const size of [megabytes / 100, megabytes]) {
  const orders = Math.ceil((size * 1e6) / bytesOfOne);
  const { peakMiB, seconds } = await inspected(orders);
  console.log(
    `one interchange of ${size} MB, ${orders} orders: at most ${peakMiB.toFixed(0)} MiB (target 150), ${seconds.toFixed(1)} s, ${(size / seconds).toFixed(1)} MB/s`,
  );
}

async function inspected(orders: number): Promise<{ readonly peakMiB: number; readonly seconds: number }> {
  const begun = performance.now();
  // As `npx crossdock` starts it.
  const child = spawn(process.execPath, ['--max-semi-space-size=8', command, 'edi', 'inspect', '-', '--faults-only']);
  let peakMiB = 0;
  let last = '';
  child.stdout.on('data', (chunk: Buffer) => (last = (last + chunk.toString()).slice(-200)));
  child.stderr.pipe(process.stderr);
  const ended = once(child, 'exit');
  const timer = setInterval(() => (peakMiB = Math.max(peakMiB, peakOf(child.pid))), 100);
  for (const piece of piecesOf(orders)) if (!child.stdin.write(piece)) await once(child.stdin, 'drain');
  // It has read nearly all by now, and ends when it is told that this was all.
  peakMiB = Math.max(peakMiB, peakOf(child.pid));
  child.stdin.end();
  const [code] = await ended;
  clearInterval(timer);
  assert.equal(code, 0, last);
  assert.match(last, new RegExp(`\\n${orders} messages, no fault\\n$`));
  return { peakMiB, seconds: (performance.now() - begun) / 1_000 };
}

/** Linux, proc(5). */
function peakOf(pid: number | undefined): number {
  try {
    const [, kib = '0'] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kib) / 1_024;
  } catch {
    return 0; // It has ended.
  }
}
