// What other systems say of deliveries, whatever characters they say it with.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listDeadGroups, replayAll } from '#connections/outbound/dead-letters.ts';
import { hurry, lease } from './deliveries-store.ts';
import { settle } from './deliveries-settle.ts';
import { delivering } from './deliveries.testsuite.ts';

test('what a receiver says with characters that no query can read keeps no list from being read', async () => {
  await using world = await delivering();
  const { pool } = world.database;
  const numbers = await world.queue('shop', ['a', 'b']);
  await lease(pool, 'node', numbers, 5_000);
  const error = { code: 'refused', cause: 'E\0 1\ud800', detail: 'It said \0\udc00.', fix: 'Ask.' };
  const settlement = { attempts: 1, delayMs: 3_600_000, released: false, durable: true, error, answer: null } as const;
  const [dead = 0, queued = 0] = numbers;
  await settle(pool, 'node', [
    { ...settlement, seq: dead, state: 'dead' },
    { ...settlement, seq: queued, state: 'queued' },
  ]);
  const [group] = await listDeadGroups(pool, { connection: 'shop' });
  assert.deepEqual([group?.count, group?.code, group?.cause], [1, 'refused', 'E\ufffd 1\ufffd']);
  assert.equal(await hurry(pool, 'shop'), 0);
  assert.equal(await replayAll(pool, { cause: 'E\ufffd 1\ufffd' }, 'key:test', 10), 1);
});
