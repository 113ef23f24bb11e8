// What a turn loads from PostgreSQL: of each question the rows that it is about, and no other.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '#kernel/limits.ts';
import { pipeline } from '#postgres/pipeline.ts';
import { createClient } from '#postgres/pool.ts';
import { testDatabase } from '#postgres/test-database.ts';
import type { Command } from '#processes/message.ts';
import { event, expected, item, place, site } from './commands.testsuite.ts';
import { shippedDefinitions } from './fulfilment.testsuite.ts';
import { promisedOrders } from './postgres-awaits.ts';
import { Spec, done, noon } from './spec.ts';
import type { SaidBy } from './spec.ts';
import { stepped } from './stepped.testsuite.ts';

const minute = 60_000;
const iso = (minutes: number): string => new Date(noon + minutes * minute).toISOString();

/** A network on PostgreSQL; each command is a turn of its own, so that nothing is known but what was loaded. */
async function network(master: readonly Command[]): Promise<
  AsyncDisposable & {
    say: (command: Command, by?: SaidBy) => Promise<Readonly<Record<string, unknown>>>;
    rows: (text: string) => Promise<readonly unknown[]>;
    spec: Spec;
  }
> {
  const stage = await stepped();
  const spec = new Spec();
  const node = await stage.node({ clock: () => spec.now });
  const say = async (command: Command, by?: SaidBy): Promise<Readonly<Record<string, unknown>>> => {
    const [reply] = await node.run([spec.message(command, by)]);
    assert(reply !== undefined, 'a message is answered');
    return done(reply.answer);
  };
  for (const command of master) await say(command);
  return {
    say,
    spec,
    rows: async (text) => (await stage.database.pool.query<Record<string, unknown>>(text)).rows,
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
}

test('a count is compared with the movements after it of its own cell alone', async () => {
  await using world = await network([site('S1'), site('S2'), item('A'), item('B'), item('L', { lots: true })]);
  world.spec.now = noon + 60 * minute;
  const at = (minutes: number): SaidBy => ({ at: noon + minutes * minute });
  await world.say(event('received', 'A', 'S1', 10), at(0));
  await world.say(event('received', 'L', 'S1', 20, { lot: 'L1' }), at(0));
  // After the moment of the counts: one unit of the cell itself, and each of its neighbours with another number of units.
  await world.say(event('received', 'A', 'S1', 1), at(20));
  await world.say(event('received', 'B', 'S1', 100), at(20));
  await world.say(event('received', 'A', 'S2', 1_000), at(20));
  await world.say(event('received', 'A', 'S1', 10_000, { status: 'blocked' }), at(20));
  await world.say(event('received', 'L', 'S1', 2, { lot: 'L1' }), at(20));
  await world.say(event('received', 'L', 'S1', 200, { lot: 'L2' }), at(20));
  await world.say(event('counted', 'A', 'S1', 7, { asOf: { time: iso(10) } }));
  await world.say(event('counted', 'L', 'S1', 30, { asOf: { time: iso(10) }, lot: 'L1' }));
  const cells = await world.rows(
    `select item, lot, quantity from stock_details where site = 'S1' and item in ('A', 'L') and status = 'available' order by item, lot`,
  );
  assert.deepEqual(cells, [
    { item: 'A', lot: '', quantity: 8 },
    { item: 'L', lot: 'L1', quantity: 32 },
    { item: 'L', lot: 'L2', quantity: 200 },
  ]);
});

test('between events of one source its own numbers count, between others the time', async () => {
  await using world = await network([site('S1'), item('A')]);
  world.spec.now = noon + 60 * minute;
  const from = (source: string, sequence: number | undefined, quantity: number, minutes: number): Promise<unknown> =>
    world.say(event('received', 'A', 'S1', quantity, { source, ...(sequence !== undefined && { sequence }) }), {
      at: noon + minutes * minute,
    });
  await from('wms', 1, 1, 30); // Before the count by its number, after it by a clock that goes wrong.
  await from('wms', 3, 10, 0); // After it by its number.
  await from('wms', 2, 100, 40); // The one the count has seen last.
  await from('erp', 9, 1_000, 0); // Of another source: before the count by time.
  await from('erp', 1, 10_000, 20); // And after it.
  await from('wms', undefined, 100_000, 20); // Not numbered: after it by time.
  await world.say(event('counted', 'A', 'S1', 5, { source: 'wms', asOf: { time: iso(10), sequence: 2 } }));
  assert.deepEqual(await world.rows('select on_hand from balances'), [{ on_hand: 5 + 10 + 10_000 + 100_000 }]);
});

test('goods that those who wait are about to be served with are kept, also in a turn that frees none', async () => {
  await using world = await network([
    ...shippedDefinitions(),
    site('S1'),
    item('A', { attributes: { listPrice: '10.00' } }),
    event('received', 'A', 'S1', 1),
  ]);
  await world.say(place('waits', [['A', 5]], { allowBackorder: true }));
  await world.say(event('received', 'A', 'S1', 4));
  assert.equal((await world.rows(`select 1 from deadlines where id = 'backorders:A'`)).length, 1);
  const late = await world.say(place('late', [['A', 1]], { allowBackorder: true }));
  assert.deepEqual(
    (late['lines'] as readonly { reserved: number; backordered: number }[]).map(({ reserved, backordered }) => [
      reserved,
      backordered,
    ]),
    [[0, 1]],
  );
});

test('a supply that is told again changes its row, and the date of what waits for it', async () => {
  await using world = await network([site('S1'), item('A')]);
  await world.say(expected('PO-1', 'A', 'S1', 10, '2026-04-01'));
  await world.say(expected('PO-1', 'A', 'S1', 12, '2026-04-03'), { at: noon + minute });
  assert.deepEqual(await world.rows('select expected_on::text as day, quantity from supplies'), [
    { day: '2026-04-03', quantity: 12 },
  ]);
});

test('of more orders than a turn looks at, those are looked at that were placed last', async () => {
  await using database = await testDatabase();
  const client = createClient({ ...database, applicationName: 'promised orders' });
  await client.connect();
  try {
    const most = limits.shortOrdersPerTurnMax;
    await client.query(
      `insert into order_sites (site, status, order_id)
       select 'S1', 'promised', 'ord_' || lpad(n::text, 6, '0') from generate_series(0, $1::int) n`,
      [most],
    );
    await client.query(
      `insert into reservation_parts (holder, part, line, item, site, quantity, inbound, posted, state)
       select order_id, 1, 1, 'A', 'S1', 1, 0, 0, 'pending' from order_sites`,
    );
    const found = await pipeline(client, (ask) => promisedOrders(ask, new Set(['A\tS1'])));
    assert.deepEqual(
      [found.length, found[0], found.at(-1)],
      [most, `ord_${String(most).padStart(6, '0')}`, 'ord_000001'],
    );
  } finally {
    await client.end();
  }
});
