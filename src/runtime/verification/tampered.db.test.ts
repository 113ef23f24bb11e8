// Rows altered behind Crossdock's back, one class of tables after the other: the background verifier finds each within one cycle,
// says what should be there, and lets go of it when it is right again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { v7 } from 'uuid';
import { testDatabase } from '#postgres/test-database.ts';
import type { TestDatabase } from '#postgres/test-database.ts';
import { event, expected, item, kit, partner, place, reserve, site } from '../commands.testsuite.ts';
import { shippedDefinitions } from '../fulfilment.testsuite.ts';
import { Spec, done } from '../spec.ts';
import { steppedNode } from '../stepped.testsuite.ts';
import { watched } from './verifier.testsuite.ts';
import type { Watched } from './verifier.testsuite.ts';

let database: TestDatabase;
let verifier: Watched;

before(async () => {
  // One connection: what a test alters is seen by the verifier, and rolled back with the test.
  database = await testDatabase({ max: 2 });
  await database.pool.query(
    `insert into connections (code, kind, owner, document, types, credentials, active, epoch, changed_at, changed_by)
     values ('shop', 'webhook', 'it', '{"settings":{"url":"https://shop.example/"}}', '{}', '', true, 0, now(), 'test')`,
  );
  const node = await steppedNode(database);
  const spec = new Spec();
  spec.now = Date.now();
  const commands = [
    site('S1'),
    site('S2', { rank: 2 }),
    item('A'),
    item('B'),
    partner('P'),
    kit('K', { A: 1, B: 2 }),
    event('received', 'A', 'S1', 10),
    event('received', 'B', 'S1', 10),
    event('counted', 'B', 'S1', 9),
    event('moved', 'A', 'S1', 3, { toSite: 'S2' }),
    expected('PO-1', 'A', 'S1', 5, '2999-01-01'),
    place(
      '1',
      [
        ['A', 2],
        ['K', 1],
      ],
      { expiresAt: '2999-01-01T00:00:00Z' },
    ),
    reserve('1', 'B', 1, { expiresInSeconds: 600 }),
    ...shippedDefinitions(),
    place('2', [['A', 100]], { allowBackorder: true }),
  ];
  for (const command of commands) {
    const claim = 'event' in command ? { claim: { source: command.event.source, id: command.event.id } } : {};
    const [reply] = await node.run([spec.message(command, claim)]);
    assert(reply !== undefined);
    done(reply.answer);
  }
  await node.close();
  await database.pool.query(
    `insert into deliveries (connection, lane, turn_id, ordinal, type, available_at, parked)
     select 'shop', subject, turn_id, ordinal, type, now(), ordinal > 0 from journal where subject = 'ord_2' order by turn_id, ordinal`,
  );
  await database.pool.query(
    `insert into order_exceptions (order_id, kind, owner, since, times)
     select o.id, e ->> 'kind', e ->> 'owner', now(), (e ->> 'times')::int
     from orders o, json_array_elements(o.document::json -> 'fulfilment' -> 'exceptions') e
     on conflict do nothing`,
  );
  verifier = watched(database.pool);
});

after(() => database[Symbol.asyncDispose]());

test('what nobody altered agrees', async () => {
  await verifier.cycle();
  assert.deepEqual(verifier.opened, []);
});

/** The table, what was done to it, the statement, how it is undone, and the checks that see it. */
const alterations: readonly (readonly [table: string, what: string, statement: string, found: readonly string[]])[] = [
  [
    'balances',
    'stock made up',
    `update balances set on_hand = on_hand + 1, sellable = sellable + 1 where item = 'A' and site = 'S1'`,
    ['on hand is the sum of lots and statuses', 'on hand is the sum of movements'],
  ],
  [
    'balances',
    'a reservation made lighter',
    `update balances set reserved = reserved - 1 where item = 'B' and site = 'S1'`,
    ['reserved is the sum of open parts'],
  ],
  [
    'balances',
    'a shortage made up',
    `update balances set short = 1 where item = 'A' and site = 'S2'`,
    ['nothing is oversold or negative'],
  ],
  [
    'stock_details',
    'goods given another status',
    `update stock_details set status = 'damaged' where item = 'A' and site = 'S1'`,
    ['lots and statuses are the sums of their movements', 'on hand is the sum of lots and statuses'],
  ],
  [
    'stock_absolutes',
    'a count rewritten',
    `update stock_absolutes set quantity = quantity + 2`,
    ['on hand is the latest count and what came after it'],
  ],
  [
    'movements',
    'a receipt removed',
    `delete from movements where item = 'B' and kind = 'receipt'`,
    [
      'lots and statuses are the sums of their movements',
      'movements are those of their entries',
      'on hand is the sum of movements',
    ],
  ],
  [
    'movements',
    'one side of a move removed',
    `delete from movements where kind = 'move' and site = 'S2'`,
    [
      'lots and statuses are the sums of their movements',
      'movements are those of their entries',
      'on hand is the sum of movements',
      'transfers sum to zero',
    ],
  ],
  [
    'movements',
    'a pair of movements of no turn',
    `insert into movements (turn_id, ordinal, item, site, lot, status, quantity, kind, occurred_at, source) select '${v7()}', n, 'A', 'S1', '', 'available', 3 - 2 * n, 'adjustment', now(), 'me' from (values (1), (2)) as two (n)`,
    ['every movement belongs to a turn'],
  ],
  [
    'supplies',
    'a supply enlarged',
    `update supplies set quantity = quantity + 1`,
    ['inbound is the sum of open supplies'],
  ],
  [
    'supplies',
    'a supply reserved by nobody',
    `update supplies set reserved = reserved - 1`,
    ['each supply is reserved as its parts say', 'inbound is the sum of open supplies'],
  ],
  [
    'reservation_parts',
    'the parts of an order voided',
    `update reservation_parts set state = 'voided' where holder = 'ord_1'`,
    ['reserved is the sum of open parts', 'what was promised is held'],
  ],
  [
    'reservations',
    'a reservation removed',
    `delete from reservations`,
    ['a deadline is about something that waits for it', 'what was reserved is held'],
  ],
  [
    'reservations',
    'a reservation enlarged',
    `update reservations set document = jsonb_set(document::jsonb, '{quantity}', '5')::json`,
    ['what was reserved is held'],
  ],
  [
    'orders',
    'a line rewritten',
    `update orders set document = jsonb_set(document::jsonb, '{lines,0,ordered}', '1')::text where id = 'ord_1'`,
    ['lines add up'],
  ],
  [
    'orders',
    'another status',
    `update orders set status = 'shipped' where id = 'ord_1'`,
    ['an order is listed at its sites', 'the status is what the facts say', 'who is listed at a site belongs there'],
  ],
  [
    'orders',
    'another status, the lists as well',
    `with o as (update orders set status = 'shipped' where id = 'ord_1') update order_sites set status = 'shipped' where order_id = 'ord_1'`,
    ['the status is what the facts say'],
  ],
  [
    'orders',
    'another state of the case',
    `update orders set document = jsonb_set(document::jsonb, '{fulfilment,value}', '"closed"')::text where id = 'ord_2'`,
    ['the case is where the journal left it'],
  ],
  [
    'orders',
    'an order of another channel',
    `update orders set external_id = 'other' where id = 'ord_1'`,
    ['the journal accepted it'],
  ],
  [
    'orders',
    'an order removed with all that hangs on it',
    `with s as (delete from order_sites where order_id = 'ord_2'), a as (delete from order_awaits where order_id = 'ord_2'), e as (delete from order_exceptions where order_id = 'ord_2'), d as (delete from deadlines where id = 'order.wake:ord_2'), p as (delete from reservation_parts where holder = 'ord_2') delete from orders where id = 'ord_2'`,
    [
      'each supply is reserved as its parts say',
      'every order that was accepted is there',
      'reserved is the sum of open parts',
    ],
  ],
  [
    'order_sites',
    'an order hidden from its site',
    `delete from order_sites where order_id = 'ord_1'`,
    ['an order is listed at its sites'],
  ],
  [
    'order_sites',
    'an order shown at another site',
    `insert into order_sites (site, status, order_id) values ('S9', 'promised', 'ord_1')`,
    ['who is listed at a site belongs there'],
  ],
  ['order_awaits', 'a wait forgotten', `delete from order_awaits`, ['who waits is listed']],
  [
    'order_awaits',
    'a wait made up',
    `insert into order_awaits (item, order_id, quantity, placed_at, precedence) values ('A', 'ord_1', 7, now(), 1)`,
    ['who is listed as waiting waits'],
  ],
  [
    'order_exceptions',
    'an exception made up',
    `insert into order_exceptions (order_id, kind, owner, since, times) values ('ord_1', 'made_up', 'planner', now(), 1)`,
    ['open exceptions are listed'],
  ],
  [
    'deadlines',
    'the deadline of a case removed',
    `delete from deadlines where id like 'order.wake:%'`,
    ['open cases have a clock'],
  ],
  [
    'deadlines',
    'the deadline of a case put off',
    `update deadlines set due_at = due_at + interval '1 hour' where id like 'order.wake:%'`,
    ['a deadline fires when its command says', 'open cases have a clock'],
  ],
  [
    'deadlines',
    'the end of a reservation removed',
    `delete from deadlines where id like 'reservation.expire:%'`,
    ['a reservation expires when it says'],
  ],
  [
    'deadlines',
    'the end of an order removed',
    `delete from deadlines where id like 'order.expire:%'`,
    ['an order expires when it says'],
  ],
  [
    'deliveries',
    'a delivery of something else',
    `update deliveries set ordinal = 77 where seq = 1`,
    ['a delivery sends an entry of the journal'],
  ],
  [
    'deliveries',
    'a later delivery sent first',
    `update deliveries set state = 'delivered', parked = false where seq = 2`,
    ['a lane goes in order'],
  ],
  [
    'deliveries',
    'parked behind nobody',
    `update deliveries set parked = true where seq = 1`,
    ['who is parked has somebody before it'],
  ],
  [
    'turns',
    'a turn removed',
    `delete from turns where position = 5`,
    [
      'every entry belongs to a turn',
      'partners are as the journal defined them last',
      'positions are gapless and chained',
    ],
  ],
  [
    'journal_head',
    'the head set back',
    `update journal_head set position = position - 1`,
    ['the head is the last turn'],
  ],
  [
    'journal',
    'a word changed',
    `update journal set entry = replace(entry, 'promised', 'refused') where type = 'crossdock.order.promised.v1' and subject = 'ord_1'`,
    ['columns of entries say what the entry says', 'entries are as they were sealed'],
  ],
  [
    'journal',
    'an entry removed',
    `delete from journal where type = 'crossdock.reservation.made.v1'`,
    ['entries are as they were sealed', 'the journal made it'],
  ],
  [
    'journal',
    'an entry of no turn',
    `insert into journal (turn_id, ordinal, type, subject, entry) values ('${v7()}', 0, 't', 'ord_1', '{"type":"t","subject":"ord_1"}')`,
    ['every entry belongs to a turn'],
  ],
  [
    'journal',
    'an entry put under another subject',
    `update journal set subject = 'ord_9' where type = 'crossdock.order.promised.v1' and subject = 'ord_1'`,
    ['columns of entries say what the entry says'],
  ],
  [
    'inbox',
    'a claim forgotten',
    `delete from inbox where source = 'wms'`,
    ['every event that was applied is known by its id'],
  ],
  [
    'items',
    'an item renamed',
    `update items set document = jsonb_set(document::jsonb, '{name}', '"other"')::json where code = 'A'`,
    ['items are as the journal defined them last'],
  ],
  [
    'sites',
    'a site moved to another zone',
    `update sites set document = jsonb_set(document::jsonb, '{zone}', '"Asia/Tokyo"')::json where code = 'S1'`,
    ['sites are as the journal defined them last'],
  ],
  [
    'partners',
    'a partner of another kind',
    `update partners set document = jsonb_set(document::jsonb, '{roles}', '["supplier"]')::json`,
    ['partners are as the journal defined them last'],
  ],
  [
    'catalog_epoch',
    'the epoch set back',
    `update catalog_epoch set epoch = 1`,
    [
      'items are not newer than the epoch',
      'partners are not newer than the epoch',
      'sites are not newer than the epoch',
    ],
  ],
  [
    'definitions',
    'a policy with another hash',
    `update definitions set hash = repeat('0', 64) where name = 'order-holds'`,
    ['definitions are as the journal put them'],
  ],
];

for (const [table, what, statement, found] of alterations) {
  test(`${table}: ${what}`, { timeout: 30_000 }, async () => {
    const { pool } = database;
    const kept = await copyOf(table === 'turns' ? ['turns'] : tables);
    verifier.opened.length = 0;
    verifier.closed.length = 0;
    try {
      const { rowCount } = await pool.query(statement);
      assert.ok((rowCount ?? 0) > 0, 'the statement altered something');
      await verifier.cycle();
      const seen = [...new Set(verifier.opened.map(({ check }) => check))].toSorted();
      assert.deepEqual(seen, found);
    } finally {
      await putBack(kept);
    }
    await verifier.settle();
    const { rows } = await pool.query('select check_name, subject from verification_findings where closed_at is null');
    assert.deepEqual(rows, [], 'what is right again is closed');
  });
}

test(
  'where very much is broken, as much is told as somebody can read, and all of it is closed',
  { timeout: 60_000 },
  async () => {
    const { pool } = database;
    verifier.opened.length = 0;
    verifier.closed.length = 0;
    await pool.query(
      `insert into order_sites (site, status, order_id) select 'S9', 'promised', 'ord_x' || n from generate_series(1, 300) n`,
    );
    await verifier.cycle();
    await verifier.cycle();
    assert.ok(verifier.opened.length >= 50 && verifier.opened.length <= 250, `${verifier.opened.length} findings`);
    await pool.query(`delete from order_sites where site = 'S9'`);
    await verifier.settle();
    const { rows } = await pool.query('select subject from verification_findings where closed_at is null');
    assert.deepEqual(rows, []);
  },
);

const tables = [
  'balances',
  'stock_details',
  'stock_absolutes',
  'movements',
  'supplies',
  'reservation_parts',
  'reservations',
  'orders',
  'order_sites',
  'order_awaits',
  'order_exceptions',
  'deadlines',
  'deliveries',
  'journal_head',
  'journal',
  'inbox',
  'items',
  'sites',
  'partners',
  'catalog_epoch',
  'definitions',
];

async function copyOf(names: readonly string[]): Promise<readonly string[]> {
  for (const name of names) await database.pool.query(`create table kept_${name} as select * from ${name}`);
  return names;
}

async function putBack(names: readonly string[]): Promise<void> {
  for (const name of names) {
    await database.pool.query(`delete from ${name}`);
    await database.pool.query(`insert into ${name} overriding system value select * from kept_${name}`);
    await database.pool.query(`drop table kept_${name}`);
  }
}
