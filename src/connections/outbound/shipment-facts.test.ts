import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shipmentFacts } from './shipment-facts.ts';
import type { StoredShipment } from './shipment-facts.ts';

type Line = NonNullable<StoredShipment['lines']>[number];

const line = (attributes: Readonly<Record<string, string>> | null, more: Partial<Line> = {}): Line => ({
  ...{ line: 1, item: 'LAMP', quantity: 3, scale: 0, unit: 'each', attributes },
  ...more,
});
const facts = (lines: StoredShipment['lines'], packages: StoredShipment['packages'] = null): (number | null)[] => {
  const { weightGrams, volumeCm3 } = shipmentFacts({ id: 'SH-1', release: 'R1', lines, packages });
  return [weightGrams, volumeCm3];
};

test('packages that were weighed say the weight, and otherwise the items do', () => {
  const heavy = line({ weightGrams: '1200.4', volumeCm3: '10' });
  const cable = line({ weightGrams: '2.5', volumeCm3: '0.5' }, { item: 'CABLE', quantity: 1_500, scale: 3, unit: 'm' });
  const weighed = [
    { id: 'P1', weightGrams: 700 },
    { id: 'P2', weightGrams: 850 },
  ];
  assert.deepEqual(facts([heavy, cable], weighed), [1_550, 31]);
  assert.deepEqual(facts([heavy, cable], [{ id: 'P1', weightGrams: 700 }, { id: 'P2' }]), [3_605, 31]);
  assert.deepEqual(facts([heavy, cable]), [3_605, 31]);
});

test('what is not known of one is not known of all', () => {
  assert.deepEqual(facts([line({ weightGrams: '5' }), line(null)]), [null, null]);
  assert.deepEqual(facts([line({ weightGrams: 'heavy', volumeCm3: '-1' })]), [null, null]);
  assert.deepEqual(facts(null), [null, null]);
});

test('quantities are in the base unit', () => {
  const { lines, packages } = shipmentFacts({
    id: 'SH-1',
    release: 'R1',
    packages: null,
    lines: [line(null, { quantity: 1_500, scale: 3, unit: 'm' })],
  });
  assert.deepEqual([lines, packages], [[{ line: 1, item: 'LAMP', quantity: 1.5, unit: 'm' }], []]);
});
