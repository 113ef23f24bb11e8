// What a turn leaves in tables that are written a second time: columns beside the document follow it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { change, event, item, place, post, reserve, site, unreserve } from './commands.testsuite.ts';
import { shippedDefinitions } from './fulfilment.testsuite.ts';
import { Spec, refused } from './spec.ts';
import { stepped } from './stepped.testsuite.ts';

test('the column of its state follows a reservation that is settled', async () => {
  await using stage = await stepped();
  const node = await stage.node();
  const spec = new Spec();
  for (const command of [
    site('S1'),
    item('A'),
    event('received', 'A', 'S1', 10),
    reserve('posted', 'A', 1),
    reserve('voided', 'A', 1),
    reserve('kept', 'A', 1),
    post('posted'),
    unreserve('voided'),
  ])
    await node.run([spec.message(command)]);
  const { rows } = await stage.database.pool.query(
    `select id, state, document ->> 'state' as stage from reservations order by id`,
  );
  assert.deepEqual(
    rows.map(({ id, state, stage: same }) => [id, state, same]),
    [
      ['res_kept', 'pending', 'pending'],
      ['res_posted', 'posted', 'posted'],
      ['res_voided', 'voided', 'voided'],
    ],
  );
});

test('an event that is corrected is kept with its correction while that fails too, and let go when it fits', async () => {
  await using stage = await stepped();
  const node = await stage.node();
  const spec = new Spec();
  for (const command of [site('S1'), item('A')]) await node.run([spec.message(command)]);
  const told = async (code: string, replaying?: string): Promise<string> => {
    const command = event('received', code, 'S1', 3);
    const [reply] = await node.run([
      {
        ...spec.message(command),
        raw: JSON.stringify({ data: { site: 'S1', item: code } }),
        ...(replaying !== undefined && { replaying }),
      },
    ]);
    assert(reply !== undefined, 'a message is answered');
    return reply.answer.status === 'done' ? '' : String(refused(reply.answer, 'item_unknown').facts?.['intake']);
  };
  const stored = async (): Promise<unknown> =>
    (
      await stage.database.pool.query(
        `select state, raw -> 'data' ->> 'item' as item, replayed_at is not null as replayed from intakes`,
      )
    ).rows;
  const intake = await told('X');
  assert.deepEqual(await stored(), [{ state: 'held', item: 'X', replayed: false }]);
  await told('Y', intake);
  assert.deepEqual(await stored(), [{ state: 'held', item: 'Y', replayed: false }]);
  await told('A', intake);
  assert.deepEqual(await stored(), [{ state: 'replayed', item: 'Y', replayed: true }]);
  const { rows } = await stage.database.pool.query('select on_hand from balances');
  assert.deepEqual(rows, [{ on_hand: 3 }]);
});

test('how much an order waits for is written anew when it wants more', async () => {
  await using stage = await stepped();
  const node = await stage.node();
  const spec = new Spec();
  const waiting = async (): Promise<unknown> =>
    (await stage.database.pool.query('select item, order_id, quantity from order_awaits')).rows;
  for (const command of [
    ...shippedDefinitions(),
    site('S1'),
    item('A', { attributes: { listPrice: '10.00' } }),
    place('1', [['A', 5]], { allowBackorder: true }),
  ])
    await node.run([spec.message(command)]);
  assert.deepEqual(await waiting(), [{ item: 'A', order_id: 'ord_1', quantity: 5 }]);
  await node.run([spec.message(change('1', [[1, 'A', 8]]))]);
  assert.deepEqual(await waiting(), [{ item: 'A', order_id: 'ord_1', quantity: 8 }]);
});
