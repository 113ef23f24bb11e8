// What users of other engines complain about when processes die, restart or fall behind, as tests with whole nodes on PostgreSQL; the
// reference is the public thread.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 } from 'uuid';
import { everything } from '#kernel/scope.ts';
import { testDatabase } from '#postgres/test-database.ts';
import type { TestDatabase } from '#postgres/test-database.ts';
import type { Command } from '#processes/message.ts';
import { cancel, event, item, place, reserve, site } from './commands.testsuite.ts';
import type { Reply } from './engine.ts';
import { startNode } from './node.ts';
import type { CrossdockNode } from './node.ts';
import { verifyLedger } from './verify.ts';

function node(database: TestDatabase, worker: boolean): Promise<CrossdockNode> {
  return startNode({ ...database, worker, onError: (error) => assert.fail(String(error)) });
}

async function submit(to: CrossdockNode, command: Command, id: string = v7()): Promise<Reply['answer']> {
  const { answer } = await to.engine.submit('api', {
    message: {
      id: `msg_${v7()}`,
      claim: command.type === 'stock.event' ? command.event : { source: 'test', id },
      digest: id,
      actor: 'test',
      scope: everything,
      occurredAt: Date.now(),
      correlationId: id,
      causationId: null,
      command,
    },
  });
  return answer;
}

test(
  'camunda/camunda#59631: what came due while no worker ran happens once when one is back, and how late it is can be seen',
  { timeout: 60_000 },
  async () => {
    await using database = await testDatabase();
    const api = await node(database, false);
    for (const command of [site('S1'), item('A'), event('received', 'A', 'S1', 10_000)]) await submit(api, command);
    const many = Array.from({ length: 450 }, (_, n) => reserve(`late-${n}`, 'A', 1, { expiresInSeconds: 1 }));
    await Promise.all(many.map((command) => submit(api, command)));
    await sleep(1_500);
    const { rows: waiting } = await database.pool.query<{ due: number; oldest: number }>(
      `select count(*)::int as due, extract(epoch from clock_timestamp() - min(due_at))::float8 as oldest from deadlines where due_at <= clock_timestamp()`,
    );
    assert.equal(waiting[0]?.due, 450);
    assert.ok((waiting[0]?.oldest ?? 0) > 0, 'readiness tells by this how far the worker is behind');
    // Two come back at once: each deadline is fired by both, and does its work once.
    const workers = await Promise.all([node(database, true), node(database, true)]);
    for (const deadline = performance.now() + 20_000; ; await sleep(50)) {
      const { rows } = await database.pool.query<{ left: number }>('select count(*)::int as left from deadlines');
      if (rows[0]?.left === 0) break;
      assert.ok(performance.now() < deadline, `${rows[0]?.left} are still due`);
    }
    await Promise.all([...workers, api].map((one) => one.stop()));
    const { rows } = await database.pool.query(
      `select (select count(*)::int from journal where type = 'crossdock.reservation.expired.v1') as told,
         (select count(*)::int from reservations where state = 'expired') as expired, (select reserved from balances) as reserved`,
    );
    assert.deepEqual(rows, [{ told: 450, expired: 450, reserved: 0 }]);
  },
);

test(
  'dbos-inc/dbos-transact-py#804: nodes that are replaced one after the other leave nothing stranded and repeat nothing',
  { timeout: 60_000 },
  async () => {
    await using database = await testDatabase();
    const nodes = [await node(database, true), await node(database, true)];
    const [first] = nodes;
    assert(first !== undefined);
    for (const command of [site('S1'), item('A'), event('received', 'A', 'S1', 10_000)]) await submit(first, command);
    let isOver = false;
    let placed = 0;
    let again = 0;
    const callers = Array.from({ length: 6 }, async (_, caller) => {
      for (let n = 0; !isOver; n++) {
        const name = `${caller}-${n}`;
        for (;;) {
          // What a caller does who was not answered: the same request, to whoever is there.
          const to = nodes[(caller + n + again) % nodes.length];
          assert(to !== undefined);
          const answer = await submit(to, place(name, [['A', 1]]), name).catch(() => null);
          if (answer?.status === 'done') break;
          again += 1;
          await sleep(5);
        }
        placed += 1;
      }
    });
    for (let round = 0; round < 4; round++) {
      await sleep(300);
      const old = nodes[round % 2];
      nodes[round % 2] = await node(database, true);
      await old?.stop();
    }
    isOver = true;
    await Promise.all(callers);
    await Promise.all(nodes.map((one) => one.stop()));
    const { rows } = await database.pool.query<{ orders: number; reserved: number }>(
      'select (select count(*)::int from orders) as orders, (select reserved from balances) as reserved',
    );
    assert.ok(placed > 20);
    assert.deepEqual(rows, [{ orders: placed, reserved: placed }]);
    assert.deepEqual((await verifyLedger(database.pool)).violations, []);
  },
);

test(
  'temporalio/temporal#1069: an order of which more than 51,200 entries tell goes on as on its first day',
  { timeout: 60_000 },
  async () => {
    await using database = await testDatabase();
    const one = await node(database, false);
    for (const command of [site('S1'), item('A'), event('received', 'A', 'S1', 100), place('long', [['A', 1]])])
      await submit(one, command);
    await database.pool.query(
      `insert into journal (turn_id, ordinal, type, subject, entry)
       select id, 100 + n, 'crossdock.message.failed.v1', 'ord_long', '{}' from turns, generate_series(1, 60000) n where position = 1`,
    );
    const began = performance.now();
    assert.equal((await submit(one, cancel('long'))).status, 'done');
    const took = performance.now() - began;
    await one.stop();
    assert.ok(took < 2_000, `${took} ms`);
    const { rows } = await database.pool.query(`select status from orders`);
    assert.deepEqual(rows, [{ status: 'cancelled' }]);
  },
);

test(
  'n8n-io/n8n#22225: what was queued when every node stopped goes out by itself when one is there',
  { timeout: 60_000 },
  async () => {
    await using database = await testDatabase();
    const before = await node(database, true);
    for (const command of [site('S1'), item('A'), event('received', 'A', 'S1', 10)]) await submit(before, command);
    await submit(before, reserve('short', 'A', 3, { expiresInSeconds: 1 }));
    await before.stop();
    await sleep(1_100);
    const after = await node(database, true);
    for (const deadline = performance.now() + 10_000; ; await sleep(50)) {
      const { rows } = await database.pool.query<{ state: string }>('select state from reservations');
      if (rows[0]?.state === 'expired') break;
      assert.ok(performance.now() < deadline, 'it goes on without anybody doing anything');
    }
    await after.stop();
  },
);
