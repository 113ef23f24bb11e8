// What enters a turn: commands of callers, events of outside systems, deadlines that fired. A message holds no personal data;
// that travels beside it in `personal` and is stored apart.
import type { Component, DefinitionVersion, Item, Partner, Site, SiteSource, UnitConversion } from '#catalog/model.ts';
import type { Scope } from '#kernel/scope.ts';
import type { Hold, HoldKind, Money, RecoveryOption, RiskCause } from '#orders/fulfilment.ts';
import type { ChangeDocument, OrderDocument, RequestedFor } from '#orders/model.ts';
import type { Deadline } from './draft.ts';
import type { OrderEventDataOf, OrderEventKind } from './order-event-data.ts';

export interface Message {
  /** Unique, of time order: msg_<UUIDv7>. */
  readonly id: string;
  /** What makes the message unique to its sender; the first answer is kept under it. */
  readonly claim: Claim | null;
  /** SHA-256 of the command as it was sent: the same claim with another digest is refused. */
  readonly digest: string;
  /** key:<id of the API key>, source:<event source>, or system. */
  readonly actor: string;
  readonly scope: Scope;
  /** When it happened, by its sender; epoch milliseconds. */
  readonly occurredAt: number;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly command: Command;
  /** It comes of a deadline that has failed before: since when. */
  readonly failingSince?: number;
}

/**
 * As it is submitted. `occurredAt` null: its sender does not say when it happened, so it does when it is decided, by the clock of
 * the store. The clock of the node that took it may be wrong, and what seems to come from the future is refused.
 */
export type Submitted = Omit<Message, 'occurredAt'> & { readonly occurredAt: number | null };

export interface Claim {
  readonly source: string;
  readonly id: string;
}

/** A place among those who wait for an item: scores are those of one moment, so that nobody is passed or met twice. */
export interface Turn {
  readonly score: number;
  readonly order: string;
  readonly asOf: number;
}

/** `expected` is the document the sender has seen (null: none), where it must not have been changed by others since. */
export type Command =
  | {
      readonly type: 'order.place';
      readonly id: string;
      readonly document: OrderDocument;
      readonly party: string | null;
    }
  | { readonly type: 'order.change'; readonly id: string; readonly change: ChangeDocument }
  | { readonly type: 'order.cancel'; readonly id: string; readonly reason: string | null }
  | { readonly type: 'order.expire'; readonly id: string; readonly dueAt: number }
  /** A person decides about an order in its process. */
  | {
      readonly type: 'order.act';
      readonly id: string;
      readonly act: 'release_hold' | 'refuse_hold' | 'retry_books' | 'retry_transport' | 'recover';
      readonly hold: HoldKind | null;
      /** On whose behalf the caller may release and refuse holds; left out: on nobody's. */
      readonly decidesFor?: readonly Hold['ask'][];
      readonly option: RecoveryOption | null;
      /** With `new_date`: what somebody promises; left out or null: what the alternative says. */
      readonly date?: string | null;
      readonly reason: string | null;
    }
  /** A person has dealt with what an order needed somebody for. */
  | { readonly type: 'exception.close'; readonly id: string; readonly kind: string; readonly reason: string }
  /** The earliest clock of an order's case may be due. */
  | { readonly type: 'order.wake'; readonly id: string; readonly dueAt: number }
  /** A supply that the order waits for is late or smaller. */
  | { readonly type: 'order.endanger'; readonly id: string; readonly cause: RiskCause; readonly deadline: string }
  /** Goods that the order was promised from a supply have come. */
  | { readonly type: 'order.resume'; readonly id: string; readonly deadline: string }
  /** Goods of the item may be there for orders that wait for it. */
  | {
      readonly type: 'backorders.allocate';
      readonly item: string;
      /** Who was served last, when more wait than are served at once; null: it begins. */
      readonly after: Turn | null;
      readonly deadline: string;
    }
  /** Stock that was promised is not there: the newest promises are moved elsewhere. */
  | { readonly type: 'shortage.resolve'; readonly item: string; readonly site: string; readonly deadline: string }
  /** Goods reserved for a later day may be exchanged for a supply that others wait for. */
  | { readonly type: 'goods.swap'; readonly item: string; readonly site: string; readonly deadline: string }
  /** A version of a process or a policy is kept, and put in force. */
  | { readonly type: 'definition.put'; readonly definition: DefinitionVersion }
  /** Erases the personal data of the order with this id. */
  | { readonly type: 'party.erase'; readonly id: string }
  | { readonly type: 'reservation.make'; readonly id: string; readonly document: ReservationDocument }
  | { readonly type: 'reservation.post'; readonly id: string; readonly quantity: number | string | null }
  | { readonly type: 'reservation.void'; readonly id: string; readonly reason: string | null }
  | { readonly type: 'reservation.expire'; readonly id: string; readonly dueAt: number }
  | {
      readonly type: 'stock.event';
      readonly kind: StockEventKind;
      readonly event: EventHead;
      readonly data: StockEventData;
    }
  | { readonly type: 'supply.expected'; readonly event: EventHead; readonly data: SupplyData }
  | OrderEvent
  | { readonly type: 'stock.expire'; readonly item: string; readonly site: string; readonly date: string }
  | { readonly type: 'item.put'; readonly item: ItemDocument; readonly expected?: Item | null }
  | { readonly type: 'site.put'; readonly site: SiteDocument; readonly expected?: Site | null }
  | {
      readonly type: 'partner.put';
      readonly partner: PartnerDocument;
      readonly party: string | null;
      readonly expected?: Partner | null;
    }
  /** What happened between us and a partner of EDI. */
  | {
      readonly type: 'edi.tell';
      readonly kind: 'received' | 'failed' | 'acknowledged' | 'refused' | 'overdue';
      /** The interchange: agreement and number. */
      readonly subject: string;
      readonly partner: string;
      /** Orders that it is about. */
      readonly orders: readonly string[];
      /** What is over with it. */
      readonly over: readonly ('refused' | 'overdue')[];
      /** Who answers it; null: nobody. */
      readonly to: { readonly connection: string; readonly operation: string } | null;
      readonly data: Readonly<Record<string, unknown>>;
    }
  /** A document of a partner that nothing is done about here. */
  | {
      readonly type: 'document.note';
      /** Which document of which connection. */
      readonly subject: string;
      readonly partner: string | null;
      /** Orders that it is about, and names that no order has. */
      readonly orders: readonly NamedOrder[];
      readonly unknown: readonly OrderName[];
      readonly data: NotedDocument;
    }
  /** The store refused what was decided for a deadline. */
  | { readonly type: 'deadline.fail'; readonly of: Pick<Deadline, 'id' | 'command'> }
  | { readonly type: 'event.hold'; readonly intake: string; readonly event: EventHead; readonly reason: HoldReason };

export interface OrderName {
  readonly channel: string;
  readonly externalId: string;
}

export type NamedOrder = OrderName & { readonly id: string };

/** What is told of a document of a partner, as it says so; of the orders it is about see the command. */
export interface NotedDocument {
  readonly document: string;
  readonly id: string;
  readonly issuedOn: string | null;
  readonly amount: Money | null;
  readonly items: readonly {
    readonly kind: string;
    readonly id: string;
    readonly amount?: Money;
    readonly note?: string;
  }[];
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  /** The connection it came by, and its raw message. */
  readonly source: string;
  readonly message: string;
}

/** What an outside system reports about an order: `kind` says which data it has. */
export type OrderEvent = { readonly [Kind in OrderEventKind]: OrderEventOf<Kind> }[OrderEventKind];

export interface OrderEventOf<Kind extends OrderEventKind> {
  readonly type: 'order.event';
  readonly kind: Kind;
  readonly event: EventHead;
  readonly data: OrderEventDataOf[Kind];
}

export type StockEventKind = 'received' | 'issued' | 'adjusted' | 'counted' | 'snapshot' | 'moved';

export interface EventHead {
  readonly source: string;
  readonly id: string;
  readonly type: string;
}

export interface StockEventData {
  readonly item: string;
  readonly site: string;
  readonly quantity: number | string;
  readonly unit?: string;
  readonly lot?: string;
  readonly expiresOn?: string;
  readonly status?: 'available' | 'quality_hold' | 'damaged' | 'expired' | 'blocked';
  readonly reason?: string;
  readonly reference?: string;
  readonly sequence?: number;
  readonly asOf?: { readonly time: string; readonly sequence?: number };
  readonly supply?: string;
  readonly toSite?: string;
  readonly toLot?: string;
  readonly toStatus?: 'available' | 'quality_hold' | 'damaged' | 'expired' | 'blocked';
}

export interface SupplyData {
  readonly reference: string;
  readonly item: string;
  readonly site: string;
  readonly quantity: number | string;
  readonly unit?: string;
  readonly expectedOn: string;
  readonly sequence?: number;
}

export interface ReservationDocument {
  readonly item: string;
  readonly quantity: number | string;
  readonly unit?: string;
  readonly site?: string;
  readonly requestedFor?: string | RequestedFor;
  readonly expiresInSeconds?: number;
  readonly reference?: string;
}

export interface ItemDocument {
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly scale?: number;
  readonly units?: readonly UnitConversion[];
  readonly lots?: boolean;
  readonly shelfLifeDays?: number;
  readonly components?: readonly (Omit<Component, 'quantity'> & { readonly quantity: number | string })[];
  readonly active?: boolean;
  readonly gtin?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface SiteDocument {
  readonly code: string;
  readonly name: string;
  readonly company: string;
  readonly zone: string;
  readonly cutOff?: string;
  readonly rank?: number;
  readonly active?: boolean;
  readonly sources?: readonly SiteSource[];
}

export interface PartnerDocument {
  readonly code: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly company?: string;
  readonly active?: boolean;
  readonly ids?: readonly { readonly scheme: string; readonly id: string }[];
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Why an outside event could not be applied, in the form of a problem. */
export interface HoldReason {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly fix: string;
  readonly pointer?: string;
}

/** Messages that change master data run alone with their like: see the catalog's epoch. */
export function changesCatalog(message: Submitted): boolean {
  return (
    message.command.type === 'item.put' ||
    message.command.type === 'site.put' ||
    message.command.type === 'partner.put' ||
    message.command.type === 'definition.put'
  );
}
