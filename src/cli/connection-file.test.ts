import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectionFromFile } from './connection-file.ts';

const environment = { ERP_PASSWORD: 's3cret', EMPTY: '' };
const read = (document: object): unknown => connectionFromFile(JSON.stringify(document), environment);

test('credentials are filled from the environment, and only they', () => {
  assert.deepEqual(
    read({ kind: 'http', credentials: { password: '${ERP_PASSWORD}', token: 'Bearer ${ERP_PASSWORD}' } }),
    {
      kind: 'http',
      credentials: { password: 's3cret', token: 'Bearer s3cret' },
    },
  );
  assert.deepEqual(read({ kind: 'http', settings: { url: 'https://x.example' } }), {
    kind: 'http',
    settings: { url: 'https://x.example' },
  });
});

const refused: readonly (readonly [string, object, RegExp])[] = [
  ['a secret in the file', { credentials: { password: 's3cret' } }, /\/credentials\/password stands in the file/],
  ['a variable that is not set', { credentials: { password: '${NOBODY}' } }, /variable NOBODY, which is not set/],
  ['a variable that is empty', { credentials: { password: '${EMPTY}' } }, /EMPTY/],
  ['a placeholder elsewhere', { settings: { url: 'https://${ERP_PASSWORD}' } }, /\/settings\/url has a placeholder/],
  [
    'a password in settings',
    { settings: { auth: { password: 's3cret' } } },
    /\/settings\/auth\/password looks like a secret/,
  ],
  ['a key in the headers', { settings: { headers: { 'x-api-key': 'abc' } } }, /x-api-key looks like a secret/],
  ['a client secret', { settings: { clientSecret: 'abc' } }, /clientSecret looks like a secret/],
  ['credentials that are no object', { credentials: ['a'] }, /no object/],
  ['a credential that is no text', { credentials: { password: 1 } }, /no text/],
];
for (const [name, document, expected] of refused) {
  test(`refused: ${name}`, () => {
    assert.throws(
      () => read(document),
      (error: Error) => expected.test(error.message) && !error.message.includes('s3cret'),
    );
  });
}

test('refused: what is no JSON, and no object', () => {
  assert.throws(() => connectionFromFile('{', environment), /no JSON/);
  assert.throws(() => connectionFromFile('[]', environment), /no object/);
});

test('names that only sound like secrets pass', () => {
  const settings = { auth: { tokenUrl: 'https://x.example/token', kind: 'bearer' }, key: ['/id'], keys: ['id'] };
  assert.deepEqual(read({ settings }), { settings });
});
