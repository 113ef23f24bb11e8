// The demo network's systems share no code with Crossdock, so that what they send is right has to be looked at: every event, order,
// change and cancellation of some weeks is held against the contracts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCarrier } from '../counterparties/carrier/model.ts';
import { createErp } from '../counterparties/erp/model.ts';
import { createFinance } from '../counterparties/finance/model.ts';
import { createShop } from '../counterparties/shop/model.ts';
import type { Output } from '../counterparties/system/message.ts';
import { runTogether, switchOn, take } from '../counterparties/testing/drive.testsuite.ts';
import { webhook } from '../counterparties/testing/network.testsuite.ts';
import { orchestrator } from '../counterparties/testing/orchestrator.testsuite.ts';
import { createWms } from '../counterparties/wms/model.ts';
import { loadContracts } from '#contracts/load.ts';
import { createValidator } from '#contracts/validate.ts';
import { demoNetwork } from '#demo/network.ts';

const startAt = Date.parse('2026-03-02T08:00:00Z');
const dayMs = 86_400_000;

test('what the systems around the demo network send is as the contracts have it', () => {
  const given = { seed: 1, network: demoNetwork('2026-03-02'), startAt };
  const [erp, wms, shop] = [createErp(given), createWms(given), createShop(given, { changed: 0.2, moved: 0.1 })];
  const [carrier, finance] = [createCarrier(given), createFinance(given)];
  switchOn(wms, 'short_picks', startAt, { rate: 0.2 });
  switchOn(wms, 'substitutes_unasked', startAt, { rate: 0.5 });
  switchOn(carrier, 'delays', startAt);
  const line = { line: 1, item: 'PAI-001', quantity: '2', unit: 'can' };
  take(wms, webhook('transfer.requested', { order: 'ord_1', from: 'LYO', to: 'HAM', lines: [line] }), startAt);
  for (const system of [erp, wms, carrier, finance]) switchOn(system, 'refuse_next', startAt, { count: 3 });
  const outputs = runTogether([erp, wms, shop, carrier, finance], orchestrator(), startAt + 21 * dayMs);
  const validator = createValidator(loadContracts());
  const wrong = outputs.flatMap((output) => {
    const checked = check(output);
    return checked === null || checked.ok
      ? []
      : [`${JSON.stringify(output.body)}: ${JSON.stringify(checked.errors[0])}`];
  });
  assert.deepEqual(wrong.slice(0, 3), []);
  const types = new Set(outputs.map((output) => (output.kind === 'event' ? output.body.type : output.kind)));
  assert.ok(types.size > 20 && types.has('crossdock.stock.moved.v1'), [...types].join(' '));

  function check(
    output: Output,
  ): ReturnType<typeof validator.validateEvent> | ReturnType<typeof validator.validate> | null {
    switch (output.kind) {
      case 'event':
        return validator.validateEvent(output.body);
      case 'order':
        return validator.validate('order', output.body);
      case 'change':
        return validator.validate('order-change', output.body);
      case 'cancel':
        return validator.validate('order-cancel', output.body);
      case 'notice':
        return null; // Between the systems themselves.
    }
  }
});
