import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('main.ts', import.meta.url));

function simulate(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'simulate', ...args], { encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

test('a world is simulated from the command line, with the options and exit codes of the simulator', () => {
  const { code, out } = simulate('--seed', '7', '--steps', '50', '--json');
  assert.equal(code, 0, out);
  const told: { seed: number; worlds: number; failure: unknown } = JSON.parse(out);
  assert.deepEqual([told.seed, told.worlds, told.failure], [7, 1, null]);
  const wrong = simulate('--seed', 'x');
  assert.equal(wrong.code, 2);
  assert.match(wrong.err, /seed/);
});
