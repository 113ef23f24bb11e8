// Exceptions that people close.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FulfilmentSpec, order } from '#runtime/fulfilment.testsuite.ts';
import { refused } from '#runtime/spec.ts';
import type { Command } from './message.ts';

const close = (kind: string, id = order): Command => ({ type: 'exception.close', id, kind, reason: 'fetched back' });

test('goods that leave although the order was given back stay before somebody until he says what was done', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(5);
  const of = { release: `${order}-R1`, site: 'HAM' };
  await spec.given({ type: 'order.cancel', id: order, reason: 'too late' });
  await spec.reports('release.cancelled', of);
  const left = { lines: [{ line: 1, item: 'LAMP', quantity: 5 }], complete: true };
  await spec.reports('shipment.shipped', { ...of, shipment: 'S1', ...left });
  await spec.reports('issue.posted', { shipment: 'S1', document: 'GI-1' });
  await spec.reports('invoice.issued', { shipment: 'S1', invoice: 'INV-1' });
  await spec.reports('shipment.delivered', { shipment: 'S1' });
  const kinds = (): string[] => spec.order().fulfilment.exceptions.map(({ kind, owner }) => `${kind}: ${owner}`);
  assert.deepEqual(kinds(), ['shipped_after_all: warehouse supervisor']);

  assert.match(refused(await spec.when(close('no_date')), 'exception_unknown').detail, /open: shipped_after_all\./);
  await spec.given(close('shipped_after_all'));
  assert.deepEqual(kinds(), []);
  assert.equal(spec.entries('exception.settled').at(-1)?.data['reason'], 'fetched back');
  assert.match(refused(await spec.when(close('shipped_after_all')), 'exception_unknown').detail, /open: none\./);
});

test('warehouses that refused are asked again when somebody has found out why', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(15, { site: 'HAM', allowBackorder: true });
  await spec.reports('release.refused', { release: `${order}-R1`, site: 'HAM', reason: 'dock closed' });
  await spec.wait(24);
  assert.equal(spec.order().lines[0]?.backordered, 15, 'asked again by itself, it would go in circles');
  await spec.given(close('refused_everywhere'));
  await spec.wait(0);
  assert.equal(spec.order().lines[0]?.backordered, 0);
  assert.deepEqual(
    spec.order().fulfilment.releases.map(({ site, state }) => [site, state]),
    [
      ['HAM', 'cancelled'],
      ['HAM', 'asked'],
    ],
  );
});

test('of several warehouses only those that refused are asked again', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(110);
  await spec.reports('release.accepted', { release: `${order}-R1`, site: 'HAM' });
  await spec.reports('release.refused', { release: `${order}-R2`, site: 'LYO', reason: 'dock closed' });
  await spec.given(close('refused_everywhere'));
  await spec.wait(0);
  assert.deepEqual(
    spec.order().fulfilment.releases.map(({ site, state }) => [site, state]),
    [
      ['HAM', 'accepted'],
      ['LYO', 'cancelled'],
      ['LYO', 'asked'],
    ],
  );
});

test('only an order that a process runs has exceptions', async () => {
  const spec = new FulfilmentSpec();
  await spec.given(
    { type: 'site.put', site: { code: 'HAM', name: 'Hamburg', company: 'NORTH', zone: 'Europe/Berlin', rank: 1 } },
    { type: 'item.put', item: { code: 'LAMP', name: 'Lamp', unit: 'each' } },
    { type: 'partner.put', partner: { code: 'C1', name: 'Customer', roles: ['customer'] }, party: null },
  );
  await spec.receive('LAMP', 'HAM', 5);
  await spec.place(5);
  refused(await spec.when(close('count_needed')), 'order_without_process');
  refused(await spec.when(close('count_needed', 'ord_9')), 'order_unknown');
});
