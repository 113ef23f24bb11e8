// PostgreSQL and memory are the same store: the same messages leave the same tables and the same turns, and the turns that
// PostgreSQL recorded can be decided again, bit for bit.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type pg from 'pg';
import { waitsFor } from '#orders/awaited.ts';
import { noKeys } from '#processes/keys.ts';
import type { Command } from '#processes/message.ts';
import type { TestDatabase } from '#postgres/test-database.ts';
import { place } from './commands.testsuite.ts';
import { MemoryStore } from './memory-store.ts';
import { PostgresCatalog } from './postgres-catalog.ts';
import { PostgresStore } from './postgres-store.ts';
import { chain, rootOf, unpackMessages } from './seal.ts';
import { masterData, messagesOf, reservationSeconds, script } from './script.testsuite.ts';
import { interjection } from './fulfilment-script.testsuite.ts';
import { putRouting } from './routing.testsuite.ts';
import { shippedDefinitions } from './fulfilment.testsuite.ts';
import { Spec, noon } from './spec.ts';
import { stepped } from './stepped.testsuite.ts';
import { runTurn } from './turn.ts';
import { verifyLedger } from './verify.ts';
import { wideItems } from './wide.ts';

const seed = 2026;

/** What the database knows, loaded the way a turn loads it, in the shape of the tables in memory. */
async function tablesOf(database: TestDatabase, memory: MemoryStore): Promise<Record<string, Map<string, unknown>>> {
  const catalog = new PostgresCatalog(database.pool);
  await catalog.refresh();
  await catalog.ensure(memory.tables.items.keys());
  const store = new PostgresStore({ ...database, applicationName: 'reader' }, catalog);
  const keys = noKeys();
  const all = async (text: string): Promise<Record<string, string>[]> =>
    (await database.pool.query<Record<string, string>>(text)).rows;
  for (const { item, site } of await all('select item, site from balances')) keys.details.add(`${item}\t${site}`);
  for (const { id } of await all('select id from orders'))
    for (const table of [keys.orders, keys.holders]) table.add(String(id));
  for (const { id } of await all('select id from reservations'))
    for (const table of [keys.reservations, keys.holders]) table.add(String(id));
  const intakes = (await all('select id from intakes')).map(({ id }) => String(id));
  const open = await store.open({
    turnId: '01890000-0000-7000-8000-ffffffffffff',
    keys,
    claims: [],
    exclusive: false,
    intakes,
  });
  await open.abandon();
  await store.close();
  const {
    sums: _,
    items: __,
    sites: ___,
    partners: ____,
    definitions: _____,
    awaited: ______,
    queues: _______,
    ...state
  } = open.state;
  const inbox = await all(`select source || e'\\t' || id as key, digest, answer::text from inbox`);
  const deadlines = await all(
    'select id, (extract(epoch from due_at) * 1000)::bigint as due, command::text from deadlines',
  );
  const movements = await all(
    `select m.* , (extract(epoch from m.occurred_at) * 1000)::bigint as moment, m.expires_on::text as day
     from movements m join turns t on t.id = m.turn_id order by t.position, m.ordinal`,
  );
  const deliveries = await all(
    'select t.position, d.* from deliveries d join turns t on t.id = d.turn_id order by d.seq',
  );
  const placed = Map.groupBy(movements, ({ item, site }) => `${item}\t${site}`);
  const heard = await all(
    `select source || e'\\t' || site as key, (extract(epoch from as_of) * 1000)::bigint as moment from stock_sources`,
  );
  return {
    ...state,
    items: new Map([...memory.tables.items.keys()].map((code) => [code, catalog.item(code)])),
    sites: new Map([...memory.tables.sites.keys()].map((code) => [code, catalog.site(code)])),
    partners: new Map([...memory.tables.partners.keys()].map((code) => [code, catalog.partner(code)])),
    definitions: new Map([...memory.tables.definitions.keys()].map((key) => [key, catalog.definition(key)])),
    awaits: new Map(
      (
        await all(
          'select item, order_id, quantity, (extract(epoch from placed_at) * 1000)::bigint as placed, precedence, customer from order_awaits',
        )
      ).map(({ item, order_id: order, quantity, placed, precedence, customer }) => [
        `${item}\t${order}`,
        { order, quantity: Number(quantity), placedAt: Number(placed), precedence: Number(precedence), customer },
      ]),
    ),
    exceptions: new Map(
      (
        await all(
          'select order_id, kind, owner, (extract(epoch from since) * 1000)::bigint as since, times from order_exceptions',
        )
      ).map(({ order_id, kind, owner, since, times }) => [
        `${order_id}\t${kind}`,
        { owner, since: Number(since), times },
      ]),
    ),
    inbox: new Map(
      inbox.map(({ key, digest, answer }) => [String(key), { digest, answer: JSON.parse(String(answer)) as unknown }]),
    ),
    deadlines: new Map(
      deadlines.map(({ id, due, command }) => [
        String(id),
        { id, dueAt: Number(due), command: JSON.parse(String(command)) as unknown },
      ]),
    ),
    deliveries: new Map(
      deliveries.map(({ position, ordinal, connection, operation, lane, type }, index) => [
        `${position} ${ordinal} ${connection} ${operation}`,
        { lane, type, place: index },
      ]),
    ),
    heard: new Map(heard.map(({ key, moment }) => [String(key), Number(moment)])),
    movements: new Map([...placed].map(([key, rows]) => [key, rows.map(movementOf)])),
  };
}

function movementOf(row: Record<string, string | number | null>): unknown {
  const { item, site, lot, status, quantity, kind, day, moment, source, sequence, reason, reference } = row;
  return {
    fact: 'moved',
    cell: { item, site, lot, status },
    quantity,
    kind,
    expiresOn: day,
    occurredAt: Number(moment),
    source,
    sequence,
    reason,
    reference,
  };
}

function memoryOf(memory: MemoryStore): Record<string, Map<string, unknown>> {
  const { sums: _, awaited: __, queues: ___, ...tables } = memory.tables;
  const positions = new Map(memory.turns.map(({ id, position }) => [id, position]));
  return {
    ...tables,
    awaits: new Map(
      [...tables.orders.values()].flatMap((order) =>
        [...waitsFor(order)].map(([item, waiting]) => [`${item}\t${order.id}`, waiting]),
      ),
    ),
    exceptions: new Map(
      [...tables.orders.values()].flatMap(({ id, fulfilment }) =>
        (fulfilment?.exceptions ?? []).map(({ kind, owner, since, times }) => [
          `${id}\t${kind}`,
          { owner, since, times },
        ]),
      ),
    ),
    inbox: memory.inbox,
    deadlines: memory.deadlines,
    deliveries: new Map(
      memory.deliveries.map(({ turnId, ordinal, connection, operation, lane, type }, index) => [
        `${positions.get(turnId)} ${ordinal} ${connection} ${operation}`,
        { lane, type, place: index },
      ]),
    ),
    heard: memory.heard,
    movements: memory.movements,
  };
}

/** Rows by key, without balances and lists that were only ever locked. */
function comparable(tables: Record<string, ReadonlyMap<string, unknown>>): Record<string, unknown[]> {
  const used = (value: unknown): boolean => {
    if (Array.isArray(value)) return value.length > 0;
    return (
      typeof value !== 'object' ||
      value === null ||
      !('onHand' in value) ||
      Object.values(value).some((number) => typeof number === 'number' && number !== 0)
    );
  };
  return Object.fromEntries(
    Object.entries(tables).map(([name, rows]) => [
      name,
      [...rows].filter(([, value]) => used(value)).toSorted(([one], [other]) => (one < other ? -1 : 1)),
    ]),
  );
}

interface TurnRow {
  readonly position: number;
  readonly id: string;
  readonly at: number;
  readonly root: Buffer;
  readonly hash: Buffer;
  readonly messages: Buffer;
}

async function turnsOf(pool: pg.Pool): Promise<TurnRow[]> {
  const { rows } = await pool.query<TurnRow>(
    'select position, id, (extract(epoch from at) * 1000)::bigint as at, root, hash, messages from turns order by position',
  );
  return rows;
}

test(
  'the same messages leave the same tables and turns on PostgreSQL as in memory, and are replayed bit for bit',
  { timeout: 60_000 },
  async () => {
    const sizes = fc.infiniteStream(fc.integer({ min: 1, max: 12 }));
    const interjections = fc.infiniteStream(interjection);
    await fc.assert(
      fc.asyncProperty(script(80), sizes, interjections, fc.boolean(), async (steps, turnSizes, between, managed) => {
        await using world = await stepped();
        const memory = new Spec();
        const node = await world.node({ clock: () => memory.now });
        const setUp = [...(managed ? shippedDefinitions() : []), putRouting(1), ...masterData].map((command) =>
          memory.message(command),
        );
        const due = (): number => noon + 1_000_000 + reservationSeconds * 1_000;
        const all = steps
          .flatMap((step, index) => {
            const command = between.next().value ?? null;
            const told = messagesOf(step, index, noon, due);
            return command === null ? told : [...told, [command, { at: noon + index * 1_000 }] as const];
          })
          .map(([command, by], index) => ({
            ...memory.message(command, { ...by, claim: { source: 'script', id: String(index) } }),
            raw: JSON.stringify(command),
          }));
        const turns = [setUp];
        all.splice(all.length / 2, 0, { ...memory.message(putRouting(2)), raw: '' });
        for (let at = 0; at < all.length;) {
          const size = turnSizes.next().value ?? 1;
          turns.push(all.slice(at, at + size));
          at += size;
        }
        for (const submissions of turns) {
          if (submissions !== setUp) memory.now = noon + 1_000_000;
          const replies = await node.run(submissions);
          const inMemory = await memory.decide(...submissions);
          assert.deepEqual(
            replies.map(({ answer }) => answer),
            inMemory.map(({ answer }) => answer),
          );
        }
        for (const hours of [0, 5, 24]) {
          memory.now += hours * 3_600_000;
          const fired = [...memory.store.deadlines.values()]
            .filter(({ dueAt }) => dueAt <= memory.now)
            .map(({ command }) => memory.message(command));
          if (fired.length === 0) continue;
          await node.run(fired);
          await memory.decide(...fired);
        }
        assert.deepEqual([node.bugs, memory.bugs], [[], []]);
        assert.deepEqual(comparable(await tablesOf(world.database, memory.store)), comparable(memoryOf(memory.store)));
        assert.deepEqual((await verifyLedger(world.database.pool)).violations, []);
        const recorded = await turnsOf(world.database.pool);
        assert.deepEqual(
          recorded.map(({ root, hash }) => [root, hash]),
          memory.store.turns.map(({ root, hash }) => [root, hash]),
        );
        await replayed(recorded, memory.store);
      }),
      { seed, numRuns: Number(process.env['CROSSDOCK_PROPERTY_RUNS'] ?? 12), endOnFailure: true },
    );
  },
);

test('documents of partners are written down on PostgreSQL as in memory, once for a claim, and replayed bit for bit', async () => {
  await using world = await stepped();
  const memory = new Spec();
  const node = await world.node({ clock: () => memory.now });
  const note = (id: string, orders: readonly string[]): Command => ({
    type: 'document.note',
    subject: `edi/invoice/${id}`,
    partner: 'C1',
    orders: orders.map((externalId) => ({ id: `ord_${externalId}`, channel: 'web', externalId })),
    unknown: [{ channel: 'web', externalId: 'nobody' }],
    data: {
      document: 'invoice',
      id,
      issuedOn: null,
      amount: { amount: '75.00', currency: 'EUR' },
      items: [{ kind: 'order-line', id: '1' }],
      facts: { final: true, days: 14 },
      source: 'edi',
      message: 'raw_1',
    },
  });
  const orders = ['1', '2'].map((name) => place(name, [['A', 1]], { allowBackorder: true }));
  const claim = { source: 'connection:edi', id: 'INV-1' };
  for (const submissions of [
    [putRouting(1), ...masterData, ...orders].map((command) => memory.message(command)),
    [memory.message(note('INV-1', ['1', '2', 'gone']), { claim }), memory.message(note('INV-2', []))],
    [memory.message(note('INV-1', ['1', '2', 'gone']), { claim }), memory.message(note('INV-3', ['2']))],
  ]) {
    const replies = await node.run(submissions);
    assert.deepEqual(replies, await memory.decide(...submissions));
  }
  assert.deepEqual([node.bugs, memory.bugs], [[], []]);
  assert.deepEqual(comparable(await tablesOf(world.database, memory.store)), comparable(memoryOf(memory.store)));
  assert.deepEqual((await verifyLedger(world.database.pool)).violations, []);
  const recorded = await turnsOf(world.database.pool);
  assert.deepEqual(
    recorded.map(({ root, hash }) => [root, hash]),
    memory.store.turns.map(({ root, hash }) => [root, hash]),
  );
  await replayed(recorded, memory.store);
});

async function replayed(recorded: readonly TurnRow[], original: MemoryStore): Promise<void> {
  let now = 0;
  const again = new MemoryStore({ clock: () => now });
  let hash: Buffer = Buffer.alloc(32);
  for (const { at, root, hash: sealed, messages } of recorded) {
    now = at;
    hash = chain(hash, root);
    assert.deepEqual(hash, sealed);
    const batch = unpackMessages(messages).map(({ message, replaying }) => ({
      message,
      ...(replaying !== null && { replaying }),
    }));
    if (batch.length === 0) {
      assert.deepEqual(root, rootOf([]));
      continue;
    }
    const { left } = await runTurn({ store: again, wide: wideItems(), onBug: (error) => assert.ifError(error) }, batch);
    assert.deepEqual(left, []);
    assert.deepEqual(again.turns.at(-1)?.root, root);
  }
  const { inbox: _, ...state } = memoryOf(again);
  const { inbox: __, ...expected } = memoryOf(original);
  assert.deepEqual(comparable(state), comparable(expected));
}
