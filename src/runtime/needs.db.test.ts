// What users of other systems complain about where sessions meet, as tests on PostgreSQL; the reference is the public thread.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from '#processes/message.ts';
import { event, item, place, reserve, site } from './commands.testsuite.ts';
import type { Reply } from './engine.ts';
import { Spec } from './spec.ts';
import { stepped } from './stepped.testsuite.ts';
import type { SteppedNode } from './stepped.testsuite.ts';

const master: readonly Command[] = [site('S1'), item('A'), item('B')];

async function prepared(node: SteppedNode, ...more: readonly Command[]): Promise<Spec> {
  const spec = new Spec();
  await node.run([...master, ...more].map((command) => spec.message(command)));
  return spec;
}

/** Each command in a turn of its own, on two nodes with two turns at a time each. */
async function race(nodes: readonly SteppedNode[], spec: Spec, commands: readonly Command[]): Promise<Reply[]> {
  const submissions = commands.map((command) => spec.message(command));
  const replies = await Promise.all(
    submissions.map((submission, index) => nodes[index % nodes.length]?.run([submission]) ?? Promise.resolve([])),
  );
  return replies.flat();
}

function doneOf(replies: readonly Reply[]): number {
  return replies.filter(({ answer }) => answer.status === 'done').length;
}

test('odoo/odoo PR#32857: 20 concurrent reservations on 10 in stock, 10 succeed', async () => {
  await using stage = await stepped();
  const nodes = [await stage.node(), await stage.node()] as const;
  const spec = await prepared(nodes[0], event('received', 'A', 'S1', 10));
  const replies = await race(
    nodes,
    spec,
    Array.from({ length: 20 }, (_, n) => reserve(`r${n}`, 'A', 1)),
  );
  assert.equal(doneOf(replies), 10);
  const { rows } = await stage.database.pool.query('select on_hand, reserved from balances');
  assert.deepEqual(rows, [{ on_hand: 10, reserved: 10 }]);
});

test('medusajs/medusa#16569: two concurrent reservations of the last unit, one succeeds and none is lost', async () => {
  await using stage = await stepped();
  const nodes = [await stage.node(), await stage.node()] as const;
  const spec = await prepared(nodes[0], event('received', 'A', 'S1', 3));
  for (let round = 1; round <= 3; round += 1) {
    const replies = await race(nodes, spec, [
      reserve(`a${round}`, 'A', round === 3 ? 2 : 1),
      reserve(`b${round}`, 'A', 2),
    ]);
    assert.ok(doneOf(replies) <= 1 + Number(round === 1));
  }
  const { rows } = await stage.database.pool.query(
    `select reserved, (select sum(quantity)::int from reservation_parts where state = 'pending') as parts from balances`,
  );
  assert.deepEqual(rows, [{ reserved: 3, parts: 3 }]);
});

test('odoo/odoo PR#268942: a locked row is waited for, never stepped over to make a second one', async () => {
  await using stage = await stepped();
  const node = await stage.node();
  const spec = await prepared(node, event('received', 'A', 'S1', 2));
  const other = await stage.database.pool.connect();
  await other.query('begin');
  await other.query('select 1 from balances for update');
  let answered = false;
  const turn = node
    .run([spec.message(event('received', 'A', 'S1', 1)), spec.message(reserve('1', 'A', 3))])
    .then((replies) => {
      answered = true;
      return replies;
    });
  await sleep(150);
  assert.equal(answered, false);
  await other.query('commit');
  other.release();
  assert.equal(doneOf(await turn), 2);
  const { rows } = await stage.database.pool.query(
    'select (select count(*)::int from stock_details) as details, on_hand, reserved from balances',
  );
  assert.deepEqual(rows, [{ details: 1, on_hand: 3, reserved: 3 }]);
});

test('vendurehq/vendure PR#4930: what is checked is allocated in the same commit, and what is missing is said', async () => {
  await using stage = await stepped();
  const nodes = [await stage.node(), await stage.node()] as const;
  const spec = await prepared(nodes[0], event('received', 'A', 'S1', 20));
  const replies = await race(
    nodes,
    spec,
    Array.from({ length: 10 }, (_, n) => place(`${n}`, [['A', 3]], { allowBackorder: true })),
  );
  assert.equal(doneOf(replies), 10);
  const { rows } = await stage.database.pool.query<{
    id: string;
    reserved: number;
    backordered: number;
    parts: number;
  }>(
    `select o.id, coalesce((l ->> 'reserved')::int, 0) as reserved, coalesce((l ->> 'backordered')::int, 0) as backordered,
            coalesce((select sum(p.quantity)::int from reservation_parts p where p.holder = o.id), 0) as parts
     from orders o cross join json_array_elements(o.document::json -> 'lines') l`,
  );
  for (const { id, reserved, backordered, parts } of rows)
    assert.deepEqual([reserved + backordered, parts], [3, reserved], id);
  assert.equal(
    rows.reduce((sum, { reserved }) => sum + reserved, 0),
    20,
  );
});

test('saleor/saleor PR#6897, PR#17123: orders that list the same items in opposite order do not deadlock', async () => {
  await using stage = await stepped();
  const nodes = [await stage.node(), await stage.node()] as const;
  const spec = await prepared(nodes[0], event('received', 'A', 'S1', 99), event('received', 'B', 'S1', 99));
  const replies = await race(
    nodes,
    spec,
    Array.from({ length: 40 }, (_, n) =>
      place(
        `${n}`,
        n % 2 === 0
          ? [
              ['A', 1],
              ['B', 1],
            ]
          : [
              ['B', 1],
              ['A', 1],
            ],
      ),
    ),
  );
  assert.equal(doneOf(replies), 40);
  const { rows } = await stage.database.pool.query(
    'select deadlocks::int from pg_stat_database where datname = current_database()',
  );
  assert.deepEqual(rows, [{ deadlocks: 0 }]);
});

test('n8n-io/n8n#24274: nothing is queued before the commit that it tells of, and nothing without it', async () => {
  await using stage = await stepped();
  const deliveries = async (): Promise<unknown[]> => {
    const { rows } = await stage.database.pool.query(
      'select d.type, d.state, d.ordinal = j.ordinal as told from deliveries d join journal j on j.turn_id = d.turn_id and j.ordinal = d.ordinal',
    );
    return rows;
  };
  const seen: unknown[] = [];
  await stage.database.pool.query(
    `insert into connections (code, kind, owner, document, types, credentials, active, epoch, changed_at, changed_by)
     values ('shop', 'webhook', 'key:1', '{"settings":{"url":"https://shop.example"}}', array['crossdock.order.accepted.v1'], '\\x00', true, 1, now(), 'key:1')`,
  );
  const node = await stage.node({ beforeCommit: async () => void seen.push(...(await deliveries())) });
  const spec = await prepared(node, event('received', 'A', 'S1', 5));
  const [refusedReply] = await node.run([spec.message(place('nul \u0000 byte', [['A', 1]]))]);
  assert.deepEqual([refusedReply?.answer.status, await deliveries()], ['refused', []]);
  await node.run([spec.message(place('1', [['A', 1]]))]);
  assert.deepEqual(
    [seen, await deliveries()],
    [[], [{ type: 'crossdock.order.accepted.v1', state: 'queued', told: true }]],
  );
});

test('apache/camel-kafka-connector#1128: a node that starts anew knows what was answered before it', async () => {
  await using stage = await stepped();
  const first = await stage.node();
  const spec = await prepared(first);
  const received = spec.message(event('received', 'A', 'S1', 5), { claim: { source: 'wms', id: '7' } });
  const [answer] = await first.run([received]);
  await first.close();
  const second = await stage.node();
  const [again] = await second.run([received]);
  assert.deepEqual([again?.repeated, again?.answer], [true, answer?.answer]);
});
