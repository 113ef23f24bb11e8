import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isUnlimited, seesPartner, sightOf, visibleCompanies, visibleSites } from './visibility.ts';

const site = (code: string, company: string) => ({ code, company, name: code, zone: 'UTC', rank: 1, active: true });
const sites = [site('MUC', 'SUED'), site('HAM', 'NORD'), site('KIEL', 'NORD')];

test('sites are cut to the scope; no limit needs no list', () => {
  assert.equal(visibleSites({}, sites), null);
  assert.deepEqual(visibleSites({ companies: ['NORD'] }, sites), ['HAM', 'KIEL']);
  assert.deepEqual(visibleSites({ sites: ['KIEL', 'MUC', 'GONE'] }, sites), ['KIEL', 'MUC']);
  assert.deepEqual(visibleSites({ sites: ['KIEL', 'MUC'], companies: ['SUED'] }, sites), ['MUC']);
  assert.deepEqual(visibleSites({ sites: [] }, sites), []);
  assert.ok(isUnlimited({}) && !isUnlimited({ sites: [] }) && !isUnlimited({ companies: ['NORD'] }));
});

test('partners are cut to the companies of the scope or of its sites', () => {
  assert.equal(visibleCompanies({}, sites), null);
  assert.deepEqual(visibleCompanies({ companies: ['SUED'] }, sites), ['SUED']);
  assert.deepEqual(visibleCompanies({ sites: ['HAM', 'KIEL'] }, sites), ['NORD']);
  assert.deepEqual(visibleCompanies({ sites: ['HAM'], companies: ['SUED'] }, sites), []);
  assert.ok(seesPartner({ company: 'NORD' }, null));
  assert.ok(seesPartner({ company: 'NORD' }, ['NORD']));
  assert.ok(seesPartner({ company: null }, []));
  assert.ok(!seesPartner({ company: 'NORD' }, ['SUED']));
});

const ham = new Set(['HAM']);
const object = (type: string, id: string) => ({ type, id });

test('an entry is seen by its sites', () => {
  assert.deepEqual(
    sightOf({ type: 'crossdock.stock.received.v1', objects: [object('item', 'A'), object('site', 'HAM')] }, ham),
    { sees: true },
  );
  assert.deepEqual(
    sightOf({ type: 'crossdock.stock.received.v1', objects: [object('item', 'A'), object('site', 'MUC')] }, ham),
    { sees: false },
  );
  assert.deepEqual(sightOf({ type: 'crossdock.event.held.v1', objects: [object('intake', 'int_1')] }, ham), {
    sees: false,
  });
});

test('an entry that names orders is seen by those who see all of them', () => {
  assert.deepEqual(sightOf({ type: 'crossdock.order.cancelled.v1', objects: [object('order', 'ord_1')] }, ham), {
    orders: ['ord_1'],
  });
  assert.deepEqual(
    sightOf(
      { type: 'crossdock.document.received.v1', objects: [object('order', 'ord_1'), object('order', 'ord_2')] },
      ham,
    ),
    { orders: ['ord_1', 'ord_2'] },
  );
  assert.deepEqual(
    sightOf({ type: 'crossdock.order.promised.v1', objects: [object('order', 'ord_1'), object('site', 'HAM')] }, ham),
    { sees: true },
  );
});

test('items are everybody’s', () => {
  assert.deepEqual(sightOf({ type: 'crossdock.item.defined.v1', objects: [object('item', 'A')] }, ham), { sees: true });
  assert.deepEqual(sightOf({ type: 'crossdock.partner.defined.v1', objects: [object('partner', 'P')] }, ham), {
    sees: false,
  });
});
