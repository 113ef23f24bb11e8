// An order at every stage of its way, and everything that can get in its way there. One line of the table in stages.test.ts is one
// of these disturbances at one of these stages.
import assert from 'node:assert/strict';
import type { Command } from '#processes/message.ts';
import type { OrderEventDataOf, OrderEventKind } from '#processes/order-event-data.ts';
import { order } from '#runtime/fulfilment.testsuite.ts';
import { Network } from './network.testsuite.ts';
import { balanceOf, counted, foundIn, isSent, liveReleases, nameOf } from './scenario.testsuite.ts';

const release = `${order}-R1`;
const at = { release, site: 'HAM' };
const shipment = { ...at, shipment: 'S1' };
const line = (quantity: number): { line: number; item: string; quantity: number } => ({
  line: 1,
  item: 'LAMP',
  quantity,
});

async function tell<Kind extends OrderEventKind>(
  network: Network,
  kind: Kind,
  data: Omit<OrderEventDataOf[Kind], 'order'>,
): Promise<void> {
  // The contracts of reports differ by kind; the parameters have tied them together.
  const command = network.report(kind, data as Parameters<typeof network.report<Kind>>[1]);
  await say(network, command);
}

async function say(network: Network, command: Command): Promise<void> {
  const claim = command.type === 'order.event' ? { claim: { source: command.event.source, id: command.event.id } } : {};
  await network.when(command, claim);
  await network.wait(0);
}

/** Five lamps at 10.00 EUR; Hamburg has a hundred. Each stage goes on from the one before, but for those that wait. */
export const stages = {
  held: async (network: Network) => network.place(5, { customer: 'LIMITED' }),
  'not due': async (network: Network) => network.place(5, { customer: 'B', requestedFor: '2026-03-20' }),
  backordered: async (network: Network) => {
    await network.place(5, { customer: 'B', allowBackorder: true, lines: [{ ...line(5), item: 'BULB', price }] });
  },
  asked: async (network: Network) => network.place(5, { customer: 'B' }),
  accepted: async (network: Network) => {
    await stages.asked(network);
    await tell(network, 'release.accepted', at);
  },
  picked: async (network: Network) => {
    await stages.accepted(network);
    await tell(network, 'shipment.picked', { ...shipment, lines: [line(5)] });
  },
  packed: async (network: Network) => {
    await stages.picked(network);
    await tell(network, 'shipment.packed', shipment);
  },
  'partly shipped': async (network: Network) => {
    await stages.accepted(network);
    await tell(network, 'shipment.shipped', { ...shipment, lines: [line(3)], complete: false });
  },
  'under way': async (network: Network) => {
    await stages.packed(network);
    await tell(network, 'shipment.shipped', { ...shipment, lines: [line(5)], complete: true });
  },
  delivered: async (network: Network) => {
    await stages['under way'](network);
    await tell(network, 'issue.posted', { shipment: 'S1', document: 'GI-1' });
    await tell(network, 'shipment.delivered', { shipment: 'S1' });
  },
  closed: async (network: Network) => {
    await stages.delivered(network);
    await tell(network, 'invoice.issued', { shipment: 'S1', invoice: 'INV-1' });
  },
} satisfies Record<string, (network: Network) => Promise<void>>;

const price = { amount: '10.00', currency: 'EUR' };

export type Stage = keyof typeof stages;

/** Where the order has a release, warehouses answer; otherwise there is nobody to. */
async function allReleases(
  network: Network,
  kind: 'release.cancelled' | 'release.refused' | 'release.cancel_refused',
): Promise<void> {
  for (const live of liveReleases(network))
    await tell(network, kind, { ...live, reason: 'no' } as typeof live & { reason: string });
}

const cancel: Command = { type: 'order.cancel', id: order, reason: 'changed my mind' };
const fewer = (network: Network): Command => ({
  type: 'order.change',
  id: order,
  change: { lines: [{ line: 1, item: network.order().lines[0]?.item ?? '', quantity: 3 }] },
});

/** What has not left is shipped, whatever was told before. */
async function shipRest(network: Network): Promise<void> {
  const rest = network.order().fulfilment.releases[0]?.lines[0];
  const quantity = rest === undefined ? 5 : rest.quantity - rest.shipped;
  const partly = quantity < 5 && quantity > 0;
  await tell(network, 'shipment.shipped', {
    ...shipment,
    shipment: partly ? 'S2' : 'S1',
    lines: [line(quantity === 0 ? 5 : quantity)],
    complete: true,
  });
}

export const disturbances = {
  /** The customer cancels, and warehouses give back what they have. */
  cancel: async (network: Network) => {
    await say(network, cancel);
    await allReleases(network, 'release.cancelled');
  },
  /** The customer cancels, the warehouse cannot stop, and sends the goods. */
  'cancel too late': async (network: Network) => {
    await say(network, cancel);
    await allReleases(network, 'release.cancel_refused');
    await shipRest(network);
  },
  /** The customer wants three instead of five. */
  'fewer wanted': async (network: Network) => {
    await say(network, fewer(network));
    await allReleases(network, 'release.cancelled');
  },
  'fewer wanted too late': async (network: Network) => {
    await say(network, fewer(network));
    await allReleases(network, 'release.cancel_refused');
  },
  'later date': async (network: Network) => {
    await say(network, { type: 'order.change', id: order, change: { requestedFor: '2026-03-27' } });
    await allReleases(network, 'release.cancelled');
  },
  /** The last report once more, as a sender does that has not heard the answer. */
  'told twice': async (network: Network) => {
    const [last] = reports(network);
    if (last !== undefined) await network.decide(last);
  },
  /** The same under another id. */
  'told again': async (network: Network) => {
    const [last] = reports(network);
    const command = last?.message.command;
    if (command?.type === 'order.event')
      await say(network, { ...command, event: { ...command.event, id: `${command.event.id}, told again` } });
  },
  /** Cancelled and given back; then the goods leave after all. */
  'late after cancellation': async (network: Network) => {
    await disturbances.cancel(network);
    await shipRest(network);
  },
  /** What comes last is heard first. */
  'out of order': async (network: Network) => {
    await tell(network, 'invoice.issued', { shipment: 'S1', invoice: 'INV-1' });
    await tell(network, 'shipment.delivered', { shipment: 'S1' });
    await shipRest(network);
    await tell(network, 'shipment.packed', shipment);
    await tell(network, 'shipment.picked', { ...shipment, lines: [line(5)] });
    await tell(network, 'issue.posted', { shipment: 'S1', document: 'GI-1' });
  },
  /** Whoever is asked now says no. */
  refused: async (network: Network) => {
    const { fulfilment } = network.order();
    const [first] = fulfilment.shipments;
    if (fulfilment.holds.length > 0) await tell(network, 'credit.refused', { reason: 'no' });
    else if (first === undefined) await tell(network, 'release.refused', { ...at, reason: 'no' });
    else if (first.state === 'packed') await tell(network, 'transport.refused', { shipment: 'S1', reason: 'no' });
    else if (first.invoice.state !== 'open') await tell(network, 'invoice.refused', { shipment: 'S1', reason: 'no' });
    else if (first.issue.state !== 'open') await tell(network, 'issue.refused', { shipment: 'S1', reason: 'no' });
    else await tell(network, 'release.refused', { ...at, reason: 'no' });
  },
  /** Nobody says anything for thirty hours. */
  silent: async (network: Network) => network.wait(30),
  /** The goods are not on the shelf. */
  'nothing found': async (network: Network) => {
    await tell(network, 'shipment.picked', { ...shipment, shipment: 'S3', lines: [{ ...line(0), short: 5 }] });
  },
} satisfies Record<string, (network: Network) => Promise<void>>;

export type Disturbance = keyof typeof disturbances;

function reports(network: Network): Network['played'][number]['submission'][] {
  return network.played
    .map(({ submission }) => submission)
    .filter(({ message }) => message.command.type === 'order.event')
    .toReversed();
}

/** One line of the table: what the columns of the table say. */
export async function cell(stage: Stage, disturbance: Disturbance): Promise<{ network: Network; line: string }> {
  const network = await new Network().open();
  await network.stock('LAMP', 'HAM', 100);
  await stages[stage](network);
  const before = network.entries().length;
  await disturbances[disturbance](network);
  assert.deepEqual(network.bugs, []);
  const found = foundIn(network);
  const since = network.entries().slice(before);
  const sent = counted(since.flatMap(({ type }) => (isSent(type) ? [nameOf(type)] : [])));
  const regions =
    found.state === 'closed'
      ? ['closed', '-', '-']
      : found.state.split(' ').map((region) => region.replace(/^\w+:/, ''));
  const item = network.order().lines[0]?.item ?? '';
  const facts = Object.values(network.order().lines).map((each) =>
    [each.reserved, each.backordered, each.issued, each.cancelled].join('/'),
  );
  const columns = [
    found.status,
    ...regions,
    sent.join(', ') || '-',
    facts.join(' '),
    balanceOf(network, item, 'HAM').join('/'),
    found.invoiced,
    found.exceptions.join(', ') || '-',
    counted(network.refusals).join(', ') || '-',
  ];
  return { network, line: columns.join(' | ') };
}
