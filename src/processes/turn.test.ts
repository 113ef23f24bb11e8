import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Catalog, Item } from '#catalog/model.ts';
import {
  cancel,
  change,
  event,
  expected,
  item,
  kit,
  partner,
  place,
  post,
  reported,
  reserve,
  site,
  unreserve,
} from '#runtime/commands.testsuite.ts';
import { MemoryStore } from '#runtime/memory-store.ts';
import { Spec, done, noon, refused } from '#runtime/spec.ts';
import { catalogOver, draftOver, emptyState } from './draft.ts';
import { orderingKeys } from './keys.ts';
import type { Command } from './message.ts';
import { decideTurn } from './turn.ts';
import type { TurnOutcome } from './turn.ts';

const master: readonly Command[] = [
  site('S1'),
  site('S2'),
  item('A'),
  item('L', { lots: true }),
  kit('K', { A: 2, L: 1 }),
];

/** Decides over nothing but what `spec` holds of the named tables, with a catalog that has looked up only `known` items. */
function decideWith(
  spec: Spec,
  command: Command,
  tables: readonly ('orders' | 'reservations' | 'partsOf' | 'parts' | 'balances')[],
  known: readonly string[],
): TurnOutcome {
  const { catalog, tables: all } = spec.store;
  const partly: Catalog = {
    ...catalog,
    knows: (code) => known.includes(code),
    item: (code): Item | undefined => (known.includes(code) ? catalog.item(code) : undefined),
  };
  const state = {
    ...emptyState(),
    ...Object.fromEntries(tables.map((table) => [table, new Map(all[table] as ReadonlyMap<string, unknown>)])),
  };
  return decideTurn(state, { now: spec.now, catalog: partly }, [
    { ...spec.message(command), known: null, replaying: null },
  ]);
}

describe('what a message needs and was not loaded is named, and the message decided again', () => {
  const given: readonly Command[] = [
    event('received', 'A', 'S1', 9),
    event('received', 'L', 'S1', 9, { lot: 'x' }),
    place('1', [['K', 1]]),
    reserve('1', 'K', 1),
  ];
  const cases: readonly (readonly [
    what: string,
    command: Command,
    tables: Parameters<typeof decideWith>[2],
    known: readonly string[],
    missing: string,
  ])[] = [
    ['the item of an order', place('2', [['A', 1]]), [], [], 'items: A'],
    ['the balances of an order at every site', place('2', [['A', 1]]), [], ['A'], 'balances: A@S1 A@S2'],
    [
      'the details of an order for a later day',
      place('2', [['L', 1]], { requestedFor: '2026-03-20' }),
      ['balances'],
      ['L'],
      'details: L@S1',
    ],
    ['the components of a kit', place('2', [['K', 1]]), ['balances'], ['K'], 'items: A L'],
    [
      'the item of a changed line',
      change('1', [[1, 'K', 2]]),
      ['orders', 'partsOf', 'parts', 'balances'],
      [],
      'items: K',
    ],
    [
      'the item of an order that is changed otherwise',
      { type: 'order.change', id: 'ord_1', change: { allowBackorder: true } },
      ['orders', 'partsOf', 'parts', 'balances'],
      [],
      'items: K',
    ],
    ['the parts of an order', cancel('1'), ['orders'], ['K', 'A', 'L'], 'holders: ord_1'],
    ['the item of a reservation', post('1'), ['reservations', 'partsOf', 'parts', 'balances'], [], 'items: K'],
    [
      'the lots of a reservation',
      post('1'),
      ['reservations', 'partsOf', 'parts', 'balances'],
      ['K'],
      'details: L@S1; items: L',
    ],
    [
      'the details of what was issued for an order',
      event('issued', 'A', 'S1', 2, { reference: 'ord_1' }),
      ['orders', 'partsOf', 'parts', 'balances'],
      ['A'],
      'details: A@S1',
    ],
    [
      'the details of what was issued for a reservation',
      event('issued', 'A', 'S1', 2, { reference: 'res_1' }),
      ['reservations', 'partsOf', 'parts', 'balances'],
      ['A'],
      'details: A@S1',
    ],
    ['the stock of an event', event('received', 'A', 'S1', 2), [], ['A'], 'balances: A@S1; details: A@S1'],
    ['the movements since a count', event('counted', 'A', 'S1', 2), ['balances'], ['A'], 'details: A@S1; sums: A@S1'],
    ['the stock of a supply', expected('p', 'A', 'S1', 2, '2026-04-01'), [], ['A'], 'balances: A@S1; details: A@S1'],
  ];
  for (const [what, command, tables, known, expectedMissing] of cases) {
    test(what, async () => {
      const spec = new Spec();
      await spec.given(...master, ...given);
      const { missing } = decideWith(spec, command, tables, known);
      const { balances, details, holders, items, sums } = missing;
      const text = Object.entries({ balances, details, holders, items, sums })
        .filter(([, keys]) => keys.size > 0)
        .map(
          ([table, keys]) =>
            `${table}: ${[...keys.keys()]
              .map((key) => key.split('\t').slice(0, 2).join('@'))
              .toSorted()
              .join(' ')}`,
        );
      assert.equal(text.join('; '), expectedMissing);
      done(await spec.when(command));
    });
  }

  test('also when the decision failed over the stand-ins', async () => {
    const spec = new Spec();
    await spec.given(...master);
    const untyped = { ...event('received', 'A', 'S1', 1), event: { source: 'wms', id: '1' } } as unknown as Command;
    const over = decideWith(spec, untyped, [], ['A']);
    assert.deepEqual([...over.missing.details], ['A\tS1']);
    assert.deepEqual(
      over.decided.map(({ bug }) => bug),
      [null],
    );
  });
});

test('a message whose decision fails is quarantined alone, an outside event so that it can be corrected', async () => {
  const spec = new Spec();
  await spec.given(...master);
  const bug = place('1', [], { lines: [{ line: 1, item: 'A', quantity: 1, price: null }] } as never);
  const replies = await spec.decide(
    ...[bug, event('received', 'A', 'S1', 1, { asOf: null as never }), event('received', 'A', 'S1', 2)].map((command) =>
      spec.message(command),
    ),
  );
  assert.deepEqual(
    replies.map(({ answer }) => answer.status),
    ['refused', 'refused', 'done'],
  );
  for (const { answer } of replies.slice(0, 2))
    assert.match(refused(answer, 'message_failed').detail, /failed: TypeError/);
  assert.equal(spec.bugs.length, 2);
  assert.deepEqual(
    [...spec.store.tables.intakes.values()].map(({ state, reason }) => [state, reason.code]),
    [['held', 'message_failed']],
  );
  assert.equal(spec.store.tables.balances.get('A\tS1')?.onHand, 2);
});

test('a revoked key is refused when the message is decided, and its event is not kept', async () => {
  const spec = new Spec();
  await spec.given(...master);
  const catalog: Catalog = { ...spec.store.catalog, keyIsLive: (actor) => actor !== 'key:1' };
  const { message } = spec.message(event('received', 'A', 'S1', 1), { actor: 'key:1' });
  const outcome = decideTurn(emptyState(), { now: noon, catalog }, [{ message, known: null, replaying: null }]);
  assert.equal(
    outcome.decided.map(({ answer }) => answer.status === 'refused' && answer.rejection.rejected).join(),
    'key_revoked',
  );
  assert.equal(outcome.entries.length, 0);
});

test('an event that is held by hand is kept', async () => {
  const spec = new Spec();
  const reason = { code: 'document_invalid', title: 'Not valid', detail: 'No item.', fix: 'Name the item.' };
  await spec.given({ type: 'event.hold', intake: 'int_1', event: { source: 'wms', id: '1', type: 't' }, reason });
  assert.deepEqual(spec.store.tables.intakes.get('int_1'), {
    id: 'int_1',
    source: 'wms',
    eventId: '1',
    type: 't',
    state: 'held',
    reason,
    heldAt: noon,
  });
});

test('sites that an earlier message of the turn put are promised from, in order of rank and code', async () => {
  const spec = new Spec();
  await spec.given(site('S2', { rank: 5 }), item('A'));
  const commands = [
    site('S3', { rank: 5 }),
    site('S1', { rank: 5 }),
    event('received', 'A', 'S3', 1),
    event('received', 'A', 'S1', 1),
    place('1', [['A', 1]]),
  ];
  const replies = await spec.decide(...commands.map((command) => spec.message(command)));
  assert.ok(replies.every(({ answer }) => answer.status === 'done'));
  assert.deepEqual(spec.store.tables.orders.get('ord_1')?.sites, ['S1']);
});

test('an order without any reservation is issued and cancelled in the turn that placed it', async () => {
  const spec = new Spec();
  await spec.given(...master);
  const commands = [
    place('1', [['A', 1]], { allowBackorder: true }),
    event('issued', 'A', 'S1', 1, { reference: 'web/1' }),
  ];
  const replies = await spec.decide(...commands.map((command) => spec.message(command)));
  assert.deepEqual(
    replies.map(({ answer }) => done(answer)['status']),
    ['backordered', 'accepted'],
  );
  assert.equal(done(await spec.when(cancel('1')))['status'], 'cancelled');
  assert.deepEqual(spec.store.tables.orders.get('ord_1')?.sites, ['S1']);
});

test('the catalog of a turn answers from the store what the turn has not changed', () => {
  const store = new MemoryStore({
    clock: () => noon,
    subscribers: (type) => [{ connection: `wants ${type}`, operation: null }],
  });
  const catalog = catalogOver(store.catalog, draftOver(emptyState(), []));
  assert.deepEqual(
    [catalog.knows('A'), catalog.subscribers('t'), catalog.partner('C')],
    [true, [{ connection: 'wants t', operation: null }], undefined],
  );
});

test('what is reported of an order that nobody placed is kept, by id as by name', async () => {
  const spec = new Spec();
  for (const order of ['ord_1', 'web/1']) {
    const { pointer, facts } = refused(
      await spec.when(reported('credit.approved', { order, request: 'ord_1-C1' })),
      'order_unknown',
    );
    assert.equal(pointer, '/data/order');
    assert.equal(spec.store.tables.intakes.get(String(facts?.['intake']))?.type, 'crossdock.credit.approved.v1');
  }
});

const tell = (orders: readonly string[]): Command => ({
  type: 'edi.tell',
  kind: 'received',
  subject: 'shop/in/17',
  partner: 'C1',
  orders,
  over: [],
  to: null,
  data: {},
});

const keys: readonly (readonly [command: Command, keys: string])[] = [
  [place('1', [['A', 1]]), 'name:web\t1'],
  [change('1', []), 'ord_1'],
  [cancel('1'), 'ord_1'],
  [{ type: 'order.expire', id: 'ord_1', dueAt: 0 }, 'ord_1'],
  [reserve('1', 'A', 1), 'res_1'],
  [post('1'), 'res_1'],
  [unreserve('1'), 'res_1'],
  [{ type: 'reservation.expire', id: 'res_1', dueAt: 0 }, 'res_1'],
  [event('received', 'A', 'S1', 1), 'stock:wms\tA\tS1'],
  [expected('p', 'A', 'S1', 1, '2026-04-01'), 'stock:erp\tA\tS1'],
  [reported('credit.approved', { order: 'ord_1', request: 'ord_1-C1' }), 'ord_1'],
  [reported('credit.approved', { order: 'web/1', request: 'ord_1-C1' }), 'name:web\t1'],
  [{ type: 'stock.expire', item: 'A', site: 'S1', date: '2026-04-01' }, 'stock:crossdock\tA\tS1'],
  [{ type: 'order.endanger', id: 'ord_1', cause: 'supply_late', deadline: 'd' }, 'ord_1'],
  [{ type: 'backorders.allocate', item: 'A', after: null, deadline: 'd' }, 'backorders:A'],
  [{ type: 'shortage.resolve', item: 'A', site: 'S1', deadline: 'd' }, 'backorders:A'],
  [
    {
      type: 'definition.put',
      definition: { kind: 'policy', name: 'p', version: 2, content: '', hash: '', owner: '', active: true },
    },
    'definition:policy/p',
  ],
  [tell([]), 'edi:shop/in/17'],
  [tell(['ord_1']), 'ord_1'],
  [item('A'), 'item:A'],
  [site('S1'), 'site:S1'],
  [partner('C'), 'partner:C'],
  [
    {
      type: 'event.hold',
      intake: 'int_1',
      event: { source: 'wms', id: '1', type: 't' },
      reason: { code: 'c', title: 't', detail: 'd', fix: 'f' },
    },
    'event:wms\t1',
  ],
];
for (const [command, key] of keys) {
  test(`messages of one thing keep their order: ${command.type}`, () =>
    assert.deepEqual(orderingKeys(new Spec().message(command).message), [key]));
}
