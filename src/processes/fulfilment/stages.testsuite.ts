// Every stage of an order, each with what brings it there. Five lamps at 10.00 EUR are wanted, Hamburg has a hundred: where a
// stage needs something else, its words say so.
import assert from 'node:assert/strict';
import type { Command } from '#processes/message.ts';
import { order } from '#runtime/fulfilment.testsuite.ts';
import { say, tell } from './go-on.testsuite.ts';
import type { Network } from './network.testsuite.ts';

const release = `${order}-R1`;
export const inHamburg = { release, site: 'HAM' };
export const shipment = { ...inHamburg, shipment: 'S1' };
const price = { amount: '10.00', currency: 'EUR' };

export function lamps(quantity: number): { line: number; item: string; quantity: number } {
  return { line: 1, item: 'LAMP', quantity };
}

export const cancelled: Command = { type: 'order.cancel', id: order, reason: 'changed my mind' };

export function wants(network: Network, quantity: number): Command {
  const [line] = network.order().lines;
  assert(line !== undefined, 'an order has a line');
  return { type: 'order.change', id: order, change: { lines: [{ line: 1, item: line.item, quantity }] } };
}

function place(network: Network, about: Parameters<Network['place']>[1] = {}): Promise<void> {
  return network.place(5, { customer: 'B', ...about });
}

interface Reached {
  /** What it is, for somebody who looks an order up. */
  readonly words: string;
  readonly stock?: Readonly<Record<string, number>>;
  readonly reach: (network: Network) => Promise<void>;
}

/** In the order in which they are passed, but for those that wait or leave the way. */
export const stages = {
  held: {
    words: 'The customer’s credit limit is 20.00 EUR: finance is asked. The goods are reserved.',
    reach: (network) => place(network, { customer: 'LIMITED' }),
  },
  'not due': {
    words: 'Promised and reserved in Hamburg; the customer wants the goods in ten days, so no warehouse is asked yet.',
    reach: (network) => place(network, { requestedFor: '2026-03-20' }),
  },
  backordered: {
    words: 'Nothing is there: the order waits for goods.',
    reach: (network) =>
      place(network, { allowBackorder: true, lines: [{ line: 1, item: 'BULB', quantity: 5, price }] }),
  },
  released: { words: 'Hamburg is asked to send the goods.', reach: (network) => place(network) },
  split: {
    words: 'Hamburg has three, Lyon has two: both are asked. Hamburg has accepted.',
    stock: { HAM: 3, LYO: 2 },
    reach: async (network) => {
      await place(network);
      await tell(network, 'release.accepted', inHamburg);
    },
  },
  accepted: {
    words: 'Hamburg has planned the release.',
    reach: async (network) => {
      await stages.released.reach(network);
      await tell(network, 'release.accepted', inHamburg);
    },
  },
  'change asked': {
    words: 'The customer wants four; Hamburg is asked to give the release back, and has not answered.',
    reach: async (network) => {
      await stages.accepted.reach(network);
      await say(network, wants(network, 4));
    },
  },
  'cancellation asked': {
    words: 'The customer cancels; Hamburg is asked to give the release back, and has not answered.',
    reach: async (network) => {
      await stages.accepted.reach(network);
      await say(network, cancelled);
    },
  },
  picked: {
    words: 'Taken from the shelves.',
    reach: async (network) => {
      await stages.accepted.reach(network);
      await tell(network, 'shipment.picked', { ...shipment, lines: [lamps(5)] });
    },
  },
  packed: {
    words: 'Packed; the carrier is asked.',
    reach: async (network) => {
      await stages.picked.reach(network);
      await tell(network, 'shipment.packed', shipment);
    },
  },
  'partly shipped': {
    words: 'Three of five have left, Hamburg has the rest. The ERP is asked to post the issue.',
    reach: async (network) => {
      await stages.accepted.reach(network);
      await tell(network, 'shipment.shipped', { ...shipment, lines: [lamps(3)], complete: false });
    },
  },
  shipped: {
    words: 'All five have left. The ERP is asked to post the issue.',
    reach: async (network) => {
      await stages.packed.reach(network);
      await tell(network, 'shipment.shipped', { ...shipment, lines: [lamps(5)], complete: true });
    },
  },
  late: {
    words: 'The carrier is four days late. Hurrying is dear, so customer service has to choose.',
    reach: async (network) => {
      await stages.shipped.reach(network);
      await tell(network, 'shipment.delayed', { shipment: 'S1', expectedOn: '2026-03-14', reason: 'snow' });
    },
  },
  posted: {
    words: 'The ERP has posted the issue; finance is asked for the invoice.',
    reach: async (network) => {
      await stages.shipped.reach(network);
      await tell(network, 'issue.posted', { shipment: 'S1', document: 'GI-1' });
    },
  },
  invoiced: {
    words: 'Billed; the carrier has the goods.',
    reach: async (network) => {
      await stages.posted.reach(network);
      await tell(network, 'invoice.issued', { shipment: 'S1', invoice: 'INV-1' });
    },
  },
  delivered: {
    words: 'The customer has the goods; finance has not billed them.',
    reach: async (network) => {
      await stages.posted.reach(network);
      await tell(network, 'shipment.delivered', { shipment: 'S1' });
    },
  },
  closed: {
    words: 'Delivered and billed.',
    reach: async (network) => {
      await stages.delivered.reach(network);
      await tell(network, 'invoice.issued', { shipment: 'S1', invoice: 'INV-1' });
    },
  },
  cancelled: {
    words: 'Hamburg gave the goods back after the cancellation.',
    reach: async (network) => {
      await stages['cancellation asked'].reach(network);
      await tell(network, 'release.cancelled', inHamburg);
    },
  },
} satisfies Record<string, Reached>;

export type Stage = keyof typeof stages;

export async function reach(network: Network, stage: Stage): Promise<void> {
  const { stock = { HAM: 100 }, reach: go }: Reached = stages[stage];
  for (const [site, quantity] of Object.entries(stock)) await network.stock('LAMP', site, quantity);
  await go(network);
}
