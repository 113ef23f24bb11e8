import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Output } from '../system/message.ts';
import type { Notice } from '../system/notice.ts';
import type { System } from '../system/system.ts';
import { events, runUntil, switchOn, take, types } from '../testing/drive.testsuite.ts';
import { days, minutes, settings, startAt, webhook } from '../testing/network.testsuite.ts';
import { createCarrier } from './model.ts';

function transportRequested(given: Readonly<Record<string, unknown>> = {}): ReturnType<typeof webhook> {
  return webhook('transport.requested', {
    order: 'ord_1',
    release: 'ord_1-R1',
    shipment: 'SH-1',
    site: 'HAM',
    customer: 'C001',
    promisedFor: '2026-03-05',
    expedite: false,
    ...given,
  });
}

function tell(carrier: System, notice: Notice, now: number): readonly Output[] {
  return carrier.handle({ kind: 'notice', id: `wms-${now}`, from: 'wms', notice }, now).outputs;
}

/** What one shipment leads to, handed over after an hour. */
function carried(seed: number, fault?: string, parameters?: Record<string, unknown>): Output[] {
  const carrier = createCarrier(settings({ seed }));
  if (fault !== undefined) switchOn(carrier, fault, startAt, parameters);
  take(carrier, transportRequested(), startAt);
  const booked = runUntil(carrier, minutes(60));
  tell(carrier, { kind: 'handed_over', shipment: 'SH-1' }, minutes(60));
  return [...booked, ...runUntil(carrier, days(90))];
}

function costOf(given: Readonly<Record<string, unknown>>, weightGrams?: number): number {
  const carrier = createCarrier(settings());
  if (weightGrams !== undefined) tell(carrier, { kind: 'parcel', shipment: 'SH-1', weightGrams }, startAt);
  take(carrier, transportRequested(given), startAt);
  const [booked] = events(runUntil(carrier, minutes(30)));
  const cost = booked?.data['cost'] as { readonly amount: string };
  return Number(cost.amount);
}

test('transport is booked with a tracking number, a price and a date, and the warehouse learns who collects', () => {
  const outputs = carried(1);
  const [booked] = events(outputs, 'transport.booked');
  assert.deepEqual(Object.keys(booked?.data ?? {}), ['order', 'shipment', 'carrier', 'tracking', 'cost', 'expectedOn']);
  assert.equal(booked?.data['tracking'], 'NLS-000001');
  const notices = outputs.flatMap((output) => (output.kind === 'notice' ? [output.body] : []));
  assert.deepEqual(notices, [
    {
      kind: 'collection',
      shipment: 'SH-1',
      carrier: 'Nordlicht Spedition',
      tracking: 'NLS-000001',
      expectedOn: booked.data['expectedOn'],
      expedite: false,
    },
  ]);
});

test('a shipment that is on time is delivered on the date of its booking', () => {
  const outputs = carried(1);
  assert.deepEqual(types(outputs), ['transport.booked', 'shipment.delivered']);
  const [booked, delivered] = events(outputs);
  assert.equal(String(delivered?.data['deliveredAt']).slice(0, 10), booked?.data['expectedOn']);
});

test('freight costs by distance and weight, and more when it is urgent', () => {
  const [light, assumed, heavy] = [costOf({}, 1_000), costOf({}), costOf({}, 100_000)];
  assert.ok(light < assumed && assumed < heavy, `${light}, ${assumed}, ${heavy}`);
  assert.ok(Math.abs(costOf({ expedite: true }) / assumed - 2.5) < 0.01);
  assert.ok(costOf({ customer: null }) > 5.9);
});

test('what is urgent is there the next day', () => {
  const carrier = createCarrier(settings());
  take(carrier, transportRequested({ expedite: true }), startAt);
  runUntil(carrier, minutes(60));
  tell(carrier, { kind: 'handed_over', shipment: 'SH-1' }, minutes(60));
  const delivered = runUntil(carrier, days(5)).at(-1);
  assert.ok(delivered !== undefined && delivered.at < days(1));
});

test('asked again, it gives the same booking; what was refused is looked at anew', () => {
  const carrier = createCarrier(settings());
  switchOn(carrier, 'refuse_next', startAt, { reason: 'no truck' });
  take(carrier, transportRequested(), startAt);
  assert.deepEqual(events(runUntil(carrier, minutes(30)))[0]?.data, {
    order: 'ord_1',
    shipment: 'SH-1',
    reason: 'no truck',
  });
  take(carrier, transportRequested(), minutes(30));
  take(carrier, transportRequested(), minutes(30)); // Before it is booked: nothing more.
  const first = events(runUntil(carrier, minutes(60)));
  const again = events(take(carrier, transportRequested(), minutes(61)));
  assert.equal(first.length, 1);
  assert.deepEqual(
    again.map(({ data }) => data),
    first.map(({ data }) => data),
  );
});

test('reminded, it says again what it answered; of what it was never asked, or has not looked at, it says nothing', () => {
  const carrier = createCarrier(settings());
  const reminded = (): ReturnType<typeof webhook> =>
    webhook('transport.reminded', { order: 'ord_1', release: 'ord_1-R1', shipment: 'SH-1', site: 'HAM' });
  assert.deepEqual(types(take(carrier, reminded(), startAt)), []);
  take(carrier, transportRequested(), startAt);
  assert.deepEqual(types(take(carrier, reminded(), startAt)), []);
  runUntil(carrier, minutes(60));
  assert.deepEqual(types(take(carrier, reminded(), minutes(61))), ['transport.booked']);
});

test('wanted sooner, what is booked or on its way goes express, at the price of it', () => {
  const sooner = (): ReturnType<typeof webhook> => transportRequested({ site: 'LYO', expedite: true });
  const started = (): System => {
    const carrier = createCarrier(settings());
    take(carrier, transportRequested({ site: 'LYO' }), startAt);
    return carrier;
  };
  const carrier = started();
  const [booked] = events(runUntil(carrier, minutes(30)));
  const hastened = take(carrier, sooner(), minutes(30));
  const [again] = events(hastened);
  assert.equal(again?.data['tracking'], booked?.data['tracking']);
  assert.notDeepEqual(again?.data['cost'], booked?.data['cost']);
  assert.ok(hastened.some(({ kind, body }) => kind === 'notice' && 'expedite' in body && body.expedite === true));
  const away = started();
  runUntil(away, minutes(60));
  tell(away, { kind: 'handed_over', shipment: 'SH-1' }, minutes(60));
  take(away, sooner(), minutes(120));
  const delivered = runUntil(away, days(20)).at(-1);
  assert.ok(delivered !== undefined && delivered.at <= minutes(120 + 18 * 60));
});

test('wanted sooner before it is booked, it is booked express; after the delivery nothing changes', () => {
  const carrier = createCarrier(settings());
  take(carrier, transportRequested(), startAt);
  take(carrier, transportRequested({ expedite: true }), startAt);
  const [booked] = events(runUntil(carrier, minutes(30)));
  const cost = booked?.data['cost'] as { readonly amount: string };
  assert.equal(Number(cost.amount), costOf({ expedite: true }));
  const late = createCarrier(settings());
  take(late, transportRequested(), startAt);
  runUntil(late, minutes(30));
  tell(late, { kind: 'handed_over', shipment: 'SH-1' }, minutes(30));
  runUntil(late, days(20));
  const again = events(take(late, transportRequested({ expedite: true }), days(20)));
  assert.notDeepEqual(again[0]?.data['cost'], cost);
});

test('delays: told half way with the new date, and as late as told', () => {
  const outputs = carried(1, 'delays', { rate: 1, days: 3 });
  assert.deepEqual(types(outputs), ['transport.booked', 'shipment.delayed', 'shipment.delivered']);
  const [, delayed, delivered] = events(outputs);
  assert.equal(delayed?.data['reason'], 'held up on the way');
  assert.equal(String(delivered?.data['deliveredAt']).slice(0, 10), delayed.data['expectedOn']);
});

test('a few are late on any day', () => {
  const late = Array.from({ length: 200 }, (_, seed) => types(carried(seed)).includes('shipment.delayed'));
  const count = late.filter(Boolean).length;
  assert.ok(count > 1 && count < 30, `${count} of 200`);
});

test('goods that are handed over a day after the booking are late', () => {
  const carrier = createCarrier(settings());
  take(carrier, transportRequested(), startAt);
  runUntil(carrier, days(2));
  tell(carrier, { kind: 'handed_over', shipment: 'SH-1' }, days(2));
  const [delayed] = events(runUntil(carrier, days(9)), 'shipment.delayed');
  assert.equal(delayed?.data['reason'], 'collected later than booked');
});

test('lost_parcels: nothing is ever heard again', () => {
  assert.deepEqual(types(carried(1, 'lost_parcels', { rate: 1 })), ['transport.booked']);
});

test('what was never booked here is not carried', () => {
  const carrier = createCarrier(settings());
  assert.deepEqual(tell(carrier, { kind: 'handed_over', shipment: 'SH-9' }, startAt), []);
  assert.equal(carrier.nextAt(), null);
  assert.deepEqual(carrier.tables()['consignments']?.(), []);
});

test('bookings_refused: refused at first, and booked by the next day, or at once when it is asked for again', () => {
  const refusing = (): System => {
    const carrier = createCarrier(settings());
    switchOn(carrier, 'bookings_refused', startAt, { rate: 1, reason: 'no truck' });
    take(carrier, transportRequested(), startAt);
    const [refused] = events(runUntil(carrier, minutes(60)));
    assert.deepEqual([refused?.type, refused?.data['reason']], ['crossdock.transport.refused.v1', 'no truck']);
    return carrier;
  };
  assert.deepEqual(types(runUntil(refusing(), days(2))), ['transport.booked']);
  const asked = refusing();
  take(asked, transportRequested(), minutes(61));
  assert.deepEqual(types(runUntil(asked, minutes(90))), ['transport.booked']);
  assert.deepEqual(types(runUntil(asked, days(2))), [], 'booked once');
});

test('how an order fares does not hang on how many came before it', () => {
  /** When both parts of an order arrive, which come after those of so many others. */
  const arrivals = (seed: number, others: number): unknown[] => {
    const carrier = createCarrier(settings({ seed }));
    switchOn(carrier, 'delays', startAt);
    const shipments = Array.from({ length: others + 2 }, (_, index) => `SH-${index + 1}`);
    for (const [index, shipment] of shipments.entries())
      take(carrier, transportRequested({ shipment, order: index < others ? `ord_other_${index}` : 'ord_1' }), startAt);
    const sent = runUntil(carrier, minutes(60));
    for (const shipment of shipments)
      carrier.handle(
        { kind: 'notice', id: shipment, from: 'wms', notice: { kind: 'handed_over', shipment } },
        minutes(60),
      );
    return events([...sent, ...runUntil(carrier, days(30))])
      .filter(({ subject }) => subject === 'ord_1')
      .map(({ type, time }) => [type, time]);
  };
  const fates = Array.from({ length: 20 }, (_, seed) => arrivals(seed, 0));
  for (const [seed, fate] of fates.entries()) assert.deepEqual(arrivals(seed, 7), fate);
  assert.ok(new Set(fates.map((fate) => JSON.stringify(fate))).size > 1);
});
