import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ConnectorFault } from '#connectors/connector.ts';
import { canHold, holding } from './held.ts';
import { folderPlace } from './transport.ts';

const root = mkdtempSync(join(tmpdir(), 'crossdock-held-'));
test.after(() => rmSync(root, { recursive: true }));
const inside = join(root, 'inside');
const outside = join(root, 'outside');
for (const folder of [join(inside, 'in'), outside]) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'a'), folder === outside ? 'secret' : 'ours');
}

const swap = (): void => {
  renameSync(join(inside, 'in'), join(inside, 'moved'));
  symlinkSync(outside, join(inside, 'in'));
};
const swapBack = (): void => {
  rmSync(join(inside, 'in'));
  renameSync(join(inside, 'moved'), join(inside, 'in'));
};
const skip = canHold ? false : 'this system has no name for a folder that is held open';

test('what is done in a folder that is held is done there, though a link takes its place', { skip }, async () => {
  await holding(inside, ['in'], async (folder) => {
    swap();
    assert.equal(await readFile(`${folder}/a`, 'utf8'), 'ours');
    await writeFile(`${folder}/b`, 'new');
  });
  assert.equal(await readFile(join(inside, 'moved', 'b'), 'utf8'), 'new');
  await assert.rejects(readFile(join(outside, 'b')), { code: 'ENOENT' });
  await assert.rejects(
    holding(inside, ['in'], () => Promise.resolve()),
    { code: 'ENOTDIR' },
  );
  swapBack();
});

test('a link that comes and goes while files are read, listed and written leads nowhere', { skip }, async () => {
  const place = folderPlace({ root: inside, folder: '', timeoutMs: 10_000 });
  const { signal } = new AbortController();
  const seen = new Set<string>();
  let goesOn = true;
  const swapping = (async () => {
    while (goesOn) {
      swap();
      await new Promise((resolve) => setImmediate(resolve));
      swapBack();
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  for (let round = 0; round < 300; round += 1) {
    try {
      const read = await place.read('in/a', 100, signal);
      seen.add(read === null ? 'nothing' : Buffer.from(read.bytes).toString('utf8'));
      await place.create(`in/new-${round}`, Buffer.from('ours'), signal);
    } catch (error) {
      assert.ok(error instanceof ConnectorFault, String(error));
      seen.add(error.fault.code);
    }
  }
  goesOn = false;
  await swapping;
  assert.ok(seen.has('ours') && !seen.has('secret'), [...seen].join());
  const names = await folderPlace({ root: outside, folder: '', timeoutMs: 10_000 }).list('', signal);
  assert.deepEqual(
    names.map(({ name }) => name),
    ['a'],
    'nothing was written elsewhere',
  );
});
