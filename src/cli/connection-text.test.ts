import assert from 'node:assert/strict';
import { test } from 'node:test';
import { historyRow } from './connection-text.ts';
import type { Change } from './connection-text.ts';

const change = (what: Change['what'], details: Change['details']): string | undefined =>
  historyRow({ at: '2026-05-01T08:00:00.000Z', by: 'key:key_1', what, details })[2];

test('a change is told in one line: places with before and after, secrets by name', () => {
  const changes = [
    { pointer: '/owner', before: 'Shop', after: 'ERP' },
    { pointer: '/streams/in', before: null, after: { settings: { text: 'x'.repeat(100) } } },
  ];
  assert.equal(change('defined', { changes, replaced: ['secret'] }), 'defined: credential secret given anew');
  assert.equal(
    change('changed', { changes, isCut: true, removed: ['apiKey'] }),
    `changed: /owner: Shop → ERP; /streams/in: nothing → {"settings":{"text":"${'x'.repeat(39)}…; …; credential apiKey taken away`,
  );
  assert.equal(change('paused', { reason: 'They count' }), 'paused: They count');
  assert.equal(
    change('switched_off', { code: 'receiver_gone', delivery: 7 }),
    'switched off: receiver_gone at delivery 7',
  );
  assert.equal(
    change('credential_replaced', { replaced: ['secret'], previousUntil: '2026-05-02T08:00:00.000Z' }),
    'credential replaced: credential secret given anew; the one before good until 2026-05-02T08:00:00.000Z',
  );
});
