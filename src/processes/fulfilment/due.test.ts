// When promises, releases and deliveries are looked at.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { viewOrder } from '#orders/view.ts';
import { site } from '#runtime/commands.testsuite.ts';
import { FulfilmentSpec, order } from '#runtime/fulfilment.testsuite.ts';

const hourMs = 3_600_000;

function clock(spec: FulfilmentSpec, event: string): string | undefined {
  const at = spec.order().fulfilment.clocks[event];
  return at === undefined ? undefined : new Date(at).toISOString().slice(0, 16);
}

test('a promise is looked at two hours before its day ends, or shortly before when it was made that late', async () => {
  for (const [madeAt, lookedAt] of [
    ['2026-03-10T12:00', '2026-03-10T21:00'],
    ['2026-03-10T20:00', '2026-03-10T22:50'],
    ['2026-03-10T22:55', '2026-03-10T23:00'],
  ] as const) {
    const spec = await new FulfilmentSpec().begin();
    spec.now = Date.parse(`${madeAt}Z`);
    await spec.place(5);
    assert.equal(clock(spec, 'promise.due'), lookedAt, `promised at ${madeAt} for the same day`);
  }
});

test('the clock of a promise moves with its day, and goes when nothing is left to send', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(5, { requestedFor: '2026-04-10' });
  assert.equal(clock(spec, 'promise.due'), '2026-04-10T20:00', 'in summer time');
  await spec.given({ type: 'order.change', id: order, change: { requestedFor: '2026-03-20' } });
  assert.equal(clock(spec, 'promise.due'), '2026-03-20T21:00');
  await spec.wait(24 * 9);
  const of = { release: `${order}-R1`, site: 'HAM', shipment: 'S1' };
  await spec.reports('shipment.shipped', { ...of, lines: [{ line: 1, item: 'LAMP', quantity: 5 }], complete: true });
  assert.equal(clock(spec, 'promise.due'), undefined);
});

test('an order of a far day is looked at once, on the day its warehouse is asked', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(5, { requestedFor: '2026-05-10' });
  assert.equal(clock(spec, 'release.due'), '2026-05-07T22:00', 'two days ahead, by the policy');
  const before = spec.entries().length;
  await spec.wait(24 * 58);
  assert.equal(spec.entries().length, before, 'nothing happens until then');
  await spec.wait(24);
  assert.equal(spec.order().fulfilment.releases.length, 1);
});

test('each shipment is looked at on the day it is to arrive; after five days where nobody said', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(5);
  const of = { release: `${order}-R1`, site: 'HAM' };
  const leaves = (
    shipment: string,
    quantity: number,
    more: { complete: boolean; expectedOn?: string },
  ): Promise<unknown> =>
    spec.reports('shipment.shipped', { ...of, shipment, lines: [{ line: 1, item: 'LAMP', quantity }], ...more });
  await leaves('S1', 3, { complete: false });
  assert.equal(clock(spec, 'delivery.overdue'), '2026-03-15T12:00');
  await leaves('S2', 2, { complete: true, expectedOn: '2026-03-11' });
  assert.equal(clock(spec, 'delivery.overdue'), '2026-03-11T23:00', 'the second is to come first');
  await spec.reports('shipment.delivered', { shipment: 'S2' });
  assert.equal(clock(spec, 'delivery.overdue'), '2026-03-15T12:00');
  await spec.wait(5 * 24);
  assert.deepEqual(
    spec
      .order()
      .fulfilment.exceptions.map(({ kind }) => kind)
      .filter((kind) => kind.startsWith('delivery')),
    ['delivery_overdue'],
  );
  assert.equal(spec.order().fulfilment.clocks['delivery.overdue'], spec.now + 5 * 24 * hourMs, 'it is asked for again');
  await spec.reports('shipment.delivered', { shipment: 'S1' });
  assert.equal(clock(spec, 'delivery.overdue'), undefined);
});

test('a promise that was moved while its clock rang unheard is not broken', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(5, { requestedFor: '2026-03-20' });
  spec.now = Date.parse('2026-03-20T21:30Z');
  await spec.given({ type: 'order.change', id: order, change: { requestedFor: '2026-03-25' } });
  await spec.wait(0);
  assert.deepEqual(spec.entries('promise.at_risk'), []);
  assert.equal(clock(spec, 'promise.due'), '2026-03-25T21:00');
});

test('what is to be sent is late by what is furthest from leaving', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(5, { site: 'HAM' });
  const of = { release: `${order}-R1`, site: 'HAM', shipment: 'S1' };
  await spec.reports('shipment.picked', { ...of, lines: [{ line: 1, item: 'LAMP', quantity: 1, short: 4 }] });
  const act = { hold: null, option: 'transfer', reason: null } as const;
  await spec.given({ type: 'order.act', id: order, act: 'recover', ...act });
  await spec.wait(24 * 3);
  assert.equal(spec.order().fulfilment.risk?.cause, 'transfer_late');
});

test('of warehouses that are to be asked at several moments, the first is asked first', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(site('NYC', { company: 'NORTH', zone: 'America/New_York', rank: 3 }));
  await spec.receive('LAMP', 'NYC', 10);
  await spec.place(120, { requestedFor: '2026-05-10' });
  assert.equal(clock(spec, 'release.due'), '2026-05-07T22:00', 'in Hamburg the day begins before it does in New York');
});

test('clocks are shown in the order of their times, and heard so when they rang while nobody listened', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(5);
  const [wake] = [...spec.store.deadlines.values()].filter(({ command }) => command.type === 'order.wake');
  assert.ok(wake !== undefined);
  const inOrder = ['warehouse.silent', 'promise.due'];
  assert.deepEqual(
    viewOrder(spec.order()).fulfilment?.clocks.map(({ event }) => event),
    inOrder,
  );
  spec.now = Date.parse('2026-03-11T12:00Z');
  await spec.given(wake.command);
  assert.deepEqual(
    spec.entries('order.clock_rang').map(({ data }) => data['event']),
    inOrder,
  );
});
