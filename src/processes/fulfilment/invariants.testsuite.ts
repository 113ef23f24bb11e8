// What holds for orders in their process, whatever happens to them.
import assert from 'node:assert/strict';
import { hasLeft, isBilled, inWarehouse } from '#orders/fulfilment.ts';
import { describe } from '#statecharts/describe.ts';
import { stockKey } from '#stock/model.ts';
import { isManaged } from './case.ts';
import type { Managed } from './case.ts';
import type { Network } from './network.testsuite.ts';

function orders(network: Network): Managed[] {
  return [...network.store.tables.orders.values()].filter(isManaged);
}

export function unitsAreConserved(network: Network): void {
  const { balances, parts, details } = network.store.tables;
  for (const [key, balance] of balances) {
    const moved = (network.store.movements.get(key) ?? []).reduce((sum, { quantity }) => sum + quantity, 0);
    assert.equal(balance.onHand - balance.unexplained, moved, `on hand of ${key} is what came less what left`);
    const cells = details.get(key) ?? [];
    assert.equal(
      balance.sellable,
      cells.reduce((sum, { quantity, status }) => sum + (status === 'available' ? quantity : 0), 0),
    );
    const live = [...parts.values()].filter(
      (part) => part.state === 'pending' && stockKey(part.item, part.site) === key,
    );
    assert.equal(
      balance.reserved,
      live.reduce((sum, part) => sum + part.quantity - part.posted - part.inbound, 0),
      `reserved of ${key} is what live parts hold`,
    );
    for (const [name, value] of Object.entries(balance))
      if (typeof value === 'number') assert.ok(value >= 0, `${name} of ${key} is ${value}`);
    assert.equal(balance.short, Math.max(0, balance.reserved - balance.sellable));
  }
}

export function linesAddUp(network: Network): void {
  for (const order of orders(network)) {
    const parts = [...network.store.tables.parts.values()].filter((part) => part.holder === order.id);
    for (const line of order.lines) {
      const of = `line ${line.line} of ${order.id}`;
      assert.equal(line.ordered, line.reserved + line.backordered + line.issued + line.cancelled, of);
      assert.ok(Math.min(line.reserved, line.backordered, line.issued, line.cancelled) >= 0, of);
      assert.equal(
        line.reserved,
        line.portions.reduce((sum, { quantity }) => sum + quantity, 0),
        `portions of ${of}`,
      );
      for (const { item, per } of line.components ?? [{ item: line.item, per: 1 }]) {
        const own = parts.filter((part) => part.line === line.line && part.item === item);
        const held = own.reduce((sum, part) => sum + (part.state === 'pending' ? part.quantity : part.posted), 0);
        const posted = own.reduce((sum, part) => sum + part.posted, 0);
        if (line.components === null) assert.equal(posted, line.issued, `posted of ${of}`);
        assert.equal(held, (line.reserved + line.issued) * per, `reserved and posted ${item} of ${of}`);
      }
      // What left from elsewhere was asked back.
      const asking = order.fulfilment.releases.filter(({ state }) => state !== 'recalled');
      // A warehouse that cannot give it back sends it twice, or sent it unasked: somebody has been told.
      if (order.fulfilment.exceptions.some(({ kind }) => kind.startsWith('shipped_'))) continue;
      for (const site of new Set(order.fulfilment.releases.map(({ site: code }) => code))) {
        const asked = inWarehouse({ ...order.fulfilment, releases: asking }, line.line, site);
        const promised = line.portions.reduce(
          (sum, portion) => sum + (portion.site === site ? portion.quantity : 0),
          0,
        );
        assert.ok(
          asked <= promised,
          `${site} was asked for ${asked} of ${of}, and ${promised} are promised from there`,
        );
      }
    }
  }
}

export function everyOrderEndsOrWaits(network: Network): void {
  for (const { id, fulfilment } of orders(network)) {
    const deadline = network.store.deadlines.get(`order.wake:${id}`);
    if (fulfilment.ended) {
      assert.equal(deadline, undefined, `${id} has ended and waits for nothing`);
      continue;
    }
    const { owners } = describe(network.definition(), fulfilment.value);
    assert.ok(owners.length > 0, `${id} waits for nobody in ${JSON.stringify(fulfilment.value)}`);
    const clocks = Object.values(fulfilment.clocks);
    assert.ok(clocks.length > 0, `${id} waits without a clock in ${JSON.stringify(fulfilment.value)}`);
    assert.ok(
      deadline !== undefined && deadline.dueAt <= Math.min(...clocks),
      `the first clock of ${id} has a deadline`,
    );
    assert.ok(deadline.dueAt > network.now, `${id} was not woken`);
  }
}

/** An order that has ended owes nobody a posting or an invoice, and nothing of it waits. */
export function whatLeftIsBooked(network: Network): void {
  for (const { id, lines, fulfilment } of orders(network)) {
    if (!fulfilment.ended) continue;
    for (const shipment of fulfilment.shipments.filter(hasLeft)) {
      const { issue } = shipment;
      assert.deepEqual(
        [issue.state, isBilled(shipment)],
        ['done', true],
        `${shipment.id} of ${id} is posted and billed`,
      );
    }
    for (const line of lines)
      assert.equal(line.reserved + line.backordered, 0, `nothing of line ${line.line} of ${id} waits`);
  }
}

/** What a system would do twice if it were asked twice. */
export function nothingIsAskedTwice(network: Network): void {
  const asked = new Set<string>();
  const retried = new Set<unknown>();
  const posted = new Set<string>();
  const givenBack = new Set<unknown>();
  for (const { type, data } of network.entries()) {
    const shipment = JSON.stringify([data['order'], data['shipment']]);
    const key = JSON.stringify([type, data['order'], data['release'], data['shipment']]);
    const isFirst = !asked.has(key);
    asked.add(key);
    switch (type) {
      case 'crossdock.order.books_retried.v1':
      case 'crossdock.order.transport_retried.v1':
        retried.add(data['order']);
        break;
      case 'crossdock.release.cancelled.v1':
      case 'crossdock.release.refused.v1':
        givenBack.add(data['release']);
        break;
      case 'crossdock.release.reminded.v1':
      case 'crossdock.release.cancel_requested.v1':
        // What comes again is about the same release; who has given it back hears no more of it.
        assert.ok(!givenBack.has(data['release']), `${key} after it was given back`);
        break;
      case 'crossdock.issue.posted.v1':
        posted.add(shipment);
        break;
      case 'crossdock.release.requested.v1':
        assert.ok(isFirst, `${key} twice`);
        break;
      case 'crossdock.issue.requested.v1':
        assert.ok(isFirst || retried.has(data['order']), `${key} twice`);
        break;
      case 'crossdock.invoice.requested.v1':
        assert.ok(isFirst || retried.has(data['order']), `${key} twice`);
        assert.ok(posted.has(shipment), `${key} before the ERP posted the issue`);
        break;
      case 'crossdock.transport.requested.v1':
        assert.ok(isFirst || data['expedite'] === true || retried.has(data['order']), `${key} twice`);
        break;
      default:
        break;
    }
  }
}
