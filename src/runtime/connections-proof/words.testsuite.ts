// What the proofs of connections speak of: the other side, what it reports and what it is told.
import type { Trouble } from './troubles.testsuite.ts';

/** What the other side is told of each order, in this order. */
export const toldTypes: readonly string[] = [
  'crossdock.order.accepted.v1',
  'crossdock.order.promised.v1',
  'crossdock.order.cancelled.v1',
];

/** Goods came to the warehouse: a CloudEvent, as our contract has it. */
export interface Report {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly data: object;
}

/** Something was done at the other side, because it was asked to. */
export interface Effect {
  readonly connection: string;
  /** Of the event that asked for it. */
  readonly id: string;
}

export interface OtherSide extends AsyncDisposable {
  /** As `PUT /v1/connections/{code}` takes them. */
  readonly connections: Readonly<Record<string, object>>;
  /** Those of each way between; of several ways, one of each is met at once. */
  readonly troubles: readonly (readonly Trouble[])[];
  /** What is wrong when the node is killed, so that what it sends then stays under way. Left out: nothing. */
  readonly killedIn?: Trouble;
  /** Connections over which something then was done already, and not noted. Left out: what is under way there needs answers first. */
  readonly killedOver?: readonly string[];
  /** Sends it the way this system does, until it knows that it is kept. Left out: nothing comes in. */
  send?(report: Report): Promise<void>;
  /** In the order in which they happened, each as often as it did. Left out: nothing goes out. */
  effects?(): Promise<readonly Effect[]>;
}

export function report(number: number, quantity: number, item: string): Report {
  return {
    specversion: '1.0',
    id: `report-${number}`,
    source: '/wms',
    type: 'crossdock.stock.received.v1',
    time: '2026-01-05T08:00:00Z',
    data: { item, site: 'HAM', quantity },
  };
}
