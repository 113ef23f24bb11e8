// `crossdock start` where there is no room: at whatever it fails, it says so in one sentence and leaves nothing half made.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { noSmallDisk, SmallDisk } from './disk.ts';

const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
/** Room for a part of the database; for a database that is not migrated. */
const roomsMegabytes = [39, 43];

test('a full disk at the start is told in one sentence, at whatever it is met', { skip: noSmallDisk() }, async () => {
  await using disk = await SmallDisk.mount();
  const home = join(disk.directory, 'home');
  for (const room of roomsMegabytes) {
    disk.fill(room);
    const said = await start(home);
    if (!said.includes('Crossdock is ready')) {
      assert.match(said, /disk is full|No space left on device/, said);
      assert.doesNotMatch(said, /\n +at /, `${room} MB: ${said}`);
    }
    disk.free();
    rmSync(home, { recursive: true, force: true });
  }
  assert.match(await start(home), /Crossdock is ready/);
  disk.fill();
  assert.match(await start(home), /^\S+ cannot be written because the disk is full: free some space .+\.\n$/);
});

/** All that it says until it is ready or ends. */
async function start(home: string): Promise<string> {
  const child = spawn(process.execPath, [program, 'start'], {
    env: { PATH: process.env['PATH'], PORT: '0', CROSSDOCK_HOME: home },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.includes('Crossdock is ready')) child.kill('SIGTERM');
  });
  const [code] = (await once(child, 'close')) as [number | null];
  assert.equal(code, said.includes('Crossdock is ready') ? 0 : 1, said);
  return said;
}
