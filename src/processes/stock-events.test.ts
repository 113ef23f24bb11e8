import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command } from '#processes/message.ts';
import type { RejectionCode } from '#kernel/rejections.ts';
import { event, expected, item, kit, place, site } from '#runtime/commands.testsuite.ts';
import type { EventMore } from '#runtime/commands.testsuite.ts';
import { Spec, done, noon, refused } from '#runtime/spec.ts';

const day = 86_400_000;

async function world(...more: readonly Command[]): Promise<Spec> {
  const spec = new Spec();
  await spec.given(
    site('S1'),
    site('S2', { rank: 200 }),
    item('A', { units: [{ unit: 'box', factor: '12' }] }),
    item('L', { lots: true, shelfLifeDays: 30 }),
  );
  await spec.given(item('M', { scale: 3 }), kit('K', { A: 2 }), ...more);
  return spec;
}

function onHand(spec: Spec, code = 'A', at = 'S1'): number {
  return spec.store.tables.balances.get(`${code}\t${at}`)?.onHand ?? 0;
}

const bad: readonly (readonly [what: string, command: Command, code: RejectionCode])[] = [
  ['an unknown item, before anything else', event('received', 'X', 'S9', -1), 'item_unknown'],
  ['an unknown site, before the quantity', event('received', 'A', 'S9', -1), 'site_unknown'],
  ['an unknown target site', event('moved', 'A', 'S1', -1, { toSite: 'S9' }), 'site_unknown'],
  ['an unknown unit, before the quantity', event('received', 'A', 'S1', -1, { unit: 'pallet' }), 'unit_unknown'],
  ['a quantity that is none', event('received', 'A', 'S1', Number.NaN), 'quantity_not_a_number'],
  ['too fine a quantity', event('received', 'A', 'S1', 0.5), 'quantity_too_precise'],
  ['too large a quantity', event('received', 'A', 'S1', 1e15), 'quantity_too_large'],
  ['nothing received', event('received', 'A', 'S1', 0), 'quantity_not_positive'],
  ['less than nothing issued', event('issued', 'A', 'S1', -1), 'quantity_not_positive'],
  ['an adjustment by nothing', event('adjusted', 'A', 'S1', 0), 'quantity_not_positive'],
  ['a count below nothing', event('counted', 'A', 'S1', -1), 'quantity_not_positive'],
  ['stock of a kit, before its lot', event('received', 'K', 'S1', 1, { lot: 'x' }), 'kit_has_no_stock'],
  ['no lot', event('received', 'L', 'S1', 1), 'lot_required'],
  ['a lot of an item without lots', event('received', 'A', 'S1', 1, { lot: 'x' }), 'lot_not_allowed'],
  ['no lot where goods go', event('moved', 'A', 'S1', 1, { toLot: 'x' }), 'lot_not_allowed'],
  ['a move to where the goods are', event('moved', 'A', 'S1', 1), 'move_to_itself'],
  ['a supply of an unknown item', expected('p', 'X', 'S9', -1, '2026-04-01'), 'item_unknown'],
  ['a supply to an unknown site', expected('p', 'A', 'S9', -1, '2026-04-01'), 'site_unknown'],
  ['a supply in an unknown unit', expected('p', 'A', 'S1', -1, '2026-04-01', { unit: 'pallet' }), 'unit_unknown'],
  ['a supply of less than nothing', expected('p', 'A', 'S1', -1, '2026-04-01'), 'quantity_not_positive'],
  ['a supply of a kit', expected('p', 'K', 'S1', 1, '2026-04-01'), 'kit_has_no_stock'],
];
for (const [what, command, code] of bad) {
  test(`an event is kept with its reason, and changes nothing: ${what} → ${code}`, async () => {
    const spec = await world(event('received', 'A', 'S1', 5), event('received', 'L', 'S1', 5, { lot: 'x' }));
    const before = structuredClone(spec.store.tables.balances);
    const { facts } = refused(await spec.when(command), code);
    assert.deepEqual(spec.store.tables.balances, before);
    assert.equal(spec.store.tables.intakes.get(String(facts?.['intake']))?.reason.code, code);
  });
}

test('an event of a site outside the scope of its key is refused', async () => {
  const spec = await world();
  for (const command of [
    event('received', 'A', 'S1', 1),
    event('moved', 'A', 'S2', 1, { toSite: 'S1' }),
    expected('p', 'A', 'S1', 1, '2026-04-01'),
  ]) {
    refused(await spec.when(command, { scope: { sites: ['S2'] } }), 'site_outside_scope');
  }
  done(await spec.when(event('received', 'A', 'S2', 1), { scope: { companies: ['C1'] } }));
});

test('a corrected event is replayed, and its intake is no longer held', async () => {
  const spec = await world();
  const { facts } = refused(await spec.when(event('received', 'X', 'S1', 3)), 'item_unknown');
  const intake = String(facts?.['intake']);
  const again = { ...spec.message(event('received', 'Y', 'S1', 3)), replaying: intake };
  const [stillWrong] = await spec.decide(again);
  assert.equal(stillWrong?.answer.status, 'refused');
  assert.equal(spec.store.tables.intakes.get(intake)?.state, 'held');
  await spec.decide({ ...spec.message(event('received', 'A', 'S1', 3)), replaying: intake });
  assert.equal(spec.store.tables.intakes.get(intake)?.state, 'replayed');
  assert.equal(onHand(spec), 3);
  await spec.decide({ ...spec.message(event('received', 'A', 'S1', 3)), replaying: 'int_unknown' });
  assert.equal(onHand(spec), 6);
});

test('stock never grows beyond what JSON can say exactly', async () => {
  const spec = await world(event('received', 'A', 'S1', 999_999_999_999_999));
  refused(await spec.when(event('received', 'A', 'S1', 1)), 'quantity_too_large');
  refused(await spec.when(event('moved', 'A', 'S2', 999_999_999_999_999, { toSite: 'S1' })), 'quantity_too_large');
  await spec.given(expected('p', 'A', 'S1', 999_999_999_999_999, '2026-04-01'));
  refused(await spec.when(expected('q', 'A', 'S1', 1, '2026-04-01')), 'quantity_too_large');
  assert.equal(onHand(spec), 999_999_999_999_999);
});

test('a quantity in another unit is converted, one of a metre item keeps its scale', async () => {
  const spec = await world(event('received', 'A', 'S1', 2, { unit: 'box' }), event('received', 'M', 'S1', 12.5));
  assert.deepEqual([onHand(spec), onHand(spec, 'M')], [24, 12_500]);
  assert.equal(done(await spec.when(event('issued', 'M', 'S1', 0.001)))['onHand'], 12.499);
});

test('what is issued without being there is an open discrepancy until it arrives or is counted', async () => {
  const spec = await world(event('received', 'A', 'S1', 2), event('issued', 'A', 'S1', 5));
  assert.deepEqual([onHand(spec), spec.store.tables.balances.get('A\tS1')?.unexplained], [0, 3]);
  await spec.given(event('received', 'A', 'S1', 1));
  assert.deepEqual([onHand(spec), spec.store.tables.balances.get('A\tS1')?.unexplained], [0, 2]);
  await spec.given(event('counted', 'A', 'S1', 4));
  assert.deepEqual([onHand(spec), spec.store.tables.balances.get('A\tS1')?.unexplained], [4, 0]);
  const discrepancies = entryTypes(spec).filter((type) => type.includes('discrepancy'));
  assert.deepEqual(
    discrepancies,
    ['opened', 'changed', 'closed'].map((what) => `crossdock.stock.discrepancy_${what}.v1`),
  );
});

test('a snapshot below 0 is an open discrepancy with its reason, and what comes later settles it', async () => {
  const spec = await world(event('received', 'A', 'S1', 4));
  const told = event('snapshot', 'A', 'S1', -3, { reason: 'issued before its receipt was booked', sequence: 7 });
  await spec.given(told);
  assert.deepEqual([onHand(spec), spec.store.tables.balances.get('A\tS1')?.unexplained], [0, 3]);
  const entry = spec.store.turns
    .flatMap(({ sealed }) => sealed.map((one) => JSON.parse(one) as { type: string; data: Record<string, unknown> }))
    .findLast(({ type }) => type === 'crossdock.stock.snapshot.v1');
  assert.deepEqual([entry?.data['quantity'], entry?.data['reason']], [-3, 'issued before its receipt was booked']);
  assert.ok(entryTypes(spec).includes('crossdock.stock.discrepancy_opened.v1'));
  refused(await spec.when(place('1', [['A', 1]])), 'insufficient_stock');
  // Said before it, and heard after it: the snapshot had seen it already.
  await spec.given(event('issued', 'A', 'S1', 2, { sequence: 5 }));
  assert.equal(spec.store.tables.balances.get('A\tS1')?.unexplained, 3);
  await spec.given(event('received', 'A', 'S1', 10, { sequence: 8 }));
  assert.deepEqual([onHand(spec), spec.store.tables.balances.get('A\tS1')?.unexplained], [7, 0]);
  await spec.given(
    event('snapshot', 'A', 'S1', -1, { sequence: 9 }),
    event('snapshot', 'A', 'S1', 0, { sequence: 10 }),
  );
  assert.deepEqual([onHand(spec), spec.store.tables.balances.get('A\tS1')?.unexplained], [0, 0]);
});

test('only available stock is sellable, and a change of status is a move', async () => {
  const spec = await world(event('received', 'A', 'S1', 5, { status: 'quality_hold' }));
  refused(await spec.when(place('1', [['A', 1]])), 'insufficient_stock');
  await spec.given(
    event('moved', 'A', 'S1', 2, { status: 'quality_hold', toStatus: 'available' }),
    place('2', [['A', 2]]),
  );
});

test('a lot takes its expiry along when it moves, and leaves with the shelf life of its item', async () => {
  const spec = await world(
    event('received', 'L', 'S1', 5, { lot: 'x' }),
    event('received', 'L', 'S1', 5, { lot: 'y', expiresOn: '2026-03-20' }),
  );
  await spec.given(
    event('moved', 'L', 'S1', 2, { lot: 'x', toSite: 'S2' }),
    event('moved', 'L', 'S1', 1, { lot: 'y', toLot: 'z', expiresOn: '2026-03-15' }),
  );
  const lots = [...(spec.store.tables.details.get('L\tS1') ?? []), ...(spec.store.tables.details.get('L\tS2') ?? [])];
  assert.deepEqual(
    lots.map(({ lot, quantity, expiresOn }) => [lot, quantity, expiresOn]),
    [
      ['x', 3, '2026-04-09'],
      ['y', 4, '2026-03-20'],
      ['z', 1, '2026-03-15'],
      ['x', 2, '2026-04-09'],
    ],
  );
});

test('a lot stops being sellable when its day comes, once, also when the deadline fires late', async () => {
  const spec = await world(
    site('S1', { zone: 'Europe/Berlin' }),
    event('received', 'L', 'S1', 5, { lot: 'x', expiresOn: '2026-03-12' }),
  );
  await spec.given(
    event('received', 'L', 'S1', 1, { lot: 'w', expiresOn: '2026-03-11' }),
    event('received', 'L', 'S1', 1, { lot: 'z', expiresOn: '2026-05-11' }),
  );
  const deadlines = [...spec.store.deadlines.values()];
  assert.equal(deadlines[0]?.dueAt, Date.parse('2026-03-11T23:00:00Z'));
  spec.now += 5 * day;
  for (const { command } of deadlines.slice(0, 2)) done(await spec.when(command));
  assert.deepEqual([...spec.store.deadlines.keys()], ['stock.expire:2026-05-11:L@S1']);
  const expired = (spec.store.tables.details.get('L\tS1') ?? []).filter(
    ({ status, quantity }) => status === 'expired' && quantity > 0,
  );
  assert.deepEqual(
    expired.map(({ lot, quantity }) => [lot, quantity]),
    [
      ['w', 1],
      ['x', 5],
    ],
  );
  assert.equal(entryTypes(spec).filter((type) => type === 'crossdock.stock.expired.v1').length, 1);
});

test('the deadline of a lot waits for the day of the site when the site changes its time zone', async () => {
  const spec = await world(
    event('received', 'L', 'S1', 5, { lot: 'x', expiresOn: '2026-03-12' }),
    site('S1', { zone: 'America/New_York' }),
  );
  const [early] = [...spec.store.deadlines.values()];
  spec.now = Date.parse('2026-03-12T00:00:00Z');
  assert(early !== undefined);
  done(await spec.when(early.command));
  assert.equal(spec.store.tables.balances.get('L\tS1')?.sellable, 5);
  const [moved] = [...spec.store.deadlines.values()];
  assert.equal(moved?.dueAt, Date.parse('2026-03-12T04:00:00Z'));
});

test('a count that names an expiry corrects that of its lot', async () => {
  const spec = await world(
    event('received', 'L', 'S1', 5, { lot: 'x', expiresOn: '2026-03-20' }),
    event('counted', 'L', 'S1', 5, { lot: 'x', expiresOn: '2026-03-25' }),
  );
  assert.deepEqual(
    spec.store.tables.details.get('L\tS1')?.map(({ expiresOn }) => expiresOn),
    ['2026-03-25'],
  );
  await spec.given(event('counted', 'L', 'S1', 5, { lot: 'x', expiresOn: '2026-03-25' }));
  assert.equal(spec.store.movements.get('L\tS1')?.length, 2);
});

const orders: readonly (readonly [
  what: string,
  first: EventMore,
  second: EventMore,
  at: readonly [number, number],
  onHandAfter: number,
])[] = [
  ['a newer count wins', {}, {}, [-2, -1], 7],
  ['an older count changes nothing', {}, {}, [-1, -2], 3],
  ['the sequence of the source is believed over its clock', { sequence: 1 }, { sequence: 2 }, [-1, -2], 7],
  ['a lower sequence is older', { sequence: 2 }, { sequence: 1 }, [-2, -1], 3],
  ['sequences of two sources are not compared', { sequence: 2, source: 'erp' }, { sequence: 1 }, [-2, -1], 7],
];
for (const [what, first, second, [before, after], result] of orders) {
  test(`two counts, of 3 and of 7: ${what}`, async () => {
    const spec = await world(event('received', 'A', 'S1', 1));
    const asOf = (hours: number, more: EventMore): EventMore => ({
      ...more,
      asOf: {
        time: new Date(noon + hours * 3_600_000).toISOString(),
        ...(more.sequence !== undefined && { sequence: more.sequence }),
      },
    });
    done(await spec.when(event('counted', 'A', 'S1', 3, asOf(before, first)), { at: noon - 4 * 3_600_000 }));
    done(await spec.when(event('snapshot', 'A', 'S1', 7, asOf(after, second)), { at: noon - 4 * 3_600_000 }));
    // The receipt of noon came after both counts.
    assert.equal(onHand(spec), result + 1);
  });
}

test('an event from before a count that arrives after it was seen by the count', async () => {
  const spec = await world(event('received', 'A', 'S1', 10));
  spec.now += day;
  await spec.given(event('counted', 'A', 'S1', 7));
  done(await spec.when(event('issued', 'A', 'S1', 3), { at: spec.now - 1_000 }));
  assert.equal(onHand(spec), 7);
  assert.deepEqual(
    spec.store.movements.get('A\tS1')?.map(({ kind, quantity }) => [kind, quantity]),
    [
      ['receipt', 10],
      ['count', -3],
      ['issue', -3],
      ['restatement', 3],
    ],
  );
});

test('receipts say what they are: opening, return, receipt; so do adjustments', async () => {
  const spec = await world(
    event('received', 'A', 'S1', 1, { reason: 'opening' }),
    event('received', 'A', 'S1', 1, { reason: 'return' }),
    event('received', 'A', 'S1', 1),
  );
  await spec.given(
    event('adjusted', 'A', 'S1', 1, { reason: 'opening' }),
    event('adjusted', 'A', 'S1', -1, { reason: 'damage' }),
  );
  assert.deepEqual(
    spec.store.movements.get('A\tS1')?.map(({ kind }) => kind),
    ['opening', 'return', 'receipt', 'opening', 'adjustment'],
  );
});

function entryTypes(spec: Spec): string[] {
  return spec.store.turns.flatMap(({ sealed }) =>
    sealed.map((entry) => String((JSON.parse(entry) as { type: unknown }).type)),
  );
}

test('goods that a count finds in a lot whose day has passed stop being sellable too', async () => {
  const spec = await world(event('received', 'L', 'S1', 5, { lot: 'x', expiresOn: '2026-03-09' }));
  for (const { command } of spec.store.deadlines.values()) done(await spec.when(command));
  spec.now += 1_000;
  await spec.given(event('counted', 'L', 'S1', 2, { lot: 'x' }));
  for (const { command } of spec.store.deadlines.values()) done(await spec.when(command));
  assert.equal(spec.store.tables.balances.get('L\tS1')?.sellable, 0);
});

test('an event or a count from the future is refused, beyond what clocks may differ', async () => {
  const spec = await world();
  const tomorrow = new Date(noon + day).toISOString();
  assert.equal(
    refused(await spec.when(event('counted', 'A', 'S1', 1, { asOf: { time: tomorrow } })), 'time_in_future').pointer,
    '/data/asOf/time',
  );
  assert.equal(
    refused(await spec.when(event('received', 'A', 'S1', 1), { at: noon + day }), 'time_in_future').pointer,
    '/time',
  );
  done(await spec.when(event('received', 'A', 'S1', 1), { at: noon + 1_000 }));
});

const stillAvailable: readonly (readonly [what: string, told: Command, expired: number])[] = [
  ['a snapshot', event('snapshot', 'L', 'S1', 5, { lot: 'x' }), 5],
  ['a count', event('counted', 'L', 'S1', 4, { lot: 'x' }), 4],
  ['a receipt', event('received', 'L', 'S1', 1, { lot: 'x', expiresOn: '2026-03-11' }), 6],
  ['an issue', event('issued', 'L', 'S1', 2, { lot: 'x' }), 3],
  ['an adjustment', event('adjusted', 'L', 'S1', -1, { lot: 'x' }), 4],
  ['a move to expired', event('moved', 'L', 'S1', 5, { lot: 'x', toStatus: 'expired' }), 5],
  ['a move to blocked', event('moved', 'L', 'S1', 2, { lot: 'x', toStatus: 'blocked' }), 3],
  ['a move from blocked', event('moved', 'L', 'S1', 1, { lot: 'x', status: 'blocked', toStatus: 'available' }), 6],
];
for (const fired of [true, false]) {
  for (const [what, told, expired] of stillAvailable) {
    test(`goods of a lot that expired ${fired ? '' : 'unnoticed '}are no longer available, whatever ${what} calls them`, async () => {
      const spec = await world(
        event('received', 'L', 'S1', 5, { lot: 'x', expiresOn: '2026-03-11' }),
        event('received', 'L', 'S1', 1, { lot: 'x', status: 'blocked', expiresOn: '2026-03-11' }),
      );
      const [deadline] = [...spec.store.deadlines.values()];
      assert(deadline !== undefined);
      spec.now = deadline.dueAt + 500;
      if (fired) await spec.given(deadline.command);
      // What the source says of the very start of the day has not seen our movement, which was recorded later.
      done(await spec.when(told, { at: deadline.dueAt }));
      done(await spec.when(deadline.command));
      const held = spec.store.tables.details.get('L\tS1')?.find(({ status }) => status === 'expired');
      assert.deepEqual(
        [
          held?.quantity,
          spec.store.tables.balances.get('L\tS1')?.sellable,
          spec.store.tables.balances.get('L\tS1')?.unexplained,
        ],
        [expired, 0, 0],
      );
    });
  }
}

test('every snapshot of a source that goes on calling expired goods available finds the same goods', async () => {
  const spec = await world(event('received', 'L', 'S1', 10, { lot: 'x', expiresOn: '2026-03-11' }));
  for (let night = 0; night < 3; night++) {
    spec.now += day;
    for (const { command } of spec.store.deadlines.values()) done(await spec.when(command));
    await spec.given(event('snapshot', 'L', 'S1', 10, { lot: 'x' }));
  }
  assert.deepEqual([onHand(spec, 'L'), spec.store.tables.balances.get('L\tS1')?.sellable], [10, 0]);
});

test('what a source says of the day before a lot expired is about available goods still', async () => {
  const spec = await world(event('received', 'L', 'S1', 10, { lot: 'x', expiresOn: '2026-03-11' }));
  const [deadline] = [...spec.store.deadlines.values()];
  assert(deadline !== undefined);
  spec.now = deadline.dueAt + 500;
  await spec.given(deadline.command);
  const evening = new Date(deadline.dueAt - 1_000).toISOString();
  await spec.given(event('snapshot', 'L', 'S1', 10, { lot: 'x', asOf: { time: evening } }));
  assert.deepEqual([onHand(spec, 'L'), spec.store.tables.balances.get('L\tS1')?.sellable], [10, 0]);
});

test('goods that their source counted as expired itself are not moved there a second time', async () => {
  const spec = await world(event('received', 'L', 'S1', 10, { lot: 'x', expiresOn: '2026-03-11' }));
  const [deadline] = [...spec.store.deadlines.values()];
  assert(deadline !== undefined);
  spec.now = deadline.dueAt + 500;
  await spec.given(event('counted', 'L', 'S1', 10, { lot: 'x', status: 'expired' }), deadline.command);
  assert.deepEqual([onHand(spec, 'L'), spec.store.tables.balances.get('L\tS1')?.sellable], [10, 0]);
});
