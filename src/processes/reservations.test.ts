import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cancel, event, item, kit, place, post, reserve, site } from '#runtime/commands.testsuite.ts';
import { Spec, done, refused } from '#runtime/spec.ts';

async function stocked(quantity: number): Promise<Spec> {
  const spec = new Spec();
  await spec.given(site('S1'), item('A'), event('received', 'A', 'S1', quantity));
  return spec;
}

function stock(spec: Spec, code = 'A'): readonly [onHand: number, reserved: number, short: number, unexplained: number] {
  const balance = spec.store.tables.balances.get(`${code}\tS1`);
  return [balance?.onHand ?? 0, balance?.reserved ?? 0, balance?.short ?? 0, balance?.unexplained ?? 0];
}

test('goods that an outside event took are not posted a second time', async () => {
  const spec = await stocked(10);
  await spec.given(reserve('1', 'A', 6), event('issued', 'A', 'S1', 6, { reference: 'res_1' }));
  refused(await spec.when(post('1')), 'reservation_already_posted');
  assert.deepEqual(stock(spec), [4, 0, 0, 0]);
});

test('what an outside event took of a reservation in part counts when the rest is posted', async () => {
  const spec = await stocked(10);
  await spec.given(reserve('1', 'A', 6, { expiresInSeconds: 60 }), event('issued', 'A', 'S1', 2, { reference: 'res_1' }));
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
  await spec.given(event('issued', 'A', 'S1', 2, { reference: 'res_1' }), event('issued', 'B', 'S1', 2, { reference: 'res_1' }));
  assert.deepEqual([stock(spec), stock(spec, 'B')], [[8, 0, 0, 0], [8, 2, 0, 0]]);
  assert.deepEqual(done(await spec.when(post('1'))), { ...done(await spec.when(reserve('1', 'K', 2))), state: 'posted', posted: 2 });
  assert.deepEqual([stock(spec), stock(spec, 'B')], [[8, 0, 0, 0], [6, 0, 0, 0]]);
});
