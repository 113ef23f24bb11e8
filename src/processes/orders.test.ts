import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChangeDocument, OrderDocument } from '#orders/model.ts';
import type { OrderView } from '#orders/view.ts';
import type { Command } from '#processes/message.ts';
import type { RejectionCode } from '#kernel/rejections.ts';
import { cancel, change, event, expected, item, kit, place, site } from '#runtime/commands.testsuite.ts';
import { Spec, done, noon, refused } from '#runtime/spec.ts';

async function world(...more: readonly Command[]): Promise<Spec> {
  const spec = new Spec();
  await spec.given(
    site('S1', { rank: 1 }),
    site('S2', { rank: 2 }),
    site('S3', { active: false }),
    item('A'),
    item('B', { units: [{ unit: 'box', factor: '12' }] }),
    item('OLD', { active: false }),
  );
  await spec.given(kit('K', { A: 1, B: 2 }), ...more);
  return spec;
}

type Line = OrderDocument['lines'][number];
const line = (number: number, more: Partial<Line> = {}): Line => ({ line: number, item: 'A', quantity: 1, ...more });
const order = (document: Partial<OrderDocument>): Command => ({
  type: 'order.place',
  id: 'ord_n',
  party: null,
  document: { externalId: 'n', channel: 'web', lines: [line(1)], ...document },
});
const euro = { amount: '1.00', currency: 'EUR' };
const dollar = { amount: '1.00', currency: 'USD' };

// Each row breaks its own rule and every later one it can: the first rule wins.
const refusedOrders: readonly (readonly [document: Partial<OrderDocument>, code: RejectionCode, pointer: string])[] = [
  [{ lines: [line(1), line(1, { item: 'X' })], site: 'S9' }, 'duplicate_line', '/lines/1/line'],
  [{ lines: [line(1, { item: 'X', quantity: -1 })], site: 'S9' }, 'item_unknown', '/lines/0/item'],
  [{ lines: [line(1, { item: 'OLD', unit: 'pallet' })], site: 'S9' }, 'item_inactive', '/lines/0/item'],
  [{ lines: [line(1, { unit: 'pallet', quantity: 'many' })], site: 'S9' }, 'unit_unknown', '/lines/0/unit'],
  [{ lines: [line(1, { quantity: 'many' })], site: 'S9' }, 'quantity_not_a_number', '/lines/0/quantity'],
  [{ lines: [line(1, { quantity: 1e15 })], site: 'S9' }, 'quantity_too_large', '/lines/0/quantity'],
  [{ lines: [line(1, { quantity: '0.5' })], site: 'S9' }, 'quantity_too_precise', '/lines/0/quantity'],
  [
    { lines: [line(1, { item: 'B', quantity: '0.01', unit: 'box' })], site: 'S9' },
    'quantity_too_precise',
    '/lines/0/quantity',
  ],
  [
    { lines: [line(1, { price: euro }), line(2, { quantity: 0, price: dollar })], site: 'S9' },
    'quantity_not_positive',
    '/lines/1/quantity',
  ],
  [
    { lines: [line(1, { price: euro }), line(2, { price: dollar })], site: 'S9' },
    'price_currency_mixed',
    '/lines/1/price/currency',
  ],
  [{ site: 'S9', expiresAt: '2026-03-10T11:00:00Z' }, 'site_unknown', '/site'],
  [{ site: 'S3', expiresAt: '2026-03-10T11:00:00Z' }, 'site_inactive', '/site'],
  [{ site: 'S1', expiresAt: '2026-03-10T12:00:00Z', requestedFor: '2026-03-09' }, 'expires_in_past', '/expiresAt'],
  [{ site: 'S1', expiresAt: '2026-03-10T12:00:01', requestedFor: '2026-03-09' }, 'expires_in_past', '/expiresAt'],
  [{ site: 'S1', requestedFor: '2026-03-09' }, 'site_outside_scope', '/site'],
  [{ site: 'S2', requestedFor: { date: '2026-03-09' } }, 'requested_for_past', '/requestedFor'],
  [{ site: 'S2' }, 'insufficient_stock', '/lines/0/quantity'],
];
for (const [document, code, pointer] of refusedOrders) {
  test(`an order is refused, and nothing is left of it: ${JSON.stringify(document)} → ${code}`, async () => {
    const spec = await world();
    assert.equal(refused(await spec.when(order(document), { scope: { sites: ['S2'] } }), code).pointer, pointer);
    assert.equal(spec.store.tables.orders.size + spec.store.tables.parts.size + spec.store.deadlines.size, 0);
  });
}

test('an order in a scope without an active site is refused', async () => {
  const spec = await world();
  refused(await spec.when(order({}), { scope: { sites: [] } }), 'no_site');
  refused(await spec.when(order({}), { scope: { companies: ['C2'] } }), 'no_site');
});

test('a refusal for want of stock says what there is, and stays in the journal', async () => {
  const spec = await world(event('received', 'A', 'S1', 3));
  const { facts, detail } = refused(
    await spec.when(
      place('1', [
        ['B', 1],
        ['A', 5],
      ]),
    ),
    'insufficient_stock',
  );
  assert.deepEqual(facts, {
    lines: [
      { line: 1, item: 'B', ordered: 1, available: 0 },
      { line: 2, item: 'A', ordered: 5, available: 3 },
    ],
  });
  assert.match(detail, /2 of 2 lines cannot be filled. Line 1: 0 of 1 B/);
  assert.match(spec.store.turns.at(-1)?.sealed[0] ?? '', /order\.refused\.v1/);
});

test('the same order again is answered as it stands; with another body it is refused', async () => {
  const spec = await world(event('received', 'A', 'S1', 3));
  const first = done(await spec.when(place('1', [['A', 2]])));
  assert.deepEqual(done(await spec.when(place('1', [['A', 2]]))), first);
  assert.deepEqual(refused(await spec.when(place('1', [['A', 3]])), 'order_exists_with_different_body').facts, {
    order: 'ord_1',
  });
  assert.equal(spec.store.tables.balances.get('A\tS1')?.reserved, 2);
});

const changes: readonly (readonly [change: ChangeDocument, code: RejectionCode, pointer: string])[] = [
  [{ lines: [line(1, { item: 'X' })] }, 'item_unknown', '/lines/0/item'],
  [{ lines: [line(1, { item: 'B', quantity: 1 })] }, 'order_line_item_changed', '/lines/0/item'],
  [{ lines: [line(1, { quantity: 1 })] }, 'order_partly_shipped', '/lines/0/quantity'],
  [{ lines: [line(1, { quantity: 5, price: dollar })] }, 'price_currency_mixed', '/lines'],
  [{ requestedFor: '2026-03-01' }, 'requested_for_past', '/requestedFor'],
  [{ lines: [line(1, { quantity: 500 })] }, 'insufficient_stock', '/lines/0/quantity'],
];
for (const [wanted, code, pointer] of changes) {
  test(`a change is refused, and the order stays as it was: ${JSON.stringify(wanted)} → ${code}`, async () => {
    const spec = await world(event('received', 'A', 'S1', 9));
    await spec.given(
      order({ lines: [line(1, { quantity: 5, price: euro }), line(2, { price: euro })] }),
      event('issued', 'A', 'S1', 2, { reference: 'web/n' }),
    );
    const before = structuredClone(spec.store.tables);
    assert.equal(
      refused(await spec.when({ type: 'order.change', id: 'ord_n', change: wanted }), code).pointer,
      pointer,
    );
    assert.deepEqual(spec.store.tables, before);
  });
}

test('an order that is not there, or has nothing left to take back, is neither changed nor cancelled', async () => {
  const spec = await world(event('received', 'A', 'S1', 3), place('1', [['A', 2]]));
  refused(await spec.when(cancel('9')), 'order_unknown');
  refused(await spec.when(change('9', [])), 'order_unknown');
  await spec.given(event('issued', 'A', 'S1', 2, { reference: 'ord_1' }));
  refused(await spec.when(cancel('1')), 'order_not_open');
  refused(await spec.when(change('1', [[1, 'A', 3]])), 'order_not_open');
  await spec.given(place('2', [['A', 1]]), cancel('2'));
  refused(await spec.when(change('2', [[1, 'A', 1]])), 'order_not_open');
});

test('a changed order keeps what left, takes back the rest and promises anew', async () => {
  const spec = await world(
    event('received', 'A', 'S1', 9),
    event('received', 'B', 'S1', 9),
    place('1', [
      ['A', 5],
      ['B', 2],
    ]),
  );
  await spec.given(event('issued', 'A', 'S1', 2, { reference: 'web/1' }));
  const view = done(
    await spec.when({
      type: 'order.change',
      id: 'ord_1',
      change: { lines: [line(1, { quantity: 8 }), line(3, { item: 'B', quantity: 1 })], allowBackorder: true },
    }),
  );
  assert.deepEqual(figures(view), [
    [1, 8, 6, 0, 2, 0],
    [3, 1, 1, 0, 0, 0],
    [2, 2, 0, 0, 0, 2],
  ]);
  assert.deepEqual([reserved(spec, 'A'), reserved(spec, 'B')], [6, 1]);
});

test('a change of the date alone leaves removed lines removed', async () => {
  const spec = await world(
    event('received', 'A', 'S1', 9),
    event('received', 'B', 'S1', 9),
    place('1', [
      ['A', 5],
      ['B', 2],
    ]),
    change('1', [[1, 'A', 5]]),
  );
  const view = done(
    await spec.when({
      type: 'order.change',
      id: 'ord_1',
      change: { requestedFor: { date: '2026-03-20', window: { from: '08:00', to: '12:00' } } },
    }),
  );
  assert.deepEqual(figures(view), [
    [1, 5, 5, 0, 0, 0],
    [2, 2, 0, 0, 0, 2],
  ]);
  assert.deepEqual(view['requestedFor'], { date: '2026-03-20', window: { from: '08:00', to: '12:00' } });
});

test('a cancelled order gives everything back, once', async () => {
  const spec = await world(
    event('received', 'A', 'S1', 3),
    place('1', [['A', 2]], { expiresAt: '2026-03-11T12:00:00Z', customer: 'C' }),
  );
  const cancelled = done(await spec.when(cancel('1')));
  assert.deepEqual([cancelled['status'], reserved(spec, 'A'), spec.store.deadlines.size], ['cancelled', 0, 0]);
  const turns = spec.store.turns.length;
  assert.deepEqual(done(await spec.when(cancel('1'))), cancelled);
  assert.equal(spec.store.turns.length, turns);
});

test('an order expires at its time and not when it was changed, cancelled or fired before', async () => {
  const dueAt = noon + 60_000;
  const spec = await world(
    event('received', 'A', 'S1', 3),
    place('1', [['A', 2]], { expiresAt: new Date(dueAt).toISOString() }),
  );
  const [deadline] = [...spec.store.deadlines.values()];
  assert.deepEqual(deadline, {
    id: 'order.expire:ord_1',
    dueAt,
    command: { type: 'order.expire', id: 'ord_1', dueAt },
  });
  assert.deepEqual(done(await spec.when({ type: 'order.expire', id: 'ord_1', dueAt: dueAt - 1 })), {});
  assert.deepEqual(done(await spec.when({ type: 'order.expire', id: 'ord_9', dueAt })), {});
  assert.equal(reserved(spec, 'A'), 2);
  assert.equal(done(await spec.when({ type: 'order.expire', id: 'ord_1', dueAt }))['status'], 'expired');
  assert.deepEqual([reserved(spec, 'A'), spec.store.deadlines.size], [0, 0]);
  assert.deepEqual(done(await spec.when({ type: 'order.expire', id: 'ord_1', dueAt })), {});
  assert.equal(spec.store.tables.parts.get('ord_1\t1')?.state, 'expired');
});

test('the status of an order follows its lines', async () => {
  const spec = await world(event('received', 'A', 'S1', 3), place('1', [['A', 5]], { allowBackorder: true }));
  const status = async (): Promise<unknown> =>
    done(await spec.when(place('1', [['A', 5]], { allowBackorder: true })))['status'];
  assert.equal(await status(), 'backordered');
  await spec.given(event('issued', 'A', 'S1', 2, { reference: 'web/1' }));
  assert.equal(await status(), 'partly_shipped');
  await spec.given(event('issued', 'A', 'S1', 1, { reference: 'web/1' }), cancel('1'));
  assert.equal(await status(), 'shipped');
});

test('a reference that names no order issues plain stock', async () => {
  const spec = await world(event('received', 'A', 'S1', 9), place('1', [['A', 2]]));
  for (const reference of ['web/9', 'delivery note 7', 'ord_9', 'res_9'])
    await spec.given(event('issued', 'A', 'S1', 1, { reference }));
  assert.deepEqual([spec.store.tables.balances.get('A\tS1')?.onHand, reserved(spec, 'A')], [5, 2]);
});

test('a line of a kit is issued when every component has left', async () => {
  const spec = await world(
    event('received', 'A', 'S1', 9),
    event('received', 'B', 'S1', 9),
    place('1', [
      ['K', 2],
      ['A', 1],
    ]),
  );
  await spec.given(
    event('issued', 'A', 'S1', 2, { reference: 'web/1' }),
    event('issued', 'B', 'S1', 3, { reference: 'web/1' }),
  );
  const view = done(
    await spec.when(
      place('1', [
        ['K', 2],
        ['A', 1],
      ]),
    ),
  );
  assert.deepEqual(figures(view), [
    [1, 2, 1, 0, 1, 0],
    [2, 1, 1, 0, 0, 0],
  ]);
});

test('an order of a kit that nothing is reserved for yet is changed', async () => {
  const spec = await world(place('1', [['K', 2]], { allowBackorder: true }));
  assert.deepEqual(figures(done(await spec.when(change('1', [[1, 'K', 3]])))), [[1, 3, 0, 3, 0, 0]]);
});

test('an order is not changed while a kit of it has left in part', async () => {
  const spec = await world(event('received', 'A', 'S1', 9), event('received', 'B', 'S1', 9));
  await spec.given(
    place('1', [
      ['K', 3],
      ['A', 1],
    ]),
    event('issued', 'A', 'S1', 2, { reference: 'web/1' }),
    event('issued', 'B', 'S1', 2, { reference: 'web/1' }),
  );
  const later = { type: 'order.change', id: 'ord_1', change: { allowBackorder: true } } as const;
  const before = structuredClone(spec.store.tables);
  assert.deepEqual(refused(await spec.when(later), 'order_partly_shipped').facts, { line: 1, component: 'A' });
  assert.deepEqual(spec.store.tables, before);
  await spec.given(event('issued', 'B', 'S1', 2, { reference: 'web/1' }), later);
  assert.deepEqual([reserved(spec, 'A'), reserved(spec, 'B')], [2, 2]);
});

test('what was promised from two sites leaves each of them', async () => {
  const spec = await world(event('received', 'A', 'S1', 3), event('received', 'A', 'S2', 3), place('1', [['A', 5]]));
  const view = done(await spec.when(event('issued', 'A', 'S2', 1, { reference: 'web/1' })));
  assert.equal(view['onHand'], 2);
  const [portions] = (spec.store.tables.orders.get('ord_1')?.lines ?? []).map((one) =>
    one.portions.map(({ site: at, quantity }) => [at, quantity]),
  );
  assert.deepEqual(portions, [
    ['S2', 1],
    ['S1', 3],
  ]);
});

test('an order whose goods are expected is promised for their date, and bound when they arrive', async () => {
  const spec = await world(expected('p', 'A', 'S1', 5, '2026-04-01'));
  refused(await spec.when(place('1', [['A', 3]])), 'insufficient_stock');
  const view = done(await spec.when(place('2', [['A', 3]], { allowBackorder: true })));
  assert.deepEqual(figures(view), [[1, 3, 3, 0, 0, 0]]);
  assert.equal((view['lines'] as { promisedFor: string }[])[0]?.promisedFor, '2026-04-01');
  await spec.given(event('received', 'A', 'S1', 5, { supply: 'p' }));
  const { reserved: bound, inboundReserved, inbound } = spec.store.tables.balances.get('A\tS1') ?? {};
  assert.deepEqual([bound, inboundReserved, inbound], [3, 0, 0]);
});

test('a price is of the unit of its line, and is kept for the base unit', async () => {
  const spec = await world(event('received', 'B', 'S1', 100));
  const price = { amount: '24.00', currency: 'EUR' };
  const answer = done(
    await spec.when(
      order({
        lines: [
          line(1, { item: 'B', unit: 'box', quantity: 2, price }),
          line(2, { item: 'B', unit: 'each', quantity: 1, price: euro }),
        ],
      }),
    ),
  );
  const prices = (answer['lines'] as OrderView['lines']).map((entry) => entry.price?.amount);
  assert.deepEqual([prices, answer['total']], [['2.00', '1.00'], { amount: '49.00', currency: 'EUR' }]);
});

test('the total of an order is in one currency, and none when a line has no price', async () => {
  const spec = await world(event('received', 'A', 'S1', 20));
  const view = done(
    await spec.when(
      order({
        lines: [line(1, { quantity: 3, price: { amount: '0.335', currency: 'EUR' } }), line(2, { price: euro })],
      }),
    ),
  );
  assert.deepEqual(view['total'], { amount: '2.01', currency: 'EUR' });
  const unpriced = done(await spec.when(order({ externalId: '2', lines: [line(1), line(2)] })));
  assert.equal(unpriced['total'], null);
  const price = { amount: '999999999999999.5', currency: 'EUR' };
  const beyond = done(
    await spec.when({
      type: 'order.place',
      id: 'ord_3',
      party: null,
      document: { externalId: '3', channel: 'web', lines: [line(1, { price })] },
    }),
  );
  assert.deepEqual([beyond['total'], (beyond['lines'] as { amount: unknown }[])[0]?.amount], [null, null]);
  const most = { amount: '90071992547409.9', currency: 'EUR' };
  const together = done(
    await spec.when(order({ externalId: '4', lines: [line(1, { price: most }), line(2, { price: most })] })),
  );
  const halfPriced = done(await spec.when(order({ externalId: '5', lines: [line(1, { price: euro }), line(2)] })));
  assert.equal(halfPriced['total'], null);
  assert.deepEqual(
    [together['total'], (together['lines'] as { amount: { amount: string } }[])[0]?.amount.amount],
    [null, '90071992547409.90'],
  );
});

function figures(view: Readonly<Record<string, unknown>>): number[][] {
  const lines = view['lines'] as {
    line: number;
    quantity: number;
    reserved: number;
    backordered: number;
    issued: number;
    cancelled: number;
  }[];
  return lines.map((one) => [one.line, one.quantity, one.reserved, one.backordered, one.issued, one.cancelled]);
}

function reserved(spec: Spec, code: string): number {
  return spec.store.tables.balances.get(`${code}\tS1`)?.reserved ?? 0;
}

for (const scope of [{ companies: ['C1'] }, { sites: ['S1'] }]) {
  test(`an order placed with ${JSON.stringify(scope)} is promised from there only, whoever changes it`, async () => {
    const spec = await world(site('T1', { company: 'C2', rank: 0 }));
    await spec.given(event('received', 'A', 'S1', 2), event('received', 'A', 'T1', 9));
    done(await spec.when(place('1', [['A', 2]]), { scope }));
    refused(await spec.when(change('1', [[1, 'A', 3]])), 'insufficient_stock');
    done(await spec.when(change('1', [[1, 'A', 1]])));
    assert.equal(reserved(spec, 'A'), 1);
    // A caller who may touch less still does.
    refused(await spec.when(change('1', [[1, 'A', 2]]), { scope: { sites: [], companies: ['C2'] } }), 'no_site');
  });
}
