// What `crossdock verify` finds when somebody has altered what is stored. Each alteration lives in a transaction that is rolled
// back: the pool has one connection, so verification sees it and nobody else does.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { testDatabase } from '#postgres/test-database.ts';
import type { TestDatabase } from '#postgres/test-database.ts';
import { event, expected, item, kit, place, reserve, site } from './commands.testsuite.ts';
import { shippedDefinitions } from './fulfilment.testsuite.ts';
import { Spec, done } from './spec.ts';
import { steppedNode } from './stepped.testsuite.ts';
import { checkNames, verifyLedger } from './verify.ts';
import type { CheckName } from './verify.ts';

let database: TestDatabase;
/** Position of the last turn that the messages leave: one each. */
const last = 12 + shippedDefinitions().length;

before(async () => {
  database = await testDatabase({ max: 1 });
  const node = await steppedNode(database);
  const spec = new Spec();
  spec.now = Date.now();
  const commands = [
    site('S1'),
    site('S2', { rank: 2 }),
    item('A'),
    item('B'),
    kit('K', { A: 1, B: 2 }),
    event('received', 'A', 'S1', 10),
    event('received', 'B', 'S1', 10),
    event('moved', 'A', 'S1', 3, { toSite: 'S2' }),
    expected('PO-1', 'A', 'S1', 5, '2999-01-01'),
    place('1', [
      ['A', 2],
      ['K', 1],
    ]),
    reserve('1', 'B', 1),
    ...shippedDefinitions(),
    place('2', [['A', 100]], { allowBackorder: true }),
  ];
  for (const command of commands) {
    const [reply] = await node.run([spec.message(command)]);
    assert(reply !== undefined);
    done(reply.answer);
  }
  await node.close();
});

after(() => database[Symbol.asyncDispose]());

test('what nobody altered agrees, and every check has looked at something', async () => {
  const { ok, violations, checked, position } = await verifyLedger(database.pool);
  assert.deepEqual({ ok, violations }, { ok: true, violations: [] });
  assert.equal(position, last);
  assert.deepEqual(
    checkNames.filter((name) => checked[name] === 0),
    [],
  );
});

const alterations: readonly (readonly [what: string, statement: string, found: readonly CheckName[]])[] = [
  [
    'a balance raised',
    `update balances set on_hand = on_hand + 1, sellable = sellable + 1 where item = 'A' and site = 'S1'`,
    ['on hand = movements', 'on hand = lots and statuses'],
  ],
  ['a receipt removed', `delete from movements where item = 'B' and kind = 'receipt'`, ['on hand = movements']],
  [
    'one side of a move removed',
    `delete from movements where kind = 'move' and site = 'S2'`,
    ['on hand = movements', 'transfers sum to zero'],
  ],
  [
    'a lot given another status',
    `update stock_details set status = 'damaged' where item = 'A' and site = 'S1'`,
    ['on hand = lots and statuses'],
  ],
  [
    'a reservation made lighter',
    `update balances set reserved = reserved - 1 where item = 'B' and site = 'S1'`,
    ['reserved = live reservations'],
  ],
  [
    'the parts of an order voided',
    `update reservation_parts set state = 'voided' where holder = 'ord_1'`,
    ['reserved = live reservations', 'orders hold what they promised'],
  ],
  [
    'a shortage made up',
    `update balances set short = 1 where item = 'A' and site = 'S1'`,
    ['nothing oversold or negative'],
  ],
  ['a supply enlarged', `update supplies set quantity = quantity + 1`, ['inbound = open supplies']],
  [
    'a line of an order rewritten',
    `update orders set document = jsonb_set(document::jsonb, '{lines,0,ordered}', '1')::text`,
    ['order lines add up'],
  ],
  [
    'a word of an entry changed',
    `update journal set entry = replace(entry, 'promised', 'refused') where type = 'crossdock.order.promised.v1'`,
    ['journal entries are as they were sealed'],
  ],
  [
    'an entry removed',
    `delete from journal where type = 'crossdock.order.accepted.v1'`,
    ['journal entries are as they were sealed'],
  ],
  [
    'the deadline of an order removed',
    `delete from deadlines where id like 'order.wake:%'`,
    ['open cases have a clock'],
  ],
  [
    'the deadline of an order moved',
    `update deadlines set command = json_build_object('type', 'order.wake', 'id', command ->> 'id', 'dueAt', (command ->> 'dueAt')::bigint + 1) where id like 'order.wake:%'`,
    ['open cases have a clock'],
  ],
  [
    'the deadline of an order that has none',
    `insert into deadlines (id, due_at, command) values ('order.wake:ord_1', now(), '{"type":"order.wake","id":"ord_1","dueAt":1}')`,
    ['open cases have a clock'],
  ],
  [
    'the first clock of an order moved before its deadline',
    `update orders set document = jsonb_set(document::jsonb, '{fulfilment,clocks}', '{"promise.due": 1}')::text where id = 'ord_2'`,
    ['open cases have a clock'],
  ],
  [
    'one of two units of an order given back',
    `update orders set document = jsonb_set(jsonb_set(document::jsonb, '{lines,0,reserved}', '1'), '{lines,0,cancelled}', '1')::text where id = 'ord_1'`,
    ['orders hold what they promised'],
  ],
  ['a wait forgotten', `delete from order_awaits`, ['orders are listed with what they wait for']],
  ['a turn removed', `delete from turns where position = 5`, ['positions are gapless and chained']],
  ['the last turn removed', `delete from turns where position = ${last}`, ['positions are gapless and chained']],
  [
    'an entry changed and its turn sealed again',
    `with changed as (
       update journal set entry = entry || ' ' where turn_id = (select id from turns where position = 5) returning entry
     )
     update turns set root = sha256((select string_agg(sha256(convert_to(entry, 'UTF8')), ''::bytea) from changed)),
       hash = sha256(hash || root)
     where position = 5`,
    ['positions are gapless and chained'],
  ],
  [
    'an entry of the last turn changed and the turn sealed again as it should be',
    `with changed as (
       update journal set entry = entry || ' ' where turn_id = (select id from turns where position = ${last}) returning entry
     ), sealed as (
       select sha256(string_agg(sha256(convert_to(entry, 'UTF8')), ''::bytea)) as root from changed
     )
     update turns t set root = sealed.root, hash = sha256(previous.hash || sealed.root)
     from sealed, turns previous
     where t.position = ${last} and previous.position = ${last - 1}`,
    ['positions are gapless and chained'],
  ],
];
for (const [what, statement, found] of alterations) {
  test(`${what} is found`, async () => {
    const { pool } = database;
    await pool.query('begin');
    try {
      const { rowCount } = await pool.query(statement);
      assert.ok((rowCount ?? 0) > 0, 'the statement altered something');
      const { ok, violations } = await verifyLedger(pool);
      assert.equal(ok, false);
      assert.deepEqual([...new Set(violations.map(({ check }) => check))], found);
    } finally {
      await pool.query('rollback');
    }
  });
}
