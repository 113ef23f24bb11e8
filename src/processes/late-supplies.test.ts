// Supplies that come later than they were announced, or bring less: who waits for them hears of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusOf } from '#orders/view.ts';
import { event, expected, item, kit } from '#runtime/commands.testsuite.ts';
import { FulfilmentSpec } from '#runtime/fulfilment.testsuite.ts';

/** A word about a supply counts only if it is later than the one before. */
async function tell(spec: FulfilmentSpec, ...supply: Parameters<typeof expected>): Promise<void> {
  spec.now += 1;
  await spec.given(expected(...supply));
}

async function withFans(): Promise<FulfilmentSpec> {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(item('FAN'), item('GRID'), kit('FRAME', { FAN: 2, GRID: 1 }));
  return spec;
}

function fans(quantity: number, code = 'FAN'): Parameters<FulfilmentSpec['place']>[1] {
  const price = { amount: '10.00', currency: 'EUR' };
  return { allowBackorder: true, lines: [{ line: 1, item: code, quantity, price }] };
}

const promisedFor = (spec: FulfilmentSpec, id?: string): string | null => spec.order(id).fulfilment.promisedFor;
const line = (spec: FulfilmentSpec, id?: string): readonly unknown[] =>
  spec
    .order(id)
    .lines.map(({ reserved, backordered, portions }) => [
      reserved,
      backordered,
      portions.map(({ site, quantity }) => `${quantity} ${site}`).join(),
    ]);

test('of two supplies that are late at once the later one counts', async () => {
  const spec = await withFans();
  await tell(spec, 'PO-1', 'FAN', 'HAM', 10, '2026-03-20');
  await tell(spec, 'PO-2', 'GRID', 'HAM', 10, '2026-03-20');
  await spec.place(5, {
    allowBackorder: true,
    lines: [
      { line: 1, item: 'FAN', quantity: 5 },
      { line: 2, item: 'GRID', quantity: 5 },
    ],
  });
  await tell(spec, 'PO-1', 'FAN', 'HAM', 10, '2026-04-02');
  await tell(spec, 'PO-2', 'GRID', 'HAM', 10, '2026-03-22');
  await spec.wait(0);
  assert.equal(spec.entries('promise.at_risk').length, 1);
  assert.equal(promisedFor(spec), '2026-04-02');
  const [line] = spec.order().lines;
  assert.deepEqual(
    line?.portions.map((portion) => portion.promisedFor),
    ['2026-04-02'],
    'the line says what the order says',
  );
});

test('a supply that comes in time all the same endangers nothing', async () => {
  const spec = await withFans();
  await tell(spec, 'PO-1', 'FAN', 'HAM', 10, '2026-03-20');
  await spec.place(5, { ...fans(5), requestedFor: '2026-03-28' });
  assert.equal(promisedFor(spec), '2026-03-28');
  await tell(spec, 'PO-1', 'FAN', 'HAM', 10, '2026-03-25');
  await spec.wait(0);
  assert.equal(promisedFor(spec), '2026-03-28');
  assert.deepEqual(spec.entries('promise.at_risk'), []);
});

test('of a supply that brings less, those who ordered first keep what there is', async () => {
  const spec = await withFans();
  await tell(spec, 'PO-1', 'FAN', 'HAM', 20, '2026-03-20');
  await spec.place(10, fans(10), 'ord_1');
  await spec.place(10, fans(10), 'ord_2');
  await spec.receive('FAN', 'LYO', 4);
  await tell(spec, 'PO-1', 'FAN', 'HAM', 15, '2026-03-20');
  await spec.wait(0);
  assert.deepEqual(line(spec, 'ord_1'), [[10, 0, '10 HAM']]);
  assert.equal(promisedFor(spec, 'ord_1'), '2026-03-20');
  // Four lie in Lyon, and what nobody else has is left of the supply.
  assert.deepEqual(line(spec, 'ord_2'), [[9, 1, '4 LYO,5 HAM']]);
  const [risk] = spec.entries('promise.at_risk');
  assert.deepEqual([risk?.subject, risk?.data['expectedOn']], ['ord_2', null]);
  assert.equal(promisedFor(spec, 'ord_2'), null);
  assert.equal(spec.balance('FAN', 'LYO').reserved, 4);
});

test('a supply that is smaller and later tells what it still brings', async () => {
  const spec = await withFans();
  await tell(spec, 'PO-1', 'FAN', 'HAM', 20, '2026-03-20');
  await spec.place(10, fans(10), 'ord_1');
  await spec.place(10, fans(10), 'ord_2');
  await tell(spec, 'PO-1', 'FAN', 'HAM', 10, '2026-04-02');
  await spec.wait(0);
  assert.equal(promisedFor(spec, 'ord_1'), '2026-04-02');
  assert.deepEqual(line(spec, 'ord_2'), [[0, 10, '']]);
});

test('of a kit as many are missing as lack a component', async () => {
  const spec = await withFans();
  await spec.receive('GRID', 'HAM', 10);
  await tell(spec, 'PO-1', 'FAN', 'HAM', 10, '2026-03-20');
  await spec.place(5, fans(5, 'FRAME'));
  assert.deepEqual(line(spec), [[5, 0, '5 HAM']]);
  await tell(spec, 'PO-1', 'FAN', 'HAM', 7, '2026-03-20');
  await spec.wait(0);
  assert.deepEqual(line(spec), [[3, 2, '3 HAM']]);
  assert.equal(spec.balance('GRID', 'HAM').reserved, 3);
});

test('who waits for the supply no more hears nothing of it', async () => {
  const spec = await withFans();
  await tell(spec, 'PO-1', 'FAN', 'HAM', 20, '2026-03-20');
  await spec.place(10, fans(10), 'ord_1');
  await spec.place(10, fans(10), 'ord_2');
  await tell(spec, 'PO-1', 'FAN', 'HAM', 20, '2026-04-02');
  await spec.given({ type: 'order.cancel', id: 'ord_1', reason: null });
  await spec.given(event('received', 'FAN', 'HAM', 20, { supply: 'erp#PO-1' }));
  await spec.wait(0);
  assert.equal(statusOf(spec.order('ord_1')), 'cancelled');
  assert.deepEqual(line(spec, 'ord_2'), [[10, 0, '10 HAM']]);
  assert.deepEqual(spec.entries('order.endangered'), []);
});

test('an order whose goods have arrived or are given back is in no danger, and its case goes on where it was', async () => {
  const spec = await withFans();
  await tell(spec, 'PO-1', 'FAN', 'HAM', 10, '2026-03-20');
  await spec.place(5, {
    allowBackorder: true,
    lines: [
      { line: 1, item: 'LAMP', quantity: 5 },
      { line: 2, item: 'FAN', quantity: 5 },
    ],
  });
  const of = { release: 'ord_1-R1', site: 'HAM', shipment: 'S1' };
  await spec.reports('shipment.shipped', { ...of, lines: [{ line: 1, item: 'LAMP', quantity: 5 }], complete: true });
  await spec.reports('shipment.delivered', { shipment: 'S1' });
  await tell(spec, 'PO-1', 'FAN', 'HAM', 10, '2026-04-02');
  const [danger] = [...spec.store.deadlines.values()].filter(({ command }) => command.type === 'order.endanger');
  await spec.given({ type: 'order.cancel', id: 'ord_1', reason: null });
  const before = spec.order();
  assert.deepEqual(before.fulfilment.value, { open: { goods: 'delivered', books: 'posting', promise: 'ended' } });
  assert.ok(danger !== undefined);
  await spec.given(danger.command);
  assert.deepEqual(spec.order(), before);
  assert.deepEqual(spec.entries('order.endangered'), []);
});

test('a promise that was dated while its clock was about to ring is watched on its day, and not called overdue', async () => {
  const spec = await withFans();
  await spec.place(5, fans(5));
  assert.equal(promisedFor(spec), null);
  const week = spec.order().fulfilment.clocks['promise.due'] ?? 0;
  spec.now = week + 3_600_000;
  await tell(spec, 'PO-1', 'FAN', 'HAM', 10, '2026-04-02');
  const [allocation] = [...spec.store.deadlines.values()].filter(
    ({ command }) => command.type === 'backorders.allocate',
  );
  assert.ok(allocation !== undefined);
  await spec.given(allocation.command);
  assert.equal(promisedFor(spec), '2026-04-02');
  await spec.wait(0);
  assert.deepEqual(spec.order().fulfilment.exceptions, []);
  assert.equal(spec.order().fulfilment.clocks['promise.due'], Date.parse('2026-04-02T22:00:00+02:00'));
});
