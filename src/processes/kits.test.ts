// A kit is what it was made of when it was promised: what it is made of later concerns later promises.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OrderLine } from '#orders/model.ts';
import { change, event, item, kit, place, post, reserve, site } from '#runtime/commands.testsuite.ts';
import { Spec, done } from '#runtime/spec.ts';

async function world(components: Readonly<Record<string, number>>): Promise<Spec> {
  const spec = new Spec();
  await spec.given(site('S1'), item('A'), item('B'), item('C'), kit('K', components));
  for (const code of ['A', 'B', 'C']) await spec.given(event('received', code, 'S1', 9));
  return spec;
}

function line(spec: Spec): Pick<OrderLine, 'ordered' | 'reserved' | 'issued'> {
  const found = spec.store.tables.orders.get('ord_1')?.lines[0];
  assert(found !== undefined);
  const { ordered, reserved, issued } = found;
  return { ordered, reserved, issued };
}

/** On hand and reserved. */
function stock(spec: Spec, code: string): readonly [number, number] {
  const balance = spec.store.tables.balances.get(`${code}\tS1`);
  return [balance?.onHand ?? 0, balance?.reserved ?? 0];
}

const issued = (code: string, quantity: number): ReturnType<typeof event> =>
  event('issued', code, 'S1', quantity, { reference: 'web/1' });

test('an ordered kit leaves with as many components as it was ordered with', async () => {
  const spec = await world({ A: 2 });
  await spec.given(place('1', [['K', 2]]), kit('K', { A: 1 }), issued('A', 4));
  assert.deepEqual(line(spec), { ordered: 2, reserved: 0, issued: 2 });
  assert.deepEqual(stock(spec, 'A'), [5, 0]);
});

test('an ordered kit leaves with the components it was ordered with', async () => {
  const spec = await world({ A: 1, B: 1 });
  await spec.given(place('1', [['K', 2]]), kit('K', { A: 1, C: 1 }), issued('A', 2), issued('B', 2));
  assert.deepEqual(line(spec), { ordered: 2, reserved: 0, issued: 2 });
});

test('a changed line keeps its components; a new line has those of today', async () => {
  const spec = await world({ A: 1, B: 1 });
  await spec.given(
    place('1', [['K', 2]]),
    kit('K', { A: 1, C: 1 }),
    change('1', [
      [1, 'K', 3],
      [2, 'K', 1],
    ]),
  );
  assert.deepEqual(
    [stock(spec, 'A'), stock(spec, 'B'), stock(spec, 'C')],
    [
      [9, 4],
      [9, 3],
      [9, 1],
    ],
  );
});

test('a reserved kit is posted with the components it was reserved with', async () => {
  const spec = await world({ A: 1, B: 1 });
  await spec.given(reserve('1', 'K', 2), kit('K', { A: 1, C: 1 }));
  assert.equal(done(await spec.when(post('1')))['posted'], 2);
  assert.deepEqual(
    [stock(spec, 'A'), stock(spec, 'B'), stock(spec, 'C')],
    [
      [7, 0],
      [7, 0],
      [9, 0],
    ],
  );
});

test('a reserved kit that leaves by events is posted by the components it was reserved with', async () => {
  const spec = await world({ A: 1, B: 1 });
  const left = (code: string): ReturnType<typeof event> => event('issued', code, 'S1', 2, { reference: 'res_1' });
  await spec.given(reserve('1', 'K', 2), kit('K', { A: 1, C: 1 }), left('A'), left('B'));
  const { state, posted } = spec.store.tables.reservations.get('res_1') ?? {};
  assert.deepEqual([state, posted], ['posted', 2]);
});
