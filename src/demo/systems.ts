// The simulated systems beside the demo network: what each is told of, and the settings that counterparties/main.ts starts them
// with. They are programs of their own, spoken to by webhooks and the public API alone, as any customer's systems are.
import type { Role } from '#governance/model.ts';
import type { DemoNetwork } from './network.ts';

export const systemNames = ['erp', 'wms', 'shop', 'carrier', 'finance'] as const;
export type DemoSystem = (typeof systemNames)[number];
/** One thing for each of the systems. */
export type OfSystems<Value> = Readonly<Record<DemoSystem, Value>>;

/** The types of journal entries that each has a use for; a test compares them with what the systems say themselves. */
export const subscriptions: OfSystems<readonly string[]> = {
  erp: ['crossdock.issue.requested.v1'],
  wms: [
    'crossdock.release.requested.v1',
    'crossdock.release.reminded.v1',
    'crossdock.release.cancel_requested.v1',
    'crossdock.transfer.requested.v1',
    'crossdock.transfer.cancel_requested.v1',
  ],
  shop: [
    'crossdock.order.accepted.v1',
    'crossdock.order.promised.v1',
    'crossdock.order.backordered.v1',
    'crossdock.order.changed.v1',
    'crossdock.order.cancelled.v1',
    'crossdock.order.closed.v1',
    'crossdock.promise.at_risk.v1',
    'crossdock.promise.changed.v1',
  ],
  carrier: ['crossdock.transport.requested.v1', 'crossdock.transport.reminded.v1'],
  finance: [
    'crossdock.credit.requested.v1',
    'crossdock.invoice.requested.v1',
    'crossdock.order.cancelled.v1',
    'crossdock.order.closed.v1',
  ],
};

/**
 * Minutes that pass for the systems in a second. At this pace their day takes 24 seconds: an order comes every three seconds,
 * and is delivered and billed about a minute later.
 */
export const usualPace = 60;
const seed = 1;

interface Character {
  readonly options?: Readonly<Record<string, number>>;
  /** Faults that are on from the first start, until somebody switches them off. */
  readonly faults?: Readonly<Record<string, Readonly<Record<string, number | string>>>>;
}

/** A network in which more goes wrong than in a good one, so that within minutes there is something to see. */
const characters: Partial<OfSystems<Character>> = {
  shop: { options: { ordersPerDay: 8 }, faults: { large_orders: { rate: 0.08 } } },
  wms: { options: { wrongBooks: 0.1, shrinkPerDay: 0.3 }, faults: { short_picks: { rate: 0.1 } } },
  erp: { faults: { issues_refused: { rate: 0.05 } } },
  carrier: { faults: { delays: { rate: 0.25, days: 2 }, bookings_refused: { rate: 0.05 } } },
  finance: { faults: { invoices_refused: { rate: 0.05 } } },
};

export interface SystemAddress {
  readonly port: number;
  /** Of its webhooks. */
  readonly secret: string;
  /** With which it speaks to the node. */
  readonly key: string;
}

/** What each may do, and as whom it speaks: no more than what it is there for. */
export const access: OfSystems<{ readonly role: Role; readonly source: string }> = {
  erp: { role: 'erp', source: 'erp-demo' },
  wms: { role: 'warehouse', source: 'wms-demo' },
  shop: { role: 'channel', source: 'shop-demo' },
  carrier: { role: 'carrier', source: 'carrier-demo' },
  finance: { role: 'finance', source: 'finance-demo' },
};

/** Which report by pushing signed events; the shop asks for orders over the API, and is answered at once. */
export const reports: OfSystems<boolean> = { erp: true, wms: true, shop: false, carrier: true, finance: true };
export const reportStream = 'events';

/** Code of the connection that takes what the system reports. */
export function reportsOf(name: DemoSystem): string {
  return `demo-${name}-reports`;
}

export interface SystemSettings {
  readonly crossdock: { readonly url: string };
  readonly network: DemoNetwork;
  readonly minutesPerSecond: number;
  readonly systems: OfSystems<SystemAddress>;
}

/** The document that counterparties/main.ts reads. Its folder `state` is where they keep what they know. */
export function settingsDocument({ crossdock, network, minutesPerSecond, systems }: SystemSettings): object {
  return {
    crossdock,
    seed,
    virtualMinutesPerSecond: minutesPerSecond,
    stateFolder: 'state',
    systems: ofSystems((name) => {
      const { port, secret, key } = systems[name];
      const inbox = reports[name] ? { inbox: `/v1/in/${reportsOf(name)}/${reportStream}` } : {};
      return { port, secret, key, source: access[name].source, ...inbox, ...characters[name] };
    }),
    network,
  };
}

export function ofSystems<Value>(of: (name: DemoSystem) => Value): OfSystems<Value> {
  return { erp: of('erp'), wms: of('wms'), shop: of('shop'), carrier: of('carrier'), finance: of('finance') };
}

/** Where webhooks of a system go. Only this machine hears them. */
export function originOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}
