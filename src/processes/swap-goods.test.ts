// Who can leave now gets what lies for a later day, and the supply goes to who can wait for it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Command } from '#processes/message.ts';
import { cancel, event, expected, item, kit, place, reserve } from '#runtime/commands.testsuite.ts';
import { FulfilmentSpec } from '#runtime/fulfilment.testsuite.ts';
import { everyOrderEndsOrWaits, linesAddUp, unitsAreConserved } from './fulfilment/invariants.testsuite.ts';
import { Network, playedAgain } from './fulfilment/network.testsuite.ts';

const [later, sooner] = ['ord_1', 'ord_2'];
const bulbs = (quantity: number) => [{ line: 1, item: 'BULB', quantity }];

/** 20 bulbs at Hamburg lie for the 25th; 50 are to come on the 20th, and somebody wants 15 today. */
async function swapped(
  about: {
    readonly requestedFor?: string;
    readonly expectedOn?: string;
    readonly wanted?: Parameters<FulfilmentSpec['place']>[1];
  } = {},
): Promise<FulfilmentSpec> {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(item('BULB', { attributes: { listPrice: '10.00' } }));
  await spec.place(0, { lines: bulbs(20), site: 'HAM', requestedFor: about.requestedFor ?? '2026-03-25' }, later);
  await spec.given(expected('PO1', 'BULB', 'HAM', 50, about.expectedOn ?? '2026-03-20'));
  await spec.place(0, { lines: bulbs(15), site: 'HAM', allowBackorder: true, ...about.wanted }, sooner);
  await spec.wait(0);
  return spec;
}

function released(spec: FulfilmentSpec): unknown[] {
  return spec.entries('release.requested').map(({ subject }) => subject);
}

function waitsFor(spec: FulfilmentSpec, holder: string): number {
  return [...spec.store.tables.parts.values()]
    .filter((part) => part.holder === holder && part.state === 'pending')
    .reduce((sum, { inbound }) => sum + inbound, 0);
}

test('goods for a later day leave at once for somebody who waits for a supply that comes before that day', async () => {
  const spec = await swapped();
  assert.deepEqual(released(spec), [sooner]);
  assert.equal(spec.order(sooner).fulfilment.promisedFor, '2026-03-10');
  assert.deepEqual([waitsFor(spec, sooner), waitsFor(spec, later)], [0, 15]);
});

test('whoever waits for the supply instead keeps the promise, and gets the goods when they come', async () => {
  const spec = await swapped();
  assert.equal(spec.order(later).fulfilment.promisedFor, '2026-03-25');
  await spec.given(event('received', 'BULB', 'HAM', 50, { supply: 'PO1' }));
  await spec.wait(13 * 24);
  assert.deepEqual(released(spec), [sooner, later]);
  assert.equal(spec.order(later).fulfilment.promisedFor, '2026-03-25');
  assert.equal(waitsFor(spec, later), 0);
});

test('as much is promised from stock and from supplies as before', async () => {
  const spec = await swapped();
  const { reserved, inbound, inboundReserved } = spec.store.tables.balances.get('BULB\tHAM') ?? {};
  assert.deepEqual({ reserved, inbound, inboundReserved }, { reserved: 20, inbound: 50, inboundReserved: 15 });
});

test('it is told of whom the goods were, and to whom they went', async () => {
  const spec = await swapped();
  const [told] = spec.entries('order.goods_deferred');
  assert.equal(told?.subject, later);
  assert.deepEqual(told?.data, {
    order: later,
    item: 'BULB',
    site: 'HAM',
    quantity: 15,
    supply: 'erp#PO1',
    inFavourOf: sooner,
  });
});

const kept: readonly (readonly [why: string, about: Parameters<typeof swapped>[0]])[] = [
  ['the supply comes after the day on which the warehouse is to be asked for them', { expectedOn: '2026-03-24' }],
  ['the supply comes on that very day, and a part of the line would leave before it', { expectedOn: '2026-03-23' }],
  ['they are with the warehouse', { requestedFor: '2026-03-12', expectedOn: '2026-03-11' }],
  ['the other order is in time with the supply', { wanted: { requestedFor: '2026-03-20' } }],
  ['the other order leaves only as one', { wanted: { channel: 'marketplace' } }],
  [
    'the other order is held',
    { wanted: { lines: [{ line: 1, item: 'BULB', quantity: 15, price: { amount: '1.00', currency: 'EUR' } }] } },
  ],
];
for (const [why, about] of kept)
  test(`goods stay with whoever has them: ${why}`, async () => {
    const spec = await swapped(about);
    assert.deepEqual(spec.entries('order.goods_deferred'), []);
    assert.equal(waitsFor(spec, sooner), 15);
  });

test('a line gives way as a whole for a supply that comes on the day on which the warehouse is to be asked for it', async () => {
  const lines = bulbs(20);
  const spec = await swapped({ expectedOn: '2026-03-23', wanted: { lines } });
  assert.deepEqual(released(spec), [sooner]);
  assert.deepEqual([waitsFor(spec, sooner), waitsFor(spec, later)], [0, 20]);
});

test('goods stay with whoever has them when the supply is late, or too small for those who wait', async () => {
  for (const told of [
    { quantity: 50, expectedOn: '2026-03-09' },
    { quantity: 10, expectedOn: '2026-03-20' },
  ]) {
    const spec = await new FulfilmentSpec().begin();
    await spec.place(0, { lines: bulbs(20), site: 'HAM', requestedFor: '2026-03-25' }, later);
    await spec.given(expected('PO1', 'BULB', 'HAM', 50, '2026-03-20'));
    await spec.place(0, { lines: bulbs(15), site: 'HAM', allowBackorder: true }, sooner);
    spec.now += 1;
    await spec.given(expected('PO1', 'BULB', 'HAM', told.quantity, told.expectedOn));
    await spec.given({ type: 'goods.swap', item: 'BULB', site: 'HAM', deadline: 'swap:BULB\tHAM' });
    assert.deepEqual(spec.entries('order.goods_deferred'), []);
  }
});

test('goods stay with an order whose promise is at risk', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(0, { lines: bulbs(20), site: 'HAM', requestedFor: '2026-03-25' }, later);
  const known = spec.order(later);
  const risk = {
    cause: 'held',
    since: 0,
    promisedFor: '2026-03-25',
    expectedOn: null,
    alternatives: [],
    chosen: null,
  } as const;
  spec.store.tables.orders.set(later, { ...known, fulfilment: { ...known.fulfilment, risk } });
  await spec.given(expected('PO1', 'BULB', 'HAM', 50, '2026-03-20'));
  await spec.place(0, { lines: bulbs(15), site: 'HAM', allowBackorder: true }, sooner);
  await spec.wait(0);
  assert.deepEqual(spec.entries('order.goods_deferred'), []);
});

test('a reservation without an order neither gives nor takes', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(
    reserve('1', 'BULB', 20, { site: 'HAM', requestedFor: '2026-03-25' }),
    expected('PO1', 'BULB', 'HAM', 50, '2026-03-20'),
    reserve('2', 'BULB', 5, { site: 'HAM', requestedFor: '2026-03-24' }),
  );
  await spec.place(0, { lines: bulbs(15), site: 'HAM', allowBackorder: true }, sooner);
  await spec.wait(0);
  assert.deepEqual(spec.entries('order.goods_deferred'), []);
});

/** 6 fans at Hamburg; sets of two fans and a grid wait for their grids until the 25th. */
async function sets(): Promise<FulfilmentSpec> {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(item('FAN'), item('GRID'), kit('SET', { FAN: 2, GRID: 1 }), event('received', 'FAN', 'HAM', 6));
  await spec.given(expected('PO1', 'GRID', 'HAM', 3, '2026-03-25'));
  await spec.place(0, { lines: [{ line: 1, item: 'SET', quantity: 3 }], site: 'HAM', allowBackorder: true }, later);
  await spec.given(expected('PO2', 'FAN', 'HAM', 20, '2026-03-20'));
  return spec;
}

test('what a kit keeps while it waits for its last part can leave for others', async () => {
  const spec = await sets();
  const lines = [{ line: 1, item: 'FAN', quantity: 4 }];
  await spec.place(0, { lines, site: 'HAM', allowBackorder: true }, sooner);
  await spec.wait(0);
  assert.deepEqual(released(spec), [sooner]);
  assert.equal(spec.order(later).fulfilment.promisedFor, '2026-03-25');
  await spec.given(event('received', 'FAN', 'HAM', 20, { supply: 'PO2' }));
  await spec.given(event('received', 'GRID', 'HAM', 3, { supply: 'PO1' }));
  await spec.wait(0);
  assert.deepEqual(released(spec), [sooner, later]);
});

test('a kit that waits for another part too gets nothing sooner', async () => {
  const spec = await sets();
  const lines = [{ line: 1, item: 'SET', quantity: 1 }];
  await spec.given(expected('PO3', 'GRID', 'HAM', 3, '2026-03-24'));
  await spec.place(0, { lines, site: 'HAM', allowBackorder: true }, sooner);
  await spec.wait(0);
  assert.deepEqual(spec.entries('order.goods_deferred'), []);
});

test('a kit gets what completes units of it, and no single parts', async () => {
  for (const [fans, gets] of [
    [3, 2],
    [1, 0],
  ] as const) {
    const spec = await new FulfilmentSpec().begin();
    await spec.given(item('FAN'), item('GRID'), kit('SET', { FAN: 2, GRID: 1 }));
    await spec.given(event('received', 'FAN', 'HAM', fans), event('received', 'GRID', 'HAM', 2));
    const lines = [{ line: 1, item: 'FAN', quantity: fans }];
    await spec.place(0, { lines, site: 'HAM', requestedFor: '2026-03-25' }, later);
    await spec.given(expected('PO1', 'FAN', 'HAM', 20, '2026-03-20'));
    await spec.place(0, { lines: [{ line: 1, item: 'SET', quantity: 2 }], site: 'HAM', allowBackorder: true }, sooner);
    await spec.wait(0);
    assert.deepEqual([waitsFor(spec, sooner), waitsFor(spec, later)], [4 - gets, gets]);
    assert.deepEqual(released(spec), gets === 0 ? [] : [sooner]);
  }
});

test('what waits in part for another supply waits for no second one', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(expected('PO1', 'BULB', 'HAM', 50, '2026-03-18'), expected('PO2', 'BULB', 'HAM', 50, '2026-03-20'));
  await spec.place(0, { lines: bulbs(10), site: 'HAM', requestedFor: '2026-03-25' }, later);
  await spec.place(0, { lines: bulbs(60), site: 'HAM', allowBackorder: true }, sooner);
  await spec.wait(0);
  assert.deepEqual([waitsFor(spec, sooner), waitsFor(spec, later)], [40, 10]);
  await spec.place(0, { lines: bulbs(20), site: 'HAM', allowBackorder: true }, 'ord_3');
  await spec.wait(0);
  assert.deepEqual([waitsFor(spec, 'ord_3'), waitsFor(spec, later)], [20, 10]);
});

const days = ['2026-03-12', '2026-03-14', '2026-03-17', '2026-03-20'] as const;
const quantity = fc.integer({ min: 1, max: 12 });
const code = fc.constantFrom('LAMP', 'BULB', 'SET');

/** Orders for now and for later days, and supplies between them. */
const steps = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        step: fc.constant('order' as const),
        code,
        quantity,
        day: fc.option(fc.constantFrom(...days)),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ step: fc.constant('expect' as const), code, quantity, day: fc.constantFrom(...days) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        step: fc.constant('receive' as const),
        code,
        quantity,
        supply: fc.integer({ min: 1, max: 4 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ step: fc.constant('cancel' as const), number: fc.integer({ min: 1, max: 4 }) }),
    },
    { weight: 1, arbitrary: fc.record({ step: fc.constant('wait' as const), hours: fc.constantFrom(5, 30) }) },
  ),
  { minLength: 8, maxLength: 25 },
);

test('whoever gives way, units are conserved, lines add up, every order has a clock, and any split into turns ends the same', async () => {
  let swaps = 0;
  await fc.assert(
    fc.asyncProperty(steps, fc.infiniteStream(fc.integer({ min: 1, max: 8 })), async (all, sizes) => {
      const network = await new Network().open();
      await network.stock('LAMP', 'HAM', 15);
      await network.stock('BULB', 'HAM', 15);
      for (const [index, told] of all.entries()) {
        if (told.step === 'wait') await network.wait(told.hours);
        else await network.when(commandOf(told, index));
        await network.wait(0);
        assert.deepEqual(network.bugs, []);
        unitsAreConserved(network);
        linesAddUp(network);
        everyOrderEndsOrWaits(network);
      }
      swaps += network.entries().filter(({ type }) => type === 'crossdock.order.goods_deferred.v1').length;
      const again = await playedAgain(network, sizes);
      await again.wait(0);
      assert.deepEqual(again.everything(), network.everything());
      assert.deepEqual(again.entries(), network.entries());
    }),
    { seed: 2026, numRuns: 150 },
  );
  assert.ok(swaps > 20, `goods changed hands ${swaps} times`);
});

function commandOf(
  told: Exclude<typeof steps extends fc.Arbitrary<(infer Step)[]> ? Step : never, { step: 'wait' }>,
  index: number,
): Command {
  switch (told.step) {
    case 'order':
      return place(String(index), [[told.code, told.quantity]], {
        allowBackorder: true,
        customer: 'C',
        ...(told.day !== null && { requestedFor: told.day }),
      });
    case 'expect':
      return expected(`PO${index % 5}`, told.code === 'SET' ? 'BULB' : told.code, 'HAM', told.quantity, told.day);
    case 'receive':
      return event('received', told.code === 'SET' ? 'LAMP' : told.code, 'HAM', told.quantity, {
        supply: `erp#PO${told.supply}`,
      });
    case 'cancel':
      return cancel(String(told.number));
  }
}
