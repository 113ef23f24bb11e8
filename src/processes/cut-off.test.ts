// A site's cut-off: what is ordered after it leaves the next day.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { event, item, site } from '#runtime/commands.testsuite.ts';
import { Spec } from '#runtime/spec.ts';

/** Noon in UTC is one o'clock in Hamburg. */
async function promisedAfter(cutOff: string | undefined, requestedFor?: string): Promise<unknown> {
  const spec = new Spec();
  const more = { zone: 'Europe/Berlin', ...(cutOff !== undefined && { cutOff }) };
  await spec.given(site('HAM', more), item('LAMP'), event('received', 'LAMP', 'HAM', 10));
  await spec.given({
    type: 'order.place',
    id: 'ord_1',
    party: null,
    document: {
      externalId: '1',
      channel: 'web',
      lines: [{ line: 1, item: 'LAMP', quantity: 2 }],
      ...(requestedFor !== undefined && { requestedFor }),
    },
  });
  return spec.store.tables.orders.get('ord_1')?.lines[0]?.portions[0]?.promisedFor;
}

test('goods are promised for today until the cut-off of their site, and then for tomorrow', async () => {
  assert.equal(await promisedAfter(undefined), '2026-03-10');
  assert.equal(await promisedAfter('13:01'), '2026-03-10');
  assert.equal(await promisedAfter('13:00'), '2026-03-11');
});

test('what is wanted for today after the cut-off is promised for tomorrow, not refused', async () => {
  assert.equal(await promisedAfter('09:00', '2026-03-10'), '2026-03-11');
  assert.equal(await promisedAfter('09:00', '2026-03-12'), '2026-03-12');
});
