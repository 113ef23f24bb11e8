// What a case says of its releases and shipments.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isUnpicked } from './fulfilment.ts';
import type { Release, Shipment } from './fulfilment.ts';

const release: Release = {
  id: 'ord_1-R1',
  site: 'HAM',
  state: 'accepted',
  lines: [
    { line: 1, quantity: 3, shipped: 0 },
    { line: 2, quantity: 2, shipped: 0 },
  ],
};

function picked(...lines: readonly (readonly [line: number, quantity: number])[]): Shipment {
  return {
    id: `S${lines.length}`,
    release: release.id,
    site: 'HAM',
    state: 'picked',
    lines: lines.map(([line, quantity]) => ({ line, quantity, lot: null })),
    carrier: null,
    tracking: null,
    cost: null,
    leftAt: null,
    expectedOn: null,
    deliveredAt: null,
    issue: { state: 'open', document: null },
    invoice: { state: 'open', document: null },
  };
}

test('of a release goods are on the shelves until all of each line is picked, in one shipment or several', () => {
  const isLeft = (...shipments: readonly Shipment[]): boolean => isUnpicked({ shipments }, release);
  assert.equal(isLeft(), true);
  assert.equal(isLeft(picked([1, 3])), true);
  assert.equal(isLeft(picked([1, 5])), true, 'too many of one line are none of the other');
  assert.equal(isLeft(picked([1, 3], [2, 2])), false);
  assert.equal(isLeft(picked([1, 1]), picked([1, 2], [2, 2])), false);
  assert.equal(isLeft({ ...picked([1, 3], [2, 2]), release: 'ord_1-R2' }), true);
  assert.equal(isLeft({ ...picked(), state: 'packed' }), false, 'packed untold');
});
