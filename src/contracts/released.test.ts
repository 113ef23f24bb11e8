// A released schema never changes, whatever it gets wrong: others have stored what it describes.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { contractsFolder } from './load.ts';

const released = JSON.parse(readFileSync(join(contractsFolder, 'released.json'), 'utf8')) as Readonly<
  Record<string, string>
>;

for (const [file, hash] of Object.entries(released)) {
  test(`released contract ${file} is unchanged`, () => {
    const now = createHash('sha256')
      .update(readFileSync(join(contractsFolder, file)))
      .digest('hex');
    assert.equal(now, hash, `contracts/${file} is released: restore it, and describe the change in a new version`);
  });
}
