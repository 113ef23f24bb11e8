// What users of other systems complain about, as tests; the reference is the public thread. docs/needs-tests.md is the list.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command } from '#processes/message.ts';
import { cancel, event, item, kit, place, post, reserve, site, unreserve } from './commands.testsuite.ts';
import { Spec, done, refused } from './spec.ts';

async function world(...more: readonly Command[]): Promise<Spec> {
  const spec = new Spec();
  await spec.given(
    site('S1', { rank: 1 }),
    site('S2', { rank: 2 }),
    item('A'),
    item('B'),
    item('L', { lots: true }),
    ...more,
  );
  return spec;
}

function figures(spec: Spec, code: string, at = 'S1'): Record<'onHand' | 'reserved' | 'short', number> {
  const { onHand = 0, reserved = 0, short = 0 } = spec.store.tables.balances.get(`${code}\t${at}`) ?? {};
  return { onHand, reserved, short };
}

test('medusajs/medusa#16502: two bundle lines that share an item are checked together', async () => {
  const spec = await world(
    kit('K1', { A: 1 }),
    kit('K2', { A: 1, B: 1 }),
    event('received', 'A', 'S1', 3),
    event('received', 'B', 'S1', 9),
  );
  refused(
    await spec.when(
      place('1', [
        ['K1', 2],
        ['K2', 2],
      ]),
    ),
    'insufficient_stock',
  );
  refused(
    await spec.when(
      place('2', [
        ['A', 2],
        ['K1', 2],
      ]),
    ),
    'insufficient_stock',
  );
  await spec.given(
    place('3', [
      ['K1', 2],
      ['K2', 1],
    ]),
  );
  assert.deepEqual(figures(spec, 'A'), { onHand: 3, reserved: 3, short: 0 });
});

test('medusajs/medusa#14987: what all locations together have is reserved at those locations, not at the first', async () => {
  const spec = await world(event('received', 'A', 'S1', 3), event('received', 'A', 'S2', 3));
  const { lines } = done(await spec.when(place('1', [['A', 5]]))) as {
    lines: readonly { sites: readonly { site: string; quantity: number }[] }[];
  };
  assert.deepEqual(
    lines.flatMap(({ sites }) => sites.map((portion) => [portion.site, portion.quantity])),
    [
      ['S1', 3],
      ['S2', 2],
    ],
  );
  assert.deepEqual([figures(spec, 'A').reserved, figures(spec, 'A', 'S2').reserved], [3, 2]);
  refused(await spec.when(place('2', [['A', 2]])), 'insufficient_stock');
});

test('magento/inventory#1849: cancelling after shipping, or twice, compensates once', async () => {
  const spec = await world(event('received', 'A', 'S1', 9), place('1', [['A', 4]]), place('2', [['A', 3]]));
  await spec.given(event('issued', 'A', 'S1', 4, { reference: 'web/1' }));
  refused(await spec.when(cancel('1')), 'order_not_open');
  await spec.given(event('issued', 'A', 'S1', 1, { reference: 'web/2' }), cancel('2'), cancel('2'));
  assert.deepEqual(figures(spec, 'A'), { onHand: 4, reserved: 0, short: 0 });
});

test('medusajs/medusa#12401: what is reserved never goes below zero, however often it is given back', async () => {
  const spec = await world(event('received', 'A', 'S1', 9), reserve('1', 'A', 4));
  await spec.given(
    event('issued', 'A', 'S1', 4, { reference: 'res_1' }),
    event('issued', 'A', 'S1', 4, { reference: 'res_1', source: 'erp' }),
  );
  refused(await spec.when(unreserve('1')), 'reservation_already_posted');
  refused(await spec.when(post('1')), 'reservation_already_posted');
  assert.deepEqual(figures(spec, 'A'), { onHand: 5, reserved: 0, short: 0 });
});

test('msupply-foundation/open-msupply#12574: a backdated issue takes its reservation along', async () => {
  const spec = await world(event('received', 'A', 'S1', 9), place('1', [['A', 4]]));
  const before = spec.now;
  spec.now += 86_400_000;
  await spec.given(event('counted', 'A', 'S1', 5));
  done(await spec.when(event('issued', 'A', 'S1', 4, { reference: 'web/1' }), { at: before }));
  assert.deepEqual(figures(spec, 'A'), { onHand: 5, reserved: 0, short: 0 });
  assert.equal(spec.store.tables.parts.get('ord_1\t1')?.state, 'posted');
});

test('frappe/erpnext#49382: stock is counted while it is reserved, and a shortage is opened and closed in the open', async () => {
  const spec = await world(event('received', 'A', 'S1', 9), place('1', [['A', 6]]));
  spec.now += 1_000;
  assert.deepEqual(
    [done(await spec.when(event('counted', 'A', 'S1', 4)))['short'], figures(spec, 'A')],
    [2, { onHand: 4, reserved: 6, short: 2 }],
  );
  refused(await spec.when(place('2', [['A', 1]])), 'insufficient_stock');
  spec.now += 1_000;
  await spec.given(event('received', 'A', 'S1', 2));
  assert.deepEqual(figures(spec, 'A'), { onHand: 6, reserved: 6, short: 0 });
  const types = spec.store.turns.flatMap(({ sealed }) =>
    sealed.map((entry) => (JSON.parse(entry) as { type: string }).type),
  );
  assert.deepEqual(
    types.filter((type) => type.includes('shortage')),
    ['crossdock.stock.shortage_opened.v1', 'crossdock.stock.shortage_closed.v1'],
  );
});

test('frappe/erpnext#57159: a lot that was picked for one order does not block the order it was meant for', async () => {
  const spec = await world(
    event('received', 'L', 'S1', 5, { lot: 'x' }),
    event('received', 'L', 'S1', 5, { lot: 'y' }),
    place('1', [['L', 5]]),
    place('2', [['L', 5]]),
  );
  await spec.given(
    event('issued', 'L', 'S1', 5, { lot: 'y', reference: 'web/1' }),
    event('issued', 'L', 'S1', 5, { lot: 'x', reference: 'web/2' }),
  );
  assert.deepEqual(figures(spec, 'L'), { onHand: 0, reserved: 0, short: 0 });
});

test('frappe/erpnext#57207: goods that leave a site settle what was reserved there and nowhere else', async () => {
  const spec = await world(event('received', 'A', 'S1', 3), event('received', 'A', 'S2', 3), place('1', [['A', 5]]));
  await spec.given(event('issued', 'A', 'S2', 2, { reference: 'web/1' }));
  assert.deepEqual([figures(spec, 'A').reserved, figures(spec, 'A', 'S2').reserved], [3, 0]);
});

test('openboxes/openboxes PR#6061: the same units are not issued twice', async () => {
  const spec = await world(event('received', 'A', 'S1', 5), reserve('1', 'A', 5));
  refused(await spec.when(reserve('2', 'A', 5)), 'insufficient_stock');
  await spec.given(post('1'), post('1'));
  refused(await spec.when(post('1', 4)), 'reservation_already_posted');
  assert.deepEqual(figures(spec, 'A'), { onHand: 0, reserved: 0, short: 0 });
});

test('more than was reserved leaves once, however many systems report it', async () => {
  const spec = await world(event('received', 'A', 'S1', 20), place('1', [['A', 5]]));
  const issued = (source: string, quantity: number): Command =>
    event('issued', 'A', 'S1', quantity, { reference: 'web/1', source });
  await spec.given(issued('wms', 7));
  assert.deepEqual(figures(spec, 'A'), { onHand: 13, reserved: 0, short: 0 });
  await spec.given(issued('erp', 4), issued('erp', 3));
  assert.deepEqual(figures(spec, 'A'), { onHand: 13, reserved: 0, short: 0 });
  // Who reports the most counts; what one of them reports on top is news again.
  await spec.given(issued('erp', 1));
  assert.deepEqual(figures(spec, 'A'), { onHand: 12, reserved: 0, short: 0 });
  await spec.given(issued('wms', 2));
  assert.deepEqual(figures(spec, 'A'), { onHand: 11, reserved: 0, short: 0 });
});

test('more than was reserved and given back leaves once too', async () => {
  const spec = await world(event('received', 'A', 'S1', 20), place('1', [['A', 5]]), cancel('1'));
  for (const source of ['wms', 'erp']) await spec.given(event('issued', 'A', 'S1', 7, { reference: 'web/1', source }));
  assert.deepEqual(figures(spec, 'A'), { onHand: 13, reserved: 0, short: 0 });
});

test('n8n-io/n8n#38083: an event that is delivered twice is applied once, in one turn or in two', async () => {
  const spec = await world();
  const received = event('received', 'A', 'S1', 5);
  const claim = { source: 'wms', id: '7' };
  const replies = await spec.decide(spec.message(received, { claim }), spec.message(received, { claim }));
  replies.push(...(await spec.decide(spec.message(received, { claim }))));
  assert.deepEqual(
    replies.map(({ repeated }) => repeated),
    [false, true, true],
  );
  assert.equal(figures(spec, 'A').onHand, 5);
});

test('woocommerce/woocommerce#44273: a return that races a cancellation counts the goods once', async () => {
  for (const order of [
    [0, 1],
    [1, 0],
  ] as const) {
    const spec = await world(
      event('received', 'A', 'S1', 5),
      place('1', [['A', 3]]),
      event('issued', 'A', 'S1', 2, { reference: 'web/1' }),
    );
    const racing = [cancel('1'), event('received', 'A', 'S1', 2, { reason: 'return', reference: 'web/1' })] as const;
    await spec.given(...order.map((index) => racing[index]));
    assert.deepEqual(figures(spec, 'A'), { onHand: 5, reserved: 0, short: 0 });
  }
});
