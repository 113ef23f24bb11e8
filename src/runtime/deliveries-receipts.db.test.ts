// Receipts that come by themselves, held against what waits for them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { webhook } from '#connectors/webhook/connector.ts';
import type { Sent } from '#connectors/connector.ts';
import { settleByReceipt } from './deliveries-receipts.ts';
import type { Settling } from './deliveries-receipts.ts';
import { delivering } from './deliveries.testsuite.ts';
import type { Delivering } from './deliveries.testsuite.ts';

const operations = [
  { name: 'tell', settings: {}, types: [], mapping: null, format: { name: 'json' }, answers: null },
  { name: 'ask', settings: {}, types: [], mapping: null, format: { name: 'json' }, answers: null, then: 'tell' },
] as const;
const refused: Sent = { kind: 'refused', fault: { code: 'refused', detail: 'It says no.', fix: 'Ask.', cause: 'no' } };

interface Waiting {
  readonly state?: string;
  readonly reference?: string | null;
  readonly operation?: string;
  readonly bundle?: number;
}

/** Ids of deliveries that were sent and wait, one for each lane. */
async function waiting(
  world: Delivering,
  lanes: readonly string[],
  { state = 'queued', reference = 'mic', operation = 'tell', bundle }: Waiting = {},
): Promise<readonly string[]> {
  const seqs = await world.queue('shop', lanes);
  const { rows } = await world.database.pool.query<{ id: string }>(
    `update deliveries
     set state = $2, operation = $3, attempts = 1, bundle = $5, leased_by = case when $2 = 'leased' then 'node' end,
       available_at = now() + interval '1 hour',
       last_error = json_strip_nulls(json_build_object('code', 'receipt_awaited', 'reference', $4::text))
     where seq = any ($1::bigint[])
     returning turn_id || '-' || ordinal || case when $5::bigint is null then '-' || $3 else '-bundle-' || $5 end as id`,
    [seqs, state, operation, reference, bundle ?? null],
  );
  return rows.map(({ id }) => id);
}

function settle(world: Delivering, id = '', sent: Sent = { kind: 'done' }, code = 'shop'): Promise<Settling> {
  const judge = (reference: string): Sent => (reference === 'mic' ? sent : refused);
  return settleByReceipt(world.database.pool, { connection: { code, operations }, connector: webhook }, { id, judge });
}

test('a receipt settles what waits for it, and the next of its lane goes', async () => {
  await using world = await delivering();
  const [id] = await waiting(world, ['a']);
  await world.queue('shop', ['a']);
  await world.database.pool.query(`update deliveries set parked = true where operation is null`);
  assert.equal((await settle(world, id, undefined, 'other')).kind, 'not_awaited');
  assert.equal((await settle(world, `${id}-again-7`)).kind, 'not_awaited');
  assert.equal((await settle(world, 'nonsense')).kind, 'not_awaited');
  assert.partialDeepStrictEqual(await settle(world, id), { kind: 'settled', state: 'delivered' });
  assert.deepEqual(
    (await world.states()).map(({ state, attempts, parked }) => [state, attempts, parked]),
    [
      ['delivered', 1, false],
      ['queued', 0, false],
    ],
  );
  assert.equal((await settle(world, id)).kind, 'not_awaited', 'it is settled');
});

test('one that is too fast waits, one that nothing is known of settles nothing', async () => {
  await using world = await delivering();
  const [underWay] = await waiting(world, ['a'], { state: 'leased' });
  assert.equal((await settle(world, underWay)).kind, 'under_way');
  const [without] = await waiting(world, ['b'], { reference: null });
  assert.equal((await settle(world, without)).kind, 'not_awaited');
  assert.deepEqual(
    (await world.states()).map(({ state }) => state),
    ['leased', 'queued'],
  );
});

test('a no is a dead letter, and a yes that comes late mends one', async () => {
  await using world = await delivering();
  const [no] = await waiting(world, ['a']);
  const [late] = await waiting(world, ['b'], { state: 'dead' });
  const [other] = await waiting(world, ['c'], { reference: 'another' });
  assert.partialDeepStrictEqual(await settle(world, no, refused), { kind: 'settled', state: 'dead' });
  assert.partialDeepStrictEqual(await settle(world, late), { kind: 'settled', state: 'delivered' });
  assert.partialDeepStrictEqual(await settle(world, other), { kind: 'settled', state: 'dead' });
  const { rows } = await world.database.pool.query<{ cause: string | null }>(
    `select last_error ->> 'cause' as cause from deliveries where state = 'dead' order by seq`,
  );
  assert.deepEqual(rows, [{ cause: 'no' }, { cause: 'no' }]);
});

test('the operation that follows is asked for, and a bundle is settled as a whole', async () => {
  await using world = await delivering();
  const [first] = await waiting(world, ['a'], { operation: 'ask' });
  assert.partialDeepStrictEqual(await settle(world, first), { kind: 'settled', state: 'queued' });
  const { rows } = await world.database.pool.query<{ operation: string; attempts: number }>(
    'select operation, attempts from deliveries',
  );
  assert.deepEqual(rows, [{ operation: 'tell', attempts: 0 }]);
  const [bundle] = await waiting(world, ['b', 'c'], { bundle: 4 });
  const settled = await settle(world, bundle);
  assert.equal(settled.kind === 'settled' && settled.seqs.length, 2);
  assert.deepEqual(
    (await world.states()).map(({ state }) => state),
    ['queued', 'delivered', 'delivered'],
  );
});
