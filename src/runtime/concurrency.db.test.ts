// Two nodes on one schema, with turns that meet: exhaustively where cases are small, under load where they are not.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from '#processes/message.ts';
import { addDays } from '#kernel/time.ts';
import { testDatabase } from '#postgres/test-database.ts';
import type { TestDatabase } from '#postgres/test-database.ts';
import { cancel, event, item, kit, place, post, reserve, site, unreserve } from './commands.testsuite.ts';
import { Deadlines } from './deadlines.ts';
import type { Engine, Reply, Submission } from './engine.ts';
import { shippedDefinitions } from './fulfilment.testsuite.ts';
import { startNode } from './node.ts';
import type { CrossdockNode } from './node.ts';
import { chain, rootOf } from './seal.ts';
import { Spec, noon } from './spec.ts';
import type { SaidBy } from './spec.ts';
import { stepped } from './stepped.testsuite.ts';

const seconds = (count: number): number => noon + count * 1_000;

/** Commands that meet: what was before, and one turn of each node. */
const meetings: Readonly<
  Record<
    string,
    { readonly given?: readonly Command[]; readonly one: readonly Command[]; readonly other: readonly Command[] }
  >
> = {
  'two orders for the last units': { one: [place('1', [['A', 3]])], other: [place('2', [['A', 3]])] },
  'an order and a count of less': { one: [place('1', [['A', 5]])], other: [event('counted', 'A', 'S1', 2)] },
  'the same order twice': { one: [place('1', [['A', 2]])], other: [place('1', [['A', 2]])] },
  'one external id for two orders': { one: [place('1', [['A', 2]])], other: [place('1', [['A', 1]])] },
  'the same reservation twice': { one: [reserve('1', 'A', 2)], other: [reserve('1', 'A', 2)] },
  'one id for two reservations': { one: [reserve('1', 'A', 2)], other: [reserve('1', 'B', 2)] },
  'posting and voiding': { given: [reserve('1', 'A', 2)], one: [post('1')], other: [unreserve('1')] },
  'posting, and the warehouse that reports the same goods': {
    given: [reserve('1', 'A', 2)],
    one: [post('1')],
    other: [event('issued', 'A', 'S1', 2, { reference: 'res_1' })],
  },
  'cancelling and shipping': {
    given: [place('1', [['A', 2]])],
    one: [cancel('1')],
    other: [event('issued', 'A', 'S1', 2, { reference: 'web/1' })],
  },
  'an order, and the warehouse that ships it already': {
    one: [place('1', [['A', 5]])],
    other: [event('issued', 'A', 'S1', 5, { reference: 'web/1' })],
  },
  'an order, and an issue of something else that names it': {
    one: [place('1', [['A', 2]])],
    other: [event('issued', 'B', 'S1', 1, { reference: 'web/1' })],
  },
  'a reservation, and an issue that names it': {
    one: [reserve('1', 'A', 2)],
    other: [event('issued', 'A', 'S1', 2, { reference: 'res_1' })],
  },
  'two counts of stock that nobody had': {
    one: [event('counted', 'N', 'S1', 2, { source: 'wms' })],
    other: [event('counted', 'N', 'S1', 3, { source: 'erp' })],
  },
  'moves in opposite directions': {
    one: [event('moved', 'A', 'S1', 2, { toSite: 'S2' })],
    other: [event('moved', 'A', 'S2', 1, { toSite: 'S1' })],
  },
  'a kit and one of its components': { one: [place('1', [['K', 2]])], other: [place('2', [['A', 4]])] },
  'the same item put twice': { one: [item('Z', { name: 'one' })], other: [item('Z', { name: 'other' })] },
  'an order and its item put inactive': { one: [place('1', [['A', 1]])], other: [item('A', { active: false })] },
};
const stock: readonly Command[] = [
  site('S1', { rank: 1 }),
  site('S2', { rank: 2 }),
  item('A'),
  item('B'),
  item('N'),
  kit('K', { A: 1, B: 1 }),
];
const opening: readonly Command[] = [
  event('received', 'A', 'S1', 5),
  event('received', 'A', 'S2', 5, { status: 'quality_hold' }),
  event('received', 'B', 'S1', 5),
];

const moments = ['open one', 'open other', 'commit one', 'commit other'] as const;
type Moment = (typeof moments)[number];

/** Every order of the four moments in which each turn is opened before it is committed. */
function interleavings(): Moment[][] {
  const orders = (left: readonly Moment[]): Moment[][] =>
    left.length === 0
      ? [[]]
      : left.flatMap((first) => orders(left.filter((one) => one !== first)).map((rest) => [first, ...rest]));
  return orders(moments).filter((order) =>
    ['one', 'other'].every((who) => order.indexOf(`open ${who}` as Moment) < order.indexOf(`commit ${who}` as Moment)),
  );
}

/** Lets each moment happen when the one before it has, or is held up by a lock. */
function scheduled(order: readonly Moment[]): (moment: Moment) => Promise<void> {
  const reached = new Map(order.map((moment) => [moment, Promise.withResolvers<void>()]));
  return async (moment) => {
    const gate = reached.get(moment);
    const previous = reached.get(order[order.indexOf(moment) - 1] ?? moment);
    if (previous !== undefined && previous !== gate) {
      await Promise.race([previous.promise, sleep(400)]);
      await sleep(15);
    }
    gate?.resolve();
  };
}

interface Ending {
  readonly answers: unknown[];
  readonly balances: unknown[];
}

function endingOf(
  replies: readonly (readonly Reply[])[],
  balances: Iterable<{
    item: string;
    site: string;
    onHand: number;
    reserved: number;
    short: number;
    unexplained: number;
  }>,
): Ending {
  const rows = [...balances]
    .map((row) => [row.item, row.site, row.onHand, row.reserved, row.short, row.unexplained])
    .filter((row) => row.slice(2).some((number) => number !== 0));
  return {
    answers: replies.map((one) => one.map(({ answer }) => answer)),
    balances: rows.toSorted((one, other) => (String(one) < String(other) ? -1 : 1)),
  };
}

describe('two turns in every order that their locks allow end as one after the other', { concurrency: 3 }, () => {
  for (const [what, { given = [], one, other }] of Object.entries(meetings)) {
    test(what, { timeout: 60_000 }, async () => {
      const serial: Ending[] = [];
      const messagesOf = (spec: Spec): { one: Submission[]; other: Submission[] } => ({
        one: one.map((command) => spec.message(command, { at: seconds(1) })),
        other: other.map((command) => spec.message(command, { at: seconds(2) })),
      });
      for (const firstIsOne of [true, false]) {
        const spec = new Spec();
        await spec.given(...stock, ...opening, ...given);
        spec.now = seconds(10);
        const { one: mine, other: theirs } = messagesOf(spec);
        const first = await spec.decide(...(firstIsOne ? mine : theirs));
        const second = await spec.decide(...(firstIsOne ? theirs : mine));
        serial.push(endingOf(firstIsOne ? [first, second] : [second, first], spec.store.tables.balances.values()));
      }
      for (const order of interleavings()) {
        await using world = await stepped();
        const spec = new Spec();
        let reach: (moment: Moment) => Promise<void> = () => Promise.resolve();
        let now = noon;
        const hooks = (who: 'one' | 'other'): Parameters<typeof world.node>[0] => {
          const once = new Set<Moment>();
          const first = async (moment: Moment): Promise<void> => {
            if (once.has(moment)) return; // A turn that is run again is not stepped any more.
            once.add(moment);
            await reach(moment);
          };
          return {
            clock: () => now,
            beforeOpen: () => first(`open ${who}`),
            beforeCommit: () => first(`commit ${who}`),
          };
        };
        const [setUp, nodeOne, nodeOther] = [
          await world.node({ clock: () => now }),
          await world.node(hooks('one')),
          await world.node(hooks('other')),
        ];
        await setUp.run([...stock, ...opening, ...given].map((command) => spec.message(command)));
        now = seconds(10);
        const { one: mine, other: theirs } = messagesOf(spec);
        reach = scheduled(order);
        const replies = await Promise.all([nodeOne.run(mine), nodeOther.run(theirs)]);
        const { rows } = await world.database.pool.query<
          Parameters<typeof endingOf>[1] extends Iterable<infer Row> ? Row : never
        >('select item, site, on_hand as "onHand", reserved, short, unexplained from balances');
        const ending = endingOf(replies, rows);
        assert.deepEqual([...nodeOne.bugs, ...nodeOther.bugs], []);
        const matches = serial.some((expected) => JSON.stringify(expected) === JSON.stringify(ending));
        assert.ok(matches, `${order.join(', ')}: ${JSON.stringify(ending)} is none of ${JSON.stringify(serial)}`);
      }
    });
  }
});

/** As if the time of the order's first clock had come: in its case as in its deadline. */
async function makeDue(database: TestDatabase, order: string): Promise<void> {
  const { rows } = await database.pool.query<{ alarm: string; due: string }>(
    `select document::json -> 'fulfilment' ->> 'alarmAt' as alarm, (extract(epoch from clock_timestamp()) * 1000 - 1000)::bigint::text as due
     from orders where id = $1`,
    [order],
  );
  const [found] = rows;
  assert(found !== undefined);
  await database.pool.query(`update orders set document = replace(document, $2, $3) where id = $1`, [
    order,
    found.alarm,
    found.due,
  ]);
  await database.pool.query(
    `update deadlines set due_at = to_timestamp($2::bigint / 1000.0), command = replace(command::text, $3, $2::text)::json where id = $1`,
    [`order.wake:${order}`, found.due, found.alarm],
  );
}

/** The deadlines of each node, fired in earnest only when all of them have seen what is due. */
function meeting(nodes: readonly CrossdockNode[]): Deadlines[] {
  const all = Promise.withResolvers<void>();
  const seen = new Set<Engine>();
  return nodes.map(
    ({ engine, pool }) =>
      new Deadlines({
        pool,
        onError: assert.ifError,
        engine: {
          waiting: () => engine.waiting(),
          submit: async (input, submission) => {
            seen.add(engine);
            if (seen.size === nodes.length) all.resolve();
            await all.promise;
            return engine.submit(input, submission);
          },
        },
      }),
  );
}

describe('two nodes under load', () => {
  let database: TestDatabase;
  let nodes: [CrossdockNode, CrossdockNode];
  const errors: unknown[] = [];
  const spec = new Spec();
  const submit = (node: number, command: Command, by: SaidBy = {}): Promise<Reply> => {
    const submission = spec.message(command, { at: Date.now(), ...by });
    const chosen = nodes[node % 2];
    assert(chosen !== undefined);
    return chosen.engine.submit('api', { message: { ...submission.message, id: `${submission.message.id}_${node}` } });
  };

  before(async () => {
    database = await testDatabase({});
    const start = (): Promise<CrossdockNode> =>
      startNode({ ...database, worker: false, onError: (error) => errors.push(error) });
    nodes = [await start(), await start()];
    for (const command of [
      site('S1'),
      item('HOT'),
      item('A'),
      item('B'),
      item('C'),
      item('R'),
      event('received', 'HOT', 'S1', 10),
      event('received', 'A', 'S1', 1_000),
      event('received', 'R', 'S1', 100),
    ])
      await submit(0, command);
  });

  after(async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    await database[Symbol.asyncDispose]();
    assert.deepEqual(errors, []);
  });

  test('64 callers for the last 10 units: exactly 10 get one', async () => {
    const replies = await Promise.all(
      Array.from({ length: 64 }, (_, caller) => submit(caller, place(`hot${caller}`, [['HOT', 1]]))),
    );
    assert.equal(replies.filter(({ answer }) => answer.status === 'done').length, 10);
    const refusals = replies.flatMap(({ answer }) => (answer.status === 'refused' ? [answer.rejection.rejected] : []));
    assert.deepEqual(new Set(refusals), new Set(['insufficient_stock']));
    const { rows } = await database.pool.query(
      `select reserved, (select sum(quantity)::int from reservation_parts where item = 'HOT') as parts from balances where item = 'HOT'`,
    );
    assert.deepEqual(rows, [{ reserved: 10, parts: 10 }]);
  });

  test('the same order from two nodes at once is one order; one external id for two orders is refused once', async () => {
    for (let round = 0; round < 12; round += 1) {
      const same = round % 2 === 0;
      const order = (node: number): Command =>
        ({ ...place(`race${round}`, [['A', same ? 1 : node + 1]]), id: `ord_race${round}_${node}` }) as Command;
      const answers = (
        await Promise.all(
          [0, 1].map((node) => submit(node, order(node), { digest: `race${round} ${same ? '' : node}` })),
        )
      ).map(({ answer }) => answer);
      const done = answers.flatMap((answer) => (answer.status === 'done' ? [JSON.stringify(answer.result)] : []));
      const refusals = answers.flatMap((answer) => (answer.status === 'refused' ? [answer.rejection.rejected] : []));
      assert.deepEqual(
        [new Set(done).size, done.length, refusals],
        same ? [1, 2, []] : [1, 1, ['order_exists_with_different_body']],
      );
      const { rowCount } = await database.pool.query('select 1 from orders where external_id = $1', [`race${round}`]);
      assert.equal(rowCount, 1);
    }
  });

  test('the same reservation from two nodes at once is one; the same claim is decided once', async () => {
    for (let round = 0; round < 12; round += 1) {
      const answers = await Promise.all([0, 1].map((node) => submit(node, reserve(`race${round}`, 'R', 2))));
      assert.deepEqual(answers[0]?.answer, answers[1]?.answer);
      const claimed = event('received', 'B', 'S1', 1);
      const claims = await Promise.all(
        [0, 1].map((node) => submit(node, claimed, { claim: { source: 'wms', id: `race${round}` } })),
      );
      assert.equal(claims.filter(({ repeated }) => repeated).length, 1);
    }
    const { rows } = await database.pool.query(
      `select item, on_hand, reserved from balances where item in ('B', 'R') order by item`,
    );
    assert.deepEqual(rows, [
      { item: 'B', on_hand: 12, reserved: 0 },
      { item: 'R', on_hand: 100, reserved: 24 },
    ]);
  });

  test('many claims that come to two nodes in opposite order are each decided once, and neither waits for the other', async () => {
    const ids = Array.from({ length: 24 }, (_, index) => `crossed${index}`);
    for (let round = 0; round < 4; round += 1) {
      const received = event('received', 'C', 'S1', 1);
      const told = await Promise.all(
        [ids, ids.toReversed()].map((order, node) =>
          Promise.all(order.map((id) => submit(node, received, { claim: { source: `wms${round}`, id } }))),
        ),
      );
      assert.equal(told.flat().filter(({ repeated }) => repeated).length, ids.length);
      assert.ok(told.flat().every(({ answer }) => answer.status === 'done'));
    }
    const { rows } = await database.pool.query(`select on_hand from balances where item = 'C' and site = 'S1'`);
    assert.deepEqual(rows, [{ on_hand: 4 * ids.length }]);
  });

  test('a deadline that two nodes fire at once does its work once (odoo/odoo#1062: scheduler run twice)', async () => {
    await Promise.all(
      Array.from({ length: 8 }, (_, n) => submit(n, reserve(`lapse${n}`, 'A', 1, { expiresInSeconds: 3600 }))),
    );
    await database.pool.query(`update deadlines set due_at = now() - interval '1 minute'`);
    const fired = await Promise.all(meeting(nodes).map((deadlines) => deadlines.fireDue()));
    assert.deepEqual(fired, [8, 8]);
    const { rows } = await database.pool.query(
      `select (select count(*)::int from journal where type = 'crossdock.reservation.expired.v1') as expired, (select count(*)::int from deadlines) as left,
              (select count(*)::int from reservation_parts where holder like 'res_lapse%' and state = 'expired') as parts`,
    );
    assert.deepEqual(rows, [{ expired: 8, left: 0, parts: 8 }]);
  });

  test('a clock that two nodes fire at once goes on: what it is set to next stays', async () => {
    const prepared = [...shippedDefinitions(), item('C', { attributes: { listPrice: '10.00' } })];
    // For tomorrow: late in the day, the first clock of an order for today would be the look at its promise.
    const requestedFor = addDays(new Date().toISOString().slice(0, 10), 1);
    for (const command of [...prepared, event('received', 'C', 'S1', 10), place('clock', [['C', 1]], { requestedFor })])
      assert.equal((await submit(0, command)).answer.status, 'done');
    for (const times of [1, 2, 3]) {
      await makeDue(database, 'ord_clock');
      const fired = await Promise.all(meeting(nodes).map((deadlines) => deadlines.fireDue()));
      assert.deepEqual(fired, [1, 1]);
      const { rows } = await database.pool.query(
        `select (select count(*)::int from journal where type = 'crossdock.order.clock_rang.v1') as overdue,
                (select (command ->> 'dueAt')::bigint from deadlines where id = 'order.wake:ord_clock') as deadline,
                (select (document::json -> 'fulfilment' ->> 'alarmAt')::bigint from orders where id = 'ord_clock') as alarm`,
      );
      const [row] = rows;
      assert.equal(row.overdue, times);
      assert.ok(row.alarm > Date.now() && row.deadline === row.alarm, JSON.stringify(row));
    }
  });

  test('positions have no gap and the chain of hashes is unbroken, from the entries up', async () => {
    await Promise.all(
      Array.from({ length: 400 }, (_, n) =>
        submit(
          n,
          place(
            `load${n}`,
            [
              ['A', 1],
              ['R', 1],
            ],
            { allowBackorder: true },
          ),
        ),
      ),
    );
    const { rows: turns } = await database.pool.query<{ position: number; id: string; root: Buffer; hash: Buffer }>(
      'select position, id, root, hash from turns order by position',
    );
    const { rows: entries } = await database.pool.query<{ turn_id: string; entry: string }>(
      'select turn_id, entry::text from journal order by turn_id, ordinal',
    );
    const entriesOf = Map.groupBy(entries, ({ turn_id }) => turn_id);
    let hash: Buffer = Buffer.alloc(32);
    for (const [index, turn] of turns.entries()) {
      assert.equal(turn.position, index + 1);
      assert.deepEqual(rootOf((entriesOf.get(turn.id) ?? []).map(({ entry }) => entry)), turn.root);
      hash = chain(hash, turn.root);
      assert.deepEqual(turn.hash, hash);
    }
    const { rows: head } = await database.pool.query('select position, hash from journal_head');
    assert.deepEqual(head, [{ position: turns.length, hash }]);
  });
});
