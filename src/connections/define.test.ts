import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectionOf, problemsOf } from './define.ts';
import { formats } from './formats/formats.ts';
import { connectors } from './registry.ts';

test('a setting that there was is refused by saying what stands for it now', () => {
  const surroundings = { connectors, formats, credentials: [], allowPrivate: false };
  for (const kind of ['http', 'odata']) {
    const settings = { url: 'https://erp.example', perSecond: 2, burst: 40, concurrency: 4 };
    const problems = problemsOf(connectionOf('erp', { kind, owner: 'ERP', settings }), surroundings);
    assert.deepEqual(
      problems.map(({ pointer, fix }) => [pointer, /limits\.\w+/.exec(fix)?.[0]]),
      [
        ['/settings/perSecond', 'limits.perSecond'],
        ['/settings/burst', 'limits.perSecond'],
        ['/settings/concurrency', 'limits.concurrent'],
      ],
    );
  }
});

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
