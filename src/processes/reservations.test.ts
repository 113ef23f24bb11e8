import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RejectionCode } from '#kernel/rejections.ts';
import type { ReservationDocument as Made } from '#processes/message.ts';
import {
  cancel,
  change,
  event,
  expected,
  item,
  kit,
  place,
  post,
  reserve,
  site,
  unreserve,
} from '#runtime/commands.testsuite.ts';
import { Spec, done, noon, refused } from '#runtime/spec.ts';

async function stocked(quantity: number): Promise<Spec> {
  const spec = new Spec();
  await spec.given(site('S1'), item('A'), event('received', 'A', 'S1', quantity));
  return spec;
}

function stock(
  spec: Spec,
  code = 'A',
): readonly [onHand: number, reserved: number, short: number, unexplained: number] {
  const balance = spec.store.tables.balances.get(`${code}\tS1`);
  return [balance?.onHand ?? 0, balance?.reserved ?? 0, balance?.short ?? 0, balance?.unexplained ?? 0];
}

test('a deadline that fires after its reservation was settled changes nothing', async () => {
  const spec = new Spec();
  await spec.given(
    site('S1'),
    item('A'),
    event('received', 'A', 'S1', 5),
    reserve('1', 'A', 2, { expiresInSeconds: 60 }),
  );
  const [deadline] = [...spec.store.deadlines.values()];
  assert(deadline !== undefined);
  await spec.given(post('1'));
  const before = spec.store.turns.length;
  await spec.given(deadline.command);
  assert.deepEqual([spec.store.turns.length - before, spec.store.deadlines.size], [1, 0]);
});

test('goods that an outside event took are not posted a second time', async () => {
  const spec = await stocked(10);
  await spec.given(reserve('1', 'A', 6), event('issued', 'A', 'S1', 6, { reference: 'res_1' }));
  refused(await spec.when(post('1')), 'reservation_already_posted');
  assert.deepEqual(stock(spec), [4, 0, 0, 0]);
});

test('what an outside event took of a reservation in part counts when the rest is posted', async () => {
  const spec = await stocked(10);
  await spec.given(
    reserve('1', 'A', 6, { expiresInSeconds: 60 }),
    event('issued', 'A', 'S1', 2, { reference: 'res_1' }),
  );
  refused(await spec.when(post('1', 5)), 'post_exceeds_reservation');
  assert.equal(done(await spec.when(post('1')))['posted'], 6);
  assert.deepEqual(stock(spec), [4, 0, 0, 0]);
  assert.equal(spec.store.deadlines.size, 0);
});

test('an outside report of goods that were posted in part only confirms', async () => {
  const spec = await stocked(10);
  await spec.given(reserve('1', 'A', 6), post('1', 4), event('issued', 'A', 'S1', 4, { reference: 'res_1' }));
  assert.deepEqual(stock(spec), [6, 0, 0, 0]);
});

test('a second source that reports what left before the rest was cancelled only confirms', async () => {
  const spec = await stocked(10);
  await spec.given(place('1', [['A', 6]]), event('issued', 'A', 'S1', 4, { reference: 'web/1' }), cancel('1'));
  await spec.given(event('issued', 'A', 'S1', 4, { reference: 'web/1', source: 'erp' }));
  assert.deepEqual(stock(spec), [6, 0, 0, 0]);
});

test('a kit whose components leave one by one is posted when the last has left', async () => {
  const spec = await stocked(10);
  await spec.given(item('B'), kit('K', { A: 1, B: 2 }), event('received', 'B', 'S1', 10), reserve('1', 'K', 2));
  await spec.given(
    event('issued', 'A', 'S1', 2, { reference: 'res_1' }),
    event('issued', 'B', 'S1', 2, { reference: 'res_1' }),
  );
  assert.deepEqual(
    [stock(spec), stock(spec, 'B')],
    [
      [8, 0, 0, 0],
      [8, 2, 0, 0],
    ],
  );
  assert.deepEqual(done(await spec.when(post('1'))), {
    ...done(await spec.when(reserve('1', 'K', 2))),
    state: 'posted',
    posted: 2,
  });
  assert.deepEqual(
    [stock(spec), stock(spec, 'B')],
    [
      [8, 0, 0, 0],
      [6, 0, 0, 0],
    ],
  );
});

const bad: readonly (readonly [document: Partial<Made>, code: RejectionCode, pointer: string | undefined])[] = [
  [{ item: 'X', site: 'S9', quantity: -1 }, 'item_unknown', '/item'],
  [{ item: 'OLD', site: 'S9', quantity: -1 }, 'item_inactive', '/item'],
  [{ site: 'S9', quantity: -1 }, 'site_unknown', '/site'],
  [{ site: 'S3', quantity: -1 }, 'site_inactive', '/site'],
  [{ site: 'S1', quantity: -1 }, 'site_outside_scope', '/site'],
  [{ unit: 'pallet', quantity: -1 }, 'unit_unknown', '/unit'],
  [{ quantity: '1.5' }, 'quantity_too_precise', '/quantity'],
  [{ quantity: 0, requestedFor: '2026-03-09' }, 'quantity_not_positive', '/quantity'],
  [{ requestedFor: '2026-03-09' }, 'requested_for_past', '/requestedFor'],
  [{ quantity: 4 }, 'insufficient_stock', '/quantity'],
];
for (const [document, code, pointer] of bad) {
  test(`a reservation is refused: ${JSON.stringify(document)} → ${code}`, async () => {
    const spec = await stocked(10);
    await spec.given(
      site('S2'),
      site('S3', { active: false }),
      item('OLD', { active: false }),
      event('received', 'A', 'S2', 3),
    );
    assert.equal(
      refused(await spec.when(reserve('1', 'A', 1, document), { scope: { sites: ['S2'] } }), code).pointer,
      pointer,
    );
    refused(await spec.when(reserve('1', 'A', 1), { scope: { sites: [] } }), 'no_site');
    assert.equal(spec.store.tables.reservations.size, 0);
  });
}

test('a reservation is made once by its id', async () => {
  const spec = await stocked(10);
  const made = done(await spec.when(reserve('1', 'A', 6)));
  assert.deepEqual(done(await spec.when(reserve('1', 'A', 6))), made);
  refused(await spec.when(reserve('1', 'A', 5)), 'reservation_exists_with_different_body');
  assert.deepEqual(stock(spec), [10, 6, 0, 0]);
});

const afterwards: readonly (readonly [
  settling: string,
  post: RejectionCode | null,
  unreserve: RejectionCode | null,
])[] = [
  ['posted', null, 'reservation_already_posted'],
  ['voided', 'reservation_already_voided', null],
  ['expired', 'reservation_expired', 'reservation_expired'],
];
for (const [settling, posting, voiding] of afterwards) {
  test(`a reservation that was ${settling} is settled and stays so`, async () => {
    const spec = await stocked(10);
    await spec.given(reserve('1', 'A', 6, { expiresInSeconds: 60 }));
    const [deadline] = [...spec.store.deadlines.values()];
    assert(deadline !== undefined);
    if (settling === 'expired') spec.now = deadline.dueAt;
    await spec.given(settling === 'posted' ? post('1') : settling === 'voided' ? unreserve('1') : deadline.command);
    const settled = stock(spec);
    if (posting === null) done(await spec.when(post('1')));
    else refused(await spec.when(post('1')), posting);
    if (voiding === null) done(await spec.when(unreserve('1')));
    else refused(await spec.when(unreserve('1')), voiding);
    done(await spec.when(deadline.command));
    assert.deepEqual(stock(spec), settled);
    assert.deepEqual(settled, [settling === 'posted' ? 4 : 10, 0, 0, 0]);
    assert.equal(spec.store.tables.reservations.get('res_1')?.state, settling);
    assert.equal(spec.store.deadlines.size, 0);
  });
}

test('a reservation without end has no deadline, and one that is unknown no state', async () => {
  const spec = await stocked(10);
  await spec.given(reserve('1', 'A', 6, { reference: 'basket 7' }), unreserve('1'));
  assert.equal(spec.store.deadlines.size, 0);
  refused(await spec.when(post('9')), 'reservation_unknown');
  refused(await spec.when(unreserve('9')), 'reservation_unknown');
  done(await spec.when({ type: 'reservation.expire', id: 'res_9', dueAt: noon }));
});

test('what is posted must be a quantity of the reservation', async () => {
  const spec = await stocked(10);
  await spec.given(reserve('1', 'A', 6));
  refused(await spec.when(post('1', '0.5')), 'quantity_too_precise');
  refused(await spec.when(post('1', 0)), 'quantity_not_positive');
  refused(await spec.when(post('1', 7)), 'post_exceeds_reservation');
  assert.deepEqual(stock(spec), [10, 6, 0, 0]);
});

test('a reservation of expected goods is posted once they are there', async () => {
  const spec = await stocked(1);
  await spec.given(expected('p', 'A', 'S1', 5, '2026-03-20'), reserve('1', 'A', 4, { requestedFor: '2026-03-21' }));
  refused(await spec.when(post('1')), 'reservation_waits_for_supply');
  await spec.given(event('received', 'A', 'S1', 5, { supply: 'erp#p' }), post('1'));
  assert.deepEqual(stock(spec), [2, 0, 0, 0]);
});

test('lots leave first-expiry-first-out, those without expiry last', async () => {
  const spec = new Spec();
  await spec.given(site('S1'), item('L', { lots: true }));
  for (const [lot, expiresOn] of [
    ['d', undefined],
    ['c', '2026-06-01'],
    ['b', '2026-05-01'],
    ['a', '2026-06-01'],
    ['e', undefined],
  ] as const) {
    await spec.given(event('received', 'L', 'S1', 2, { lot, ...(expiresOn !== undefined && { expiresOn }) }));
  }
  await spec.given(reserve('1', 'L', 9), post('1'));
  const issues = spec.store.movements
    .get('L\tS1')
    ?.filter(({ kind }) => kind === 'issue')
    .map(({ cell, quantity }) => [cell.lot, quantity]);
  assert.deepEqual(issues, [
    ['b', -2],
    ['a', -2],
    ['c', -2],
    ['d', -2],
    ['e', -1],
  ]);
});

test('a post of more than the lots hold is refused, until a count or a receipt says where the rest is', async () => {
  const spec = new Spec();
  await spec.given(
    site('S1'),
    item('L', { lots: true }),
    event('received', 'L', 'S1', 5, { lot: 'x' }),
    reserve('1', 'L', 4),
    event('counted', 'L', 'S1', 1, { lot: 'x' }),
  );
  assert.deepEqual(stock(spec, 'L'), [1, 4, 3, 0]);
  const { facts } = refused(await spec.when(post('1')), 'insufficient_stock');
  assert.deepEqual(facts, { item: 'L', site: 'S1', available: 1 });
  assert.deepEqual(stock(spec, 'L'), [1, 4, 3, 0]);
  spec.now += 1_000;
  await spec.given(event('received', 'L', 'S1', 3, { lot: 'y' }), post('1'));
  assert.deepEqual(stock(spec, 'L'), [0, 0, 0, 0]);
});

test('what is posted has left, although the clock of the last count is ahead', async () => {
  const spec = await stocked(10);
  spec.now += 60_000;
  const ahead = new Date(spec.now + 60_000).toISOString();
  await spec.given(event('counted', 'A', 'S1', 10, { asOf: { time: ahead } }), reserve('1', 'A', 6), post('1'));
  assert.deepEqual(stock(spec), [4, 0, 0, 0]);
  refused(await spec.when(reserve('2', 'A', 5)), 'insufficient_stock');
  // The count of the next day finds what is left, and nothing is restated.
  spec.now += 86_400_000;
  await spec.given(event('counted', 'A', 'S1', 4));
  assert.deepEqual(
    spec.store.movements.get('A\tS1')?.map(({ kind, quantity }) => [kind, quantity]),
    [
      ['receipt', 10],
      ['issue', -6],
    ],
  );
});

test('goods that leave after their order was cancelled leave once, however many sources report them', async () => {
  const spec = await stocked(100);
  await spec.given(place('1', [['A', 10]]), cancel('1'));
  const left = (source: string, quantity: number): ReturnType<typeof event> =>
    event('issued', 'A', 'S1', quantity, { reference: 'web/1', source });
  await spec.given(left('wms', 6), left('carrier', 4));
  assert.deepEqual(stock(spec), [94, 0, 0, 0]);
  await spec.given(left('carrier', 6), left('wms', 4));
  assert.deepEqual(stock(spec), [90, 0, 0, 0]);
  // So also beyond what was ever reserved.
  await spec.given(left('wms', 1), left('carrier', 1));
  assert.deepEqual(stock(spec), [89, 0, 0, 0]);
});

test('what is issued for a changed order posts what it holds now, before what it gave back', async () => {
  const spec = await stocked(10);
  await spec.given(place('1', [['A', 6]]), change('1', [[1, 'A', 4]]));
  await spec.given(event('issued', 'A', 'S1', 4, { reference: 'web/1' }));
  assert.deepEqual(stock(spec), [6, 0, 0, 0]);
  await spec.given(event('issued', 'A', 'S1', 4, { reference: 'web/1', source: 'carrier' }));
  assert.deepEqual(stock(spec), [6, 0, 0, 0]);
});

const again: readonly (readonly [first: number | string | null, second: number | string | null, same: boolean])[] = [
  [null, null, true],
  [null, 6, true],
  [4, '4', true],
  [6, null, false],
  [4, 5, false],
  [4, 'many', false],
];
for (const [first, second, same] of again) {
  test(`a post of ${first ?? 'all'} and one of ${second ?? 'all'} are ${same ? 'the same, answered alike' : 'two'}`, async () => {
    const spec = await stocked(10);
    await spec.given(reserve('1', 'A', 6));
    const posted = done(await spec.when(post('1', first)));
    const after = stock(spec);
    if (same) assert.deepEqual(done(await spec.when(post('1', second))), posted);
    else refused(await spec.when(post('1', second)), 'reservation_already_posted');
    assert.deepEqual(stock(spec), after);
  });
}

test('a reservation whose time is up is not posted, although its deadline has not fired yet', async () => {
  const spec = await stocked(10);
  await spec.given(reserve('1', 'A', 6, { expiresInSeconds: 60 }));
  spec.now += 60_000;
  assert.match(refused(await spec.when(post('1')), 'reservation_expired').detail, /expired at 2026-03-10T12:01:00/);
  assert.deepEqual(stock(spec), [10, 6, 0, 0]);
});

for (const source of ['constructor', 'toString', '__proto__']) {
  test(`a source may be called ${source}`, async () => {
    const spec = await stocked(10);
    await spec.given(reserve('1', 'A', 6), event('issued', 'A', 'S1', 2, { reference: 'res_1', source }));
    assert.deepEqual(stock(spec), [8, 4, 0, 0]);
    await spec.given(event('issued', 'A', 'S1', 4, { reference: 'res_1', source }));
    await spec.given(event('issued', 'A', 'S1', 6, { reference: 'res_1' }));
    assert.deepEqual(stock(spec), [4, 0, 0, 0]);
    assert.equal(spec.store.tables.reservations.get('res_1')?.posted, 6);
  });
}
