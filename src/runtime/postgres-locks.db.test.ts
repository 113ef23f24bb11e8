// Which locks a turn takes: it waits for whoever has what it is about, decides once, and waits for nobody else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Command } from '#processes/message.ts';
import { cancel, event, item, place, post, reserve, site } from './commands.testsuite.ts';
import { Spec } from './spec.ts';
import { stepped } from './stepped.testsuite.ts';

const world: readonly Command[] = [
  site('S1', { rank: 1 }),
  site('S2', { rank: 2 }),
  site('S3'),
  site('S4'),
  item('A'),
  event('received', 'A', 'S1', 100),
  event('received', 'A', 'S2', 100),
  ...['1', '2'].flatMap((name) => [place(name, [['A', 1]]), reserve(name, 'A', 1)]),
];

/** Until so many of the stepped sessions wait for a lock. */
async function waiting(pool: pg.Pool, count: number): Promise<void> {
  for (const giveUp = Date.now() + 8_000; ; await sleep(20)) {
    const { rowCount } = await pool.query(
      `select 1 from pg_stat_activity where datname = current_database() and application_name = 'stepped turns' and wait_event_type = 'Lock'`,
    );
    if (rowCount === count) return;
    assert.ok(Date.now() < giveUp, `${rowCount} sessions wait, not ${count}`);
  }
}

// Whoever is first writes the row anew: a turn that had read it before would find another one, and decide once more than its twin
// that waits for nobody, or by what is no longer so.
const rows: readonly (readonly [what: string, change: string, command: Command, twin: Command])[] = [
  ['the order that it names', `update orders set status = status where id = 'ord_1'`, cancel('1'), cancel('2')],
  [
    'the order that it places again',
    `update orders set status = status where id = 'ord_1'`,
    place('1', [['A', 1]]),
    place('2', [['A', 1]]),
  ],
  ['the reservation that it posts', `update reservations set state = state where id = 'res_1'`, post('1'), post('2')],
  [
    'the stock that it takes',
    `update balances set on_hand = on_hand where site = 'S1'`,
    reserve('3', 'A', 1),
    reserve('4', 'A', 1),
  ],
  [
    'a place that somebody else makes',
    `insert into balances (item, site) values ('A', 'S3')`,
    event('received', 'A', 'S3', 1),
    event('received', 'A', 'S4', 1),
  ],
];
for (const [what, changed, command, twin] of rows) {
  test(`a turn waits for ${what}, and decides once`, async () => {
    await using stage = await stepped();
    const node = await stage.node();
    const spec = new Spec();
    for (const given of world) await node.run([spec.message(given)]);
    const { pool } = stage.database;
    const start = node.opened();
    await node.run([spec.message(twin)]);
    const before = node.opened();
    const opens = before - start;
    const other = await pool.connect();
    await other.query('begin');
    await other.query(changed);
    let isAnswered = false;
    const turn = node.run([spec.message(command)]).finally(() => (isAnswered = true));
    await waiting(pool, 1);
    assert.equal(isAnswered, false);
    await other.query('commit');
    other.release();
    await turn;
    // Stock that is told by the documents alone may be loaded in a second opening, with or without a wait.
    assert.equal(node.opened() - before, opens);
  });
}

test('a turn waits for nobody who is at another site', { timeout: 20_000 }, async () => {
  await using stage = await stepped();
  const node = await stage.node();
  const spec = new Spec();
  for (const given of world) await node.run([spec.message(given)]);
  const other = await stage.database.pool.connect();
  await other.query('begin');
  await other.query(`select from balances where site = 'S2' for update`);
  const [reply] = await node.run([spec.message(event('received', 'A', 'S1', 1))]);
  assert.equal(reply?.answer.status, 'done');
  await other.query('commit');
  other.release();
});

test('master data changes when no turn decides by it', async () => {
  await using stage = await stepped();
  const { pool } = stage.database;
  const spec = new Spec();
  const changing = await stage.node();
  let change: Promise<unknown> | undefined;
  const deciding = await stage.node({
    beforeCommit: async () => {
      change = changing.run([spec.message(item('A', { active: false }))]);
      await waiting(pool, 1);
    },
  });
  for (const given of world) await changing.run([spec.message(given)]);
  const [reply] = await deciding.run([spec.message(place('3', [['A', 1]]))]);
  assert.equal(reply?.answer.status, 'done');
  await change;
  const { rows: told } = await pool.query(
    `select j.type from journal j join turns t on t.id = j.turn_id order by t.position desc limit 2`,
  );
  assert.deepEqual(
    told.map(({ type }: { type: string }) => type),
    ['crossdock.item.defined.v1', 'crossdock.order.accepted.v1'],
  );
});
