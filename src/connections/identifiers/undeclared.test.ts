// A system that nobody declared is told, with the one that may be meant.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { warningOf } from './undeclared.ts';

for (const [system, declared, detail, fix] of [
  ['erp', [], /No system is declared yet/, /Declare it with PUT \/v1\/identifier-systems\/erp, /],
  ['erp-nroth', ['erp-north', 'shop'], /Declared are erp-north, shop\./, /Did you mean erp-north\?/],
  ['ERP_NORTH', ['erp-north'], /ERP_NORTH/, /Did you mean erp-north\?/],
  ['tms', ['erp-north', 'shop'], /No system is called tms/, /^Declare it/],
  ['x', Array.from({ length: 53 }, (_, index) => `system-${index}`), /system-49 and 3 more\./, /^Declare it/],
] as const) {
  test(`${system} of ${declared.length} that are declared`, () => {
    const warning = warningOf(system, declared);
    assert.equal(warning?.pointer, '/system');
    assert.match(warning?.detail ?? '', detail);
    assert.match(warning?.fix ?? '', fix);
  });
}

test('one that is declared is not told', () => assert.equal(warningOf('erp', ['erp', 'shop']), null));
