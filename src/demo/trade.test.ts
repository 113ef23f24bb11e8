import assert from 'node:assert/strict';
import { test } from 'node:test';
import { marketOf } from '../../counterparties/system/network.ts';
import { demoNetwork } from './network.ts';

const network = demoNetwork('2026-01-05');
const market = marketOf(network);

test('Crossdock has the list prices that the ERP and the shop have', () => {
  for (const item of network.items)
    assert.equal(item.attributes?.['listPrice'], (market.priceCents(item) / 100).toFixed(2), item.code);
});

test('Crossdock has the classes and credit limits that finance has', () => {
  assert.equal(market.customers.length, 50);
  for (const { code } of market.customers) {
    const attributes = network.partners.find((partner) => partner.code === code)?.attributes;
    assert.equal(attributes?.['class'], market.classOf(code), code);
    assert.equal(attributes?.['creditLimit'], (market.creditLimitCents(code) / 100).toFixed(2), code);
  }
});
