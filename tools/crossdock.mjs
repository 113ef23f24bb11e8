#!/usr/bin/env node
// `npx crossdock …` on whatever Node the machine has: prepares the checkout, then hands over to the right Node.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare.mjs';

const program = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
// A young generation that stays small: memory is worth more than the rare longer pause.
const child = spawn(prepare(), ['--max-semi-space-size=8', program, ...process.argv.slice(2)], { stdio: 'inherit' });
// The command decides when to end: a Ctrl-C reaches it directly, other signals are passed on.
process.on('SIGINT', () => undefined);
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
child.on('exit', (code, signal) => {
  process.exitCode = code ?? 128 + (constants.signals[signal ?? 'SIGTERM'] ?? 0);
});
