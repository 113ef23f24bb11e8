import assert from 'node:assert/strict';
import { test } from 'node:test';
import { viewItem, viewPartner } from './view.ts';

const item = {
  code: 'SET',
  name: 'Set',
  unit: 'each',
  scale: 0,
  units: [],
  lots: false,
  shelfLifeDays: null,
  active: true,
  gtin: null,
  attributes: {},
  components: [
    { item: 'CABLE', quantity: 1_500 },
    { item: 'LAMP', quantity: 2 },
  ],
};
const partner = { code: 'P', name: 'P', roles: [], company: null, active: true, ids: [], party: 'pty_1' };

test('components are told in their own units', () => {
  const view = viewItem(item, (code) => (code === 'CABLE' ? 3 : 0));
  assert.deepEqual(view, {
    ...item,
    components: [
      { item: 'CABLE', quantity: 1.5 },
      { item: 'LAMP', quantity: 2 },
    ],
  });
});

test('a contact is shown to who may see it, also when there is none', () => {
  assert.ok(!('contact' in viewPartner(partner)));
  assert.deepEqual(viewPartner(partner, { name: 'Kim' }).contact, { name: 'Kim' });
  assert.equal(viewPartner(partner, null).contact, null);
});
