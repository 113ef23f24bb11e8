// The common faults, told on the warehouse: every system runs in the same shell.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFinance } from '../finance/model.ts';
import { events, runUntil, switchOff, switchOn, take, types } from '../testing/drive.testsuite.ts';
import { days, minutes, releaseRequested, settings, startAt, webhook } from '../testing/network.testsuite.ts';
import { createWms } from '../wms/model.ts';
import type { System } from './system.ts';

function warehouse(): System {
  return createWms(settings(), { wrongBooks: 0, shrinkPerDay: 0 });
}

/** What a release leads to while no carrier comes. */
const usual = ['release.accepted', 'shipment.picked', 'shipment.packed'];

test('what it reports is a CloudEvent that says what caused it', () => {
  const wms = warehouse();
  take(wms, releaseRequested({}, 'turn-42'), startAt);
  const [accepted] = events(runUntil(wms, minutes(10)), 'release.accepted');
  assert.deepEqual(accepted, {
    specversion: '1.0',
    source: 'wms-demo',
    id: 'wms-000001',
    type: 'crossdock.release.accepted.v1',
    subject: 'ord_1',
    time: accepted?.time,
    datacontenttype: 'application/json',
    causationid: 'turn-42',
    correlationid: 'corr-1',
    data: { order: 'ord_1', release: 'ord_1-R1', site: 'HAM' },
  });
  assert.ok(Date.parse(accepted?.time ?? '') > startAt);
});

test('a webhook that comes twice is taken once', () => {
  const wms = warehouse();
  const event = releaseRequested();
  take(wms, event, startAt);
  assert.equal(wms.handle({ kind: 'event', event }, minutes(1)).taken, 'repeated');
  assert.deepEqual(types(runUntil(wms, minutes(180))), usual);
});

test('what can not be read is refused with the reason, leaves nothing behind, and may come again corrected', () => {
  const wms = warehouse();
  const before = wms.snapshot();
  const wrong = releaseRequested({ lines: [{ line: 1, item: 'PUM-001', quantity: -1 }] }, 'turn-7');
  assert.deepEqual(wms.handle({ kind: 'event', event: wrong }, startAt), {
    taken: 'unreadable',
    reason: 'quantity is not a quantity of 0 or more',
    outputs: [],
  });
  assert.equal(wms.snapshot(), before);
  take(wms, releaseRequested({}, 'turn-7'), startAt);
});

test('an event it has no use for is taken', () => {
  assert.equal(warehouse().handle({ kind: 'event', event: webhook('order.closed', {}) }, startAt).taken, 'yes');
});

test('a bug is not hidden as something unreadable', () => {
  const network = { ...settings().network, sites: [] };
  const finance = createFinance(settings({ network: { ...network, partners: [] } }));
  const broken = { kind: 'notice', id: 'n', from: 'wms', notice: null } as never;
  assert.throws(() => finance.handle(broken, startAt), TypeError);
});

test('down: takes and sends nothing; what was planned happens when it is up again', () => {
  const wms = warehouse();
  take(wms, releaseRequested(), startAt);
  switchOn(wms, 'down', startAt);
  assert.equal(wms.isDown(), true);
  assert.equal(wms.nextAt(), null);
  assert.equal(wms.handle({ kind: 'event', event: releaseRequested() }, minutes(5)).taken, 'down');
  assert.deepEqual(wms.due(days(1)), []);
  const outputs = [...switchOff(wms, 'down', days(1)), ...runUntil(wms, days(2))];
  assert.deepEqual(types(outputs), usual);
  assert.ok(outputs.every(({ at }) => at >= days(1)));
});

test('slow: everything leaves later', () => {
  const timesOf = (system: System): number[] => {
    take(system, releaseRequested(), startAt);
    return runUntil(system, days(1)).flatMap((output) => (output.kind === 'event' ? [output.at] : []));
  };
  const slow = warehouse();
  switchOn(slow, 'slow', startAt, { minutes: 60 });
  assert.deepEqual(
    timesOf(slow),
    timesOf(warehouse()).map((at) => at + 60 * 60_000),
  );
});

test('silent: works on and sends nothing, then everything in its order with the times at which it happened', () => {
  const wms = warehouse();
  switchOn(wms, 'silent', startAt);
  take(wms, releaseRequested(), startAt);
  assert.deepEqual(runUntil(wms, minutes(180)), []);
  const withheld = wms.withheld();
  const outputs = switchOff(wms, 'silent', minutes(180));
  assert.deepEqual([withheld, wms.withheld()], [outputs.length, 0]);
  assert.deepEqual(types(outputs), usual);
  assert.ok(outputs.every(({ at }) => at === minutes(180)));
  assert.ok(events(outputs).every(({ time }) => Date.parse(time ?? '') < minutes(180)));
});

for (const ids of ['same', 'new'] as const) {
  test(`duplicate_answers: every message comes twice, under ${ids === 'same' ? 'the same id' : 'a new id'}`, () => {
    const wms = warehouse();
    switchOn(wms, 'duplicate_answers', startAt, { ids });
    take(wms, releaseRequested(), startAt);
    const sent = events(runUntil(wms, days(1)));
    assert.equal(sent.length, 2 * usual.length);
    assert.equal(new Set(sent.map(({ id }) => id)).size, ids === 'same' ? usual.length : 2 * usual.length);
    const bodies = new Set(sent.map((body) => JSON.stringify({ ...body, id: '' })));
    assert.equal(bodies.size, usual.length);
  });
}

test('duplicate_answers: notices between systems are doubled too', () => {
  const wms = warehouse();
  switchOn(wms, 'duplicate_answers', startAt, { ids: 'new' });
  take(wms, releaseRequested(), startAt);
  const parcels = runUntil(wms, days(1)).filter((output) => output.kind === 'notice' && output.body.kind === 'parcel');
  assert.equal(parcels.length, 2);
  assert.equal(new Set(parcels.map(({ id }) => id)).size, 2);
});

test('lost_answers: nothing is reported; asked again, everything is', () => {
  const wms = warehouse();
  switchOn(wms, 'lost_answers', startAt);
  take(wms, releaseRequested(), startAt);
  assert.deepEqual(types(runUntil(wms, days(1))), []);
  switchOff(wms, 'lost_answers', days(1));
  take(wms, releaseRequested(), days(1));
  assert.deepEqual(types(runUntil(wms, days(2))), usual);
});

test('lost_receipts: the message is taken, and its sender does not learn it', () => {
  const wms = warehouse();
  switchOn(wms, 'lost_receipts', startAt);
  const event = releaseRequested();
  assert.equal(wms.handle({ kind: 'event', event }, startAt).taken, 'unanswered');
  assert.equal(wms.handle({ kind: 'event', event }, startAt).taken, 'repeated');
  assert.deepEqual(types(runUntil(wms, days(1))), usual);
});

test('out_of_order: what is held back is overtaken', () => {
  const orders = Array.from({ length: 20 }, (_, seed) => {
    const wms = createWms(settings({ seed }), { wrongBooks: 0, shrinkPerDay: 0 });
    switchOn(wms, 'out_of_order', startAt, { rate: 0.4 });
    take(wms, releaseRequested(), startAt);
    const sent = types(runUntil(wms, days(1)));
    assert.deepEqual(sent.toSorted(compare), usual.toSorted(compare));
    return sent.join();
  });
  assert.ok(new Set(orders).size > 2, [...new Set(orders)].join('; '));
});

test('refuse_next: refuses as many as it says and no more', () => {
  const wms = warehouse();
  switchOn(wms, 'refuse_next', startAt, { count: 2, reason: 'dock is closed' });
  for (const release of ['R1', 'R2', 'R3']) take(wms, releaseRequested({ release }), startAt);
  const refused = events(runUntil(wms, minutes(10)), 'release.refused');
  assert.deepEqual(refused.map(({ data }) => [data['release'], data['reason']]).toSorted(compare), [
    ['R1', 'dock is closed'],
    ['R2', 'dock is closed'],
  ]);
  assert.equal(wms.faults().find(({ name }) => name === 'refuse_next')?.on, false);
});

test('a fault that does not exist, or a wrong parameter, is refused in words', () => {
  const wms = warehouse();
  const answer = (fault: string, parameters: Record<string, unknown>): string => {
    const handled = wms.handle({ kind: 'fault', fault, on: true, parameters }, startAt);
    return handled.taken === 'unreadable' ? handled.reason : handled.taken;
  };
  assert.match(answer('toString', {}), /^wms has no fault toString: use down, slow, /);
  assert.equal(answer('down', { rate: 1 }), 'down: there is no parameter rate: use none');
  assert.equal(answer('slow', { hours: 1 }), 'slow: there is no parameter hours: use minutes');
  assert.equal(answer('slow', { minutes: 0 }), 'slow: minutes must be a number from 1 to 100000');
  assert.equal(answer('slow', { minutes: 'long' }), 'slow: minutes must be a number from 1 to 100000');
  assert.equal(answer('duplicate_answers', { ids: 'old' }), 'duplicate_answers: ids must be one of same, new');
  assert.equal(answer('refuse_next', { reason: 7 }), 'refuse_next: reason must be a text of at most 64 characters');
});

test('the list of faults says which are on, and with what', () => {
  const wms = warehouse();
  switchOn(wms, 'slow', startAt, { minutes: 5 });
  const [slow] = wms.faults().filter(({ on }) => on);
  assert.deepEqual([slow?.name, slow?.values], ['slow', { minutes: 5 }]);
  switchOff(wms, 'slow', startAt);
  switchOff(wms, 'slow', startAt); // Already off: nothing happens.
  assert.ok(wms.faults().every(({ on, values }) => !on && values === null));
});

test('a message without a correlation has none in what follows from it; an answer nobody waits for is taken', () => {
  const wms = warehouse();
  const { correlationid, ...event } = releaseRequested();
  assert.equal(correlationid, 'corr-1');
  take(wms, event, startAt);
  const [accepted] = events(runUntil(wms, minutes(10)));
  assert.equal(accepted !== undefined && 'correlationid' in accepted, false);
  assert.equal(wms.handle({ kind: 'answer', id: 'wms-1', status: 200, body: {} }, minutes(10)).taken, 'yes');
});

test('a snapshot goes on where it was taken', () => {
  const whole = warehouse();
  take(whole, releaseRequested({}, 'turn-1'), startAt);
  const first = warehouse();
  take(first, releaseRequested({}, 'turn-1'), startAt);
  runUntil(whole, minutes(20));
  runUntil(first, minutes(20));
  const second = createWms(settings({ snapshot: first.snapshot() }));
  assert.deepEqual(runUntil(second, days(2)), runUntil(whole, days(2)));
  assert.equal(second.handle({ kind: 'event', event: releaseRequested({}, 'turn-1') }, days(2)).taken, 'repeated');
});

test('the oldest ids are forgotten first', () => {
  const finance = createFinance(settings());
  for (let index = 0; index <= 20_000; index += 1)
    finance.handle({ kind: 'event', event: webhook('order.closed', {}, { id: `turn ${index}` }) }, startAt);
  const again = (id: string): string =>
    finance.handle({ kind: 'event', event: webhook('order.closed', {}, { id }) }, startAt).taken;
  assert.deepEqual([again('turn 0'), again('turn 20000')], ['yes', 'repeated']);
});

test('numbers carry the instance, times the calendar, events the source they are given', () => {
  const later = (at: number): number => at + 365 * 86_400_000;
  const calendar = { time: later, date: later };
  const wms = createWms(settings({ instance: 'b7-', calendar, source: 'wms-north' }));
  take(wms, releaseRequested(), startAt);
  const [accepted] = events(runUntil(wms, minutes(10)));
  assert.equal(accepted?.id, 'wms-b7-000001');
  assert.equal(accepted.source, 'wms-north');
  assert.equal(accepted.time?.slice(0, 4), '2027');
});

function compare(first: unknown, second: unknown): number {
  return String(first).localeCompare(String(second));
}
