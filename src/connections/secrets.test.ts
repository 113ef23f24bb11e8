import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSecretBox, SecretUnreadable } from './secrets.ts';

const box = createSecretBox(Buffer.alloc(32, 1));

test('a secret opens where it was sealed for, and is never twice the same at rest', () => {
  const sealed = box.seal('connection shop', 'whsec_secret');
  assert.equal(box.open('connection shop', sealed), 'whsec_secret');
  assert.notDeepEqual(box.seal('connection shop', 'whsec_secret'), sealed);
  assert.equal(sealed.includes('secret'), false);
});

test('another place, another key or a changed byte does not open it, and the error says what to do', () => {
  const sealed = box.seal('connection shop', 'whsec_secret');
  assert.throws(() => box.open('connection erp', sealed), SecretUnreadable);
  assert.throws(() => createSecretBox(Buffer.alloc(32, 2)).open('connection shop', sealed), /CROSSDOCK_SECRET_KEY/);
  for (let index = 0; index < sealed.length; index++) {
    const changed = Buffer.from(sealed);
    changed[index] = (changed[index] ?? 0) ^ 1;
    assert.throws(() => box.open('connection shop', changed), SecretUnreadable, `byte ${index}`);
  }
  assert.throws(() => box.open('connection shop', sealed.subarray(0, 20)), SecretUnreadable);
});
