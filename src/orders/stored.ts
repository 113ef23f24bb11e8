// The form in which an order's document is stored: without what columns of its row say, and without what most orders have. It is
// written at every step of an order, and its size is the largest part of what a step costs.
import type { Fulfilment } from './fulfilment.ts';
import type { Order, OrderLine, OrderPortion } from './model.ts';

/** What the row says beside the document. */
export interface OrderColumns {
  readonly id: string;
  readonly channel: string;
  readonly externalId: string;
  readonly customer: string | null;
  /** Epoch milliseconds. */
  readonly placedAt: number;
}

type Document = Omit<Order, keyof OrderColumns>;

/** What is left out of the document when it is so. To change one, rewrite every stored order first. */
const usual = {
  site: null,
  stage: 'open',
  requestedFor: null,
  allowBackorder: false,
  expiresAt: null,
  priority: 5,
  party: null,
  scope: {},
  fulfilment: null,
} as const satisfies Partial<Document>;

const usualOfLine = {
  scale: 0,
  components: null,
  reserved: 0,
  backordered: 0,
  issued: 0,
  cancelled: 0,
  price: null,
} as const satisfies Partial<OrderLine>;

const usualOfFulfilment = {
  ended: false,
  holds: [],
  creditRequests: 0,
  releases: [],
  shipments: [],
  alarmAt: null,
  promisedFor: null,
  risk: null,
  exceptions: [],
  change: null,
  cancelReason: null,
  expired: false,
} as const satisfies Partial<Fulfilment>;

/** JSON leaves out what is undefined. Each field is named, because this runs at every step of every order. */
export function storedForm(order: Order): string {
  const { fulfilment } = order;
  return JSON.stringify({
    ...order,
    id: undefined,
    channel: undefined,
    externalId: undefined,
    customer: undefined,
    placedAt: undefined,
    site: order.site ?? undefined,
    stage: order.stage === 'open' ? undefined : order.stage,
    requestedFor: order.requestedFor ?? undefined,
    allowBackorder: order.allowBackorder || undefined,
    expiresAt: order.expiresAt ?? undefined,
    priority: order.priority === usual.priority ? undefined : order.priority,
    party: order.party ?? undefined,
    scope: order.scope.sites === undefined && order.scope.companies === undefined ? undefined : order.scope,
    lines: order.lines.map((line) => ({
      ...line,
      scale: line.scale || undefined,
      components: line.components ?? undefined,
      reserved: line.reserved || undefined,
      backordered: line.backordered || undefined,
      issued: line.issued || undefined,
      cancelled: line.cancelled || undefined,
      price: line.price ?? undefined,
      portions:
        line.portions.length === 0 ? undefined : line.portions.map((portion) => ({ ...portion, line: undefined })),
    })),
    fulfilment: fulfilment === null ? undefined : storedFulfilment(fulfilment),
  });
}

function storedFulfilment(fulfilment: Fulfilment): object {
  return {
    ...fulfilment,
    ended: fulfilment.ended || undefined,
    holds: unlessEmpty(fulfilment.holds),
    creditRequests: fulfilment.creditRequests || undefined,
    releases: unlessEmpty(fulfilment.releases),
    shipments: unlessEmpty(fulfilment.shipments),
    alarmAt: fulfilment.alarmAt ?? undefined,
    promisedFor: fulfilment.promisedFor ?? undefined,
    risk: fulfilment.risk ?? undefined,
    exceptions: unlessEmpty(fulfilment.exceptions),
    change: fulfilment.change ?? undefined,
    cancelReason: fulfilment.cancelReason ?? undefined,
    expired: fulfilment.expired || undefined,
  };
}

function unlessEmpty<Value>(values: readonly Value[]): readonly Value[] | undefined {
  return values.length === 0 ? undefined : values;
}

type Stored<Whole, Usual> = Omit<Whole, keyof Usual> & Partial<Whole>;
type StoredLine = Omit<Stored<OrderLine, typeof usualOfLine>, 'portions'> & {
  /** Each is of its line. */
  readonly portions?: readonly Omit<OrderPortion, 'line'>[];
};
type StoredDocument = Omit<Stored<Document, typeof usual>, 'lines' | 'fulfilment'> & {
  readonly lines: readonly StoredLine[];
  readonly fulfilment?: Stored<Fulfilment, typeof usualOfFulfilment>;
};

export function orderOf(columns: OrderColumns, document: string): Order {
  const stored = JSON.parse(document) as StoredDocument; // Written by storedForm.
  return {
    ...columns,
    ...usual,
    ...stored,
    lines: stored.lines.map((line) => ({
      ...usualOfLine,
      ...line,
      portions: line.portions?.map((portion) => ({ line: line.line, ...portion })) ?? [],
    })),
    fulfilment: stored.fulfilment === undefined ? null : { ...usualOfFulfilment, ...stored.fulfilment },
  };
}
