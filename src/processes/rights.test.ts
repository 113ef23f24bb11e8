// What an order may take by the policy order-allocation, and what somebody who is no customer of ours may.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusOf } from '#orders/view.ts';
import { item, place } from '#runtime/commands.testsuite.ts';
import { FulfilmentSpec } from '#runtime/fulfilment.testsuite.ts';
import { done, refused } from '#runtime/spec.ts';
import type { Command } from './message.ts';

const keyCustomer: Command = {
  type: 'partner.put',
  party: null,
  partner: { code: 'KEY', name: 'Key', roles: ['customer'], attributes: { class: 'A' } },
};

test('very many lines for somebody we do not know are held for the order desk', async () => {
  const spec = await new FulfilmentSpec().begin();
  const lines = Array.from({ length: 101 }, () => ['LAMP', 1] as const);
  await spec.given(place('1', lines, { allowBackorder: true }));
  assert.deepEqual(
    spec.order().fulfilment.holds.map(({ hold, ask }) => [hold, ask]),
    [['fraud', 'desk']],
  );
  assert.equal(statusOf(spec.order()), 'held');
  assert.deepEqual(spec.entries('credit.requested'), [], 'finance has nothing to say');
});

test('an attribute that is no quantity protects nothing', async () => {
  const protects: readonly (readonly [told: string, free: number])[] = [
    ['98', 2],
    ['0', 100],
    ['-1', 100],
    ['plenty', 100],
    ['0.5', 100],
  ];
  for (const [told, free] of protects) {
    const spec = await new FulfilmentSpec().begin();
    await spec.given(item('LAMP', { name: 'Lamp', attributes: { protected: told } }));
    const order = place('1', [['LAMP', free + 11]], { customer: 'C1' });
    refused(await spec.when(order), 'insufficient_stock');
    done(await spec.when(place('2', [['LAMP', free]], { customer: 'C1', site: 'HAM' })));
  }
});

test('the warehouse is told what it may pick instead, where the customer takes it', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(keyCustomer, item('LAMP', { name: 'Lamp', attributes: { substitute: 'BULB' } }));
  const lines = [{ line: 1, item: 'LAMP', quantity: 5 }];
  await spec.place(5, { customer: 'KEY', lines }, 'ord_1');
  await spec.place(5, { lines }, 'ord_2');
  assert.deepEqual(
    spec.entries('release.requested').map(({ data }) => data['lines']),
    [
      [{ line: 1, item: 'LAMP', quantity: 5, unit: 'each', substitutes: ['BULB'] }],
      [{ line: 1, item: 'LAMP', quantity: 5, unit: 'each' }],
    ],
  );
});

test('a line that stands for another says so', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(keyCustomer, item('FAN', { attributes: { substitute: 'BULB' } }), item('GRID', { scale: 2 }));
  const answer = await spec.when({
    ...place('1', [['FAN', 3]], { customer: 'KEY', allowBackorder: true }),
  });
  const lines = done(answer)['lines'] as readonly Readonly<Record<string, unknown>>[];
  assert.deepEqual(
    lines.map(({ line, item: code, quantity, cancelled, reserved, substitutes }) => [
      line,
      code,
      quantity,
      cancelled,
      reserved,
      substitutes,
    ]),
    [
      [1, 'FAN', 3, 3, 0, undefined],
      [100_001, 'BULB', 3, 0, 3, 1],
    ],
  );
});

test('goods that are counted otherwise do not stand for those that were ordered', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(
    keyCustomer,
    item('FAN', { attributes: { substitute: 'WIRE' } }),
    item('WIRE', { scale: 2, unit: 'm' }),
  );
  await spec.receive('WIRE', 'HAM', 50);
  await spec.place(3, { customer: 'KEY', allowBackorder: true, lines: [{ line: 1, item: 'FAN', quantity: 3 }] });
  assert.deepEqual(
    spec.order().lines.map(({ item: code, backordered }) => [code, backordered]),
    [['FAN', 3]],
  );
});

test('a substitute that is protected is not taken by who may not have it', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.given(
    keyCustomer,
    item('FAN', { attributes: { substitute: 'BULB' } }),
    item('BULB', { name: 'Bulb', attributes: { protected: '20' } }),
  );
  const lines = [{ line: 1, item: 'FAN', quantity: 3 }];
  // For later than a week from now an A customer is promised no protected stock.
  await spec.place(3, { customer: 'KEY', allowBackorder: true, lines, requestedFor: '2026-03-30' }, 'ord_1');
  await spec.place(3, { customer: 'KEY', allowBackorder: true, lines }, 'ord_2');
  assert.deepEqual(
    ['ord_1', 'ord_2'].map((id) => spec.order(id).lines.map(({ item: code, reserved }) => `${reserved} ${code}`)),
    [['0 FAN'], ['0 FAN', '3 BULB']],
  );
});

test('what a way out costs is said in the currency of the order, with its digits', async () => {
  const costs: unknown[] = [];
  for (const currency of ['EUR', 'JPY', 'KWD']) {
    const spec = await new FulfilmentSpec().begin();
    const amount = currency === 'JPY' ? '1000' : '10.00';
    await spec.place(5, { lines: [{ line: 1, item: 'LAMP', quantity: 5, price: { amount, currency } }] });
    const of = { release: 'ord_1-R1', site: 'HAM', shipment: 'S1' };
    await spec.reports('shipment.shipped', { ...of, lines: [{ line: 1, item: 'LAMP', quantity: 5 }], complete: true });
    await spec.reports('shipment.delayed', { shipment: 'S1', expectedOn: '2026-03-20', reason: 'strike' });
    const [risk] = spec.entries('promise.at_risk');
    const alternatives = risk?.data['alternatives'] as readonly { option: string; cost: unknown }[];
    costs.push(alternatives.find(({ option }) => option === 'expedite')?.cost);
  }
  assert.deepEqual(costs, [
    { amount: '35.00', currency: 'EUR' },
    { amount: '300', currency: 'JPY' },
    { amount: '35.000', currency: 'KWD' },
  ]);
});
