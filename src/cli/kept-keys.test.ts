import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSecretKey, showAdministratorKey } from './kept-keys.ts';

const kept = (home: string): { home: string; secretKey: undefined; databaseUrl: undefined } => ({
  home,
  secretKey: undefined,
  databaseUrl: undefined,
});

function temporaryHome(): { home: string } & Disposable {
  const home = mkdtempSync(join(tmpdir(), 'crossdock-keys-'));
  return { home, [Symbol.dispose]: () => rmSync(home, { recursive: true }) };
}

test('the secret key is made once, for this user alone', () => {
  using place = temporaryHome();
  const key = readSecretKey(kept(place.home));
  assert.equal(key.length, 32);
  assert.deepEqual(readSecretKey(kept(place.home)), key);
  assert.deepEqual(readdirSync(place.home), ['secret-key']);
  assert.equal(statSync(join(place.home, 'secret-key')).mode & 0o777, 0o600);
  assert.equal(readSecretKey({ ...kept(place.home), secretKey: 'one that is set' }).toString(), 'one that is set');
});

for (const [what, text] of [
  ['empty, as a full disk leaves it', ''],
  ['cut short', 'ab'.repeat(20)],
  ['of other signs', 'x'.repeat(64)],
] as const) {
  test(`a secret key that is ${what} is refused, and left as it is`, () => {
    using place = temporaryHome();
    const file = join(place.home, 'secret-key');
    writeFileSync(file, text);
    assert.throws(
      () => readSecretKey(kept(place.home)),
      /secret-key is not a whole key of 64 hexadecimal digits: restore/,
    );
    assert.equal(readFileSync(file, 'utf8'), text);
  });
}

test('a key that cannot be written leaves nothing behind', () => {
  using place = temporaryHome();
  assert.throws(() => readSecretKey(kept(join(place.home, 'missing'))), { code: 'ENOENT' });
  // A folder of its name is in the way.
  mkdirSync(join(place.home, 'admin-key'));
  assert.throws(() => showAdministratorKey(place, 'xd_1'), { code: 'EISDIR' });
  assert.deepEqual(readdirSync(place.home), ['admin-key']);
});
