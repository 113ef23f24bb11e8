import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numberMax } from '#policies/model.ts';
import { tellable } from './asked-policies.ts';

test('what is beyond what a policy can be told counts as the most, or the least, that it can', () => {
  const told = {
    orderTotal: numberMax * 9,
    creditLimit: 20,
    priceDeviationPercent: -1e12,
    channel: 'web',
    parcels: 1e20,
    blocked: false,
  };
  assert.deepEqual(tellable('order-holds', told), {
    ...told,
    orderTotal: numberMax,
    priceDeviationPercent: -1_000_000,
  });
  assert.deepEqual(tellable('gift-wrapping', { ribbon: 1e20, colour: 'red' }), { ribbon: 1e20, colour: 'red' });
});
