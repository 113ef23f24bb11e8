// An order whose lines have no prices has no value either.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FulfilmentSpec, order } from '#runtime/fulfilment.testsuite.ts';

test('what could be done for an order without prices is told without a cost', async () => {
  const spec = await new FulfilmentSpec().begin();
  const lines = [{ line: 1, item: 'LAMP', quantity: 5 }];
  const document = { externalId: order, channel: 'web', customer: 'C1', lines };
  await spec.given({ type: 'order.place', id: order, party: null, document });
  assert.deepEqual(
    spec.order().fulfilment.holds.map(({ hold, ask }) => [hold, ask]),
    [['price', 'desk']],
  );
  await spec.wait(12);
  const [risk] = spec.entries('promise.at_risk');
  assert.deepEqual(risk?.data['alternatives'], [{ option: 'new_date', date: null, cost: null, recommended: true }]);
});
