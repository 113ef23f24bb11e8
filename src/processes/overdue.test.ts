// Promises on a supply that came without bringing the goods, or will bring less, come first when stock is free again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command } from '#processes/message.ts';
import {
  cancel,
  change,
  event,
  expected,
  item,
  place,
  post,
  reserve,
  site,
  unreserve,
} from '#runtime/commands.testsuite.ts';
import { Spec, done, refused } from '#runtime/spec.ts';

/** Reserved on hand and on supplies. */
function reserved(spec: Spec): readonly [number, number] {
  const balance = spec.store.tables.balances.get('A\tS1');
  return [balance?.reserved ?? 0, balance?.inboundReserved ?? 0];
}

/** 5 on hand are reserved; an order waits for 5 of a supply that arrived damaged. */
async function waiting(...more: readonly Command[]): Promise<Spec> {
  const spec = new Spec();
  await spec.given(site('S1'), item('A'), event('received', 'A', 'S1', 5), ...more);
  await spec.given(
    expected('p', 'A', 'S1', 5, '2026-04-01'),
    place('late', [['A', 5]], { allowBackorder: true }),
    event('received', 'A', 'S1', 5, { supply: 'p', status: 'damaged' }),
  );
  assert.deepEqual(reserved(spec), [5, 5]);
  return spec;
}

const releases: readonly (readonly [what: string, holding: Command, releasing: Command, reserved: number])[] = [
  ['a reservation is voided', reserve('1', 'A', 5), unreserve('1'), 5],
  ['a reservation is posted in part', reserve('1', 'A', 5), post('1', 1), 4],
  ['an order is cancelled', place('1', [['A', 5]]), cancel('1'), 5],
];
for (const [what, holding, releasing, bound] of releases) {
  test(`when ${what}, the goods are for those who wait already`, async () => {
    const spec = await waiting(holding);
    await spec.given(releasing);
    assert.deepEqual(reserved(spec), [bound, 5 - bound]);
    refused(await spec.when(reserve('2', 'A', 1)), 'insufficient_stock');
  });
}

test('an order that is changed keeps what it holds, and leaves the rest to those who wait already', async () => {
  const spec = await waiting(place('1', [['A', 5]]));
  done(await spec.when(change('1', [[1, 'A', 4]])));
  assert.deepEqual(reserved(spec), [5, 4]);
});

test('when a supply is withdrawn, those who waited for it have what is there', async () => {
  const spec = new Spec();
  await spec.given(
    site('S1'),
    item('A'),
    expected('p', 'A', 'S1', 5, '2026-04-01'),
    place('late', [['A', 5]], { allowBackorder: true }),
    event('received', 'A', 'S1', 5),
  );
  assert.deepEqual(reserved(spec), [0, 5]);
  spec.now += 1_000;
  await spec.given(expected('p', 'A', 'S1', 0, '2026-04-01'));
  assert.deepEqual(reserved(spec), [5, 0]);
});
