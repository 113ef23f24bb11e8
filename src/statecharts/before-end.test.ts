import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beforeEnd } from './before-end.ts';
import { step } from './step.ts';
import { definitionOf, parallel, small } from './testing/definitions.ts';

test('a chart that ended by the end of its regions can hear on where they had ended', () => {
  const definition = definitionOf(parallel());
  const before = beforeEnd(definition, 'closed');
  assert.deepEqual(before, { open: { goods: 'left', books: 'done' } });
  assert.equal(step(definition, before, 'late', { open: 0, urgent: false }).taken, true);
});

test('nothing is heard after an end that was not that of regions', () => {
  assert.equal(beforeEnd(definitionOf(parallel()), 'refused'), null);
  assert.equal(beforeEnd(definitionOf(small()), 'shipped'), null);
});
