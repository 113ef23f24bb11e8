import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectionOf, problemsOf } from './define.ts';
import { formats } from './formats/formats.ts';
import { connectors } from './registry.ts';

test('texts that no query could read are refused where they stand', () => {
  const connection = connectionOf('shop', {
    kind: 'webhook',
    owner: 'Shop',
    settings: { url: 'https://shop.example/\0' },
    operations: [{ name: 'tell', settings: { 'a/b': ['\ud800'], 'c\0': 1 }, mapping: 'm\0' }],
  });
  const surroundings = { connectors, formats, credentials: ['secret'], allowPrivate: false };
  const pointers = problemsOf(connection, surroundings)
    .filter(({ detail }) => detail.includes('NUL'))
    .map(({ pointer }) => pointer);
  assert.deepEqual(pointers, [
    '/settings/url',
    '/operations/0/settings/a~1b/0',
    '/operations/0/settings',
    '/operations/0/mapping',
  ]);
  assert.deepEqual(
    problemsOf({ ...connection, settings: { url: 'https://shop.example/ü' }, operations: [] }, surroundings),
    [],
  );
});
