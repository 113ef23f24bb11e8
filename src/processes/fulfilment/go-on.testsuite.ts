// What the systems around an order do when nothing gets in the way: each does what it was asked, in its own time. Whatever state an
// order is in, this brings it to its end.
import assert from 'node:assert/strict';
import { isLive, sitesThatRefused } from '#orders/fulfilment.ts';
import type { Release, Shipment } from '#orders/fulfilment.ts';
import type { Command } from '#processes/message.ts';
import type { OrderEventDataOf, OrderEventKind } from '#processes/order-event-data.ts';
import { event } from '#runtime/commands.testsuite.ts';
import type { Network } from './network.testsuite.ts';

/** More steps than any order needs: days pass where it waits for its date. */
const stepsMax = 60;
const dayHours = 24;

export async function say(network: Network, command: Command): Promise<void> {
  const claim = command.type === 'order.event' ? { claim: { source: command.event.source, id: command.event.id } } : {};
  await network.when(command, claim);
  // What is due at once is done at once, as a node does.
  await network.wait(0);
}

export async function tell<Kind extends OrderEventKind>(
  network: Network,
  kind: Kind,
  data: Omit<OrderEventDataOf[Kind], 'order'>,
): Promise<void> {
  await say(network, network.report(kind, data as Parameters<typeof network.report<Kind>>[1]));
}

/** Until the order has ended. */
export async function goOn(network: Network): Promise<void> {
  for (let step = 0; !network.order().fulfilment.ended; step += 1) {
    assert(step < stepsMax, `the order does not end: ${JSON.stringify(network.order().fulfilment)}`);
    const next = nextSaid(network);
    if (next === null) await network.wait(dayHours);
    else await say(network, next);
  }
}

/** What is said next about the order, by whoever was asked first; null while nobody but the clock is to be heard. */
export function nextSaid(network: Network): Command | null {
  const { id, lines, fulfilment } = network.order();
  const { holds, releases, shipments, risk } = fulfilment;
  if (holds.some(({ state }) => state === 'open'))
    return network.report('credit.approved', { request: `${id}-C${fulfilment.creditRequests}` });
  for (const release of releases.filter(isLive)) return byWarehouse(network, release);
  for (const shipment of shipments) {
    const said = bySystems(network, shipment);
    if (said !== null) return said;
  }
  if (risk !== null) {
    const option = risk.alternatives.find(({ recommended }) => recommended)?.option ?? 'new_date';
    return { type: 'order.act', id, act: 'recover', hold: null, option, reason: null };
  }
  const waiting = lines.find(({ backordered }) => backordered > 0);
  if (waiting === undefined) return null;
  // Who refused is not asked again: goods that come there are of no use.
  const site = sitesThatRefused(fulfilment, waiting.line).has('HAM') ? 'LYO' : 'HAM';
  return event('received', waiting.item, site, waiting.backordered);
}

function byWarehouse(network: Network, release: Release): Command {
  const { lines, fulfilment } = network.order();
  const at = { release: release.id, site: release.site };
  if (release.state === 'asked') return network.report('release.accepted', at);
  if (release.state === 'recalled') return network.report('release.cancelled', at);
  const before = fulfilment.shipments.filter((shipment) => shipment.release === release.id);
  const begun = before.find(({ state }) => state === 'picked' || state === 'packed');
  const of = { ...at, shipment: begun?.id ?? `${release.id}-S${before.length + 1}` };
  const goods = release.lines.flatMap(({ line: number, quantity, shipped }) => {
    const line = lines.find((one) => one.line === number);
    assert(line !== undefined, `line ${number} of a release is a line of the order`);
    return shipped === quantity
      ? []
      : [{ line: line.substitutes ?? number, item: line.item, quantity: quantity - shipped }];
  });
  if (begun === undefined) return network.report('shipment.picked', { ...of, lines: goods });
  if (begun.state === 'picked') return network.report('shipment.packed', of);
  return network.report('shipment.shipped', { ...of, lines: goods, complete: true });
}

/** The ERP posts, finance bills, people mend what was refused, and the carrier delivers. */
function bySystems(network: Network, { id, state, issue, invoice }: Shipment): Command | null {
  const of = { shipment: id };
  if (issue.state === 'refused' || invoice.state === 'refused')
    return { type: 'order.act', id: network.order().id, act: 'retry_books', hold: null, option: null, reason: null };
  if (issue.state === 'asked') return network.report('issue.posted', { ...of, document: `GI ${id}` });
  if (invoice.state === 'asked') return network.report('invoice.issued', { ...of, invoice: `INV ${id}` });
  return state === 'shipped' ? network.report('shipment.delivered', of) : null;
}
