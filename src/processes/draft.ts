// What one message may read and write while it is decided. A draft lies over the state of the turn and is merged into it only
// when the message is decided completely; otherwise it is dropped and leaves no trace.
import type { Catalog, DefinitionVersion, Item, Partner, Site } from '#catalog/model.ts';
import { definitionKey } from '#catalog/model.ts';
import { layerOver, read } from '#kernel/layer.ts';
import type { Layer } from '#kernel/layer.ts';
import type { Waiting } from '#orders/awaited.ts';
import type { Order } from '#orders/model.ts';
import type {
  Absolute,
  Balance,
  Detail,
  Missing,
  Part,
  StockDraft,
  StockFact,
  SumRequest,
  Supply,
} from '#stock/model.ts';
import type { Entry } from './entry.ts';
import type { Command, HoldReason } from './message.ts';

/** State loaded for a turn, and after decisions what the turn will write. */
export interface TurnState {
  readonly balances: Map<string, Balance>;
  readonly details: Map<string, readonly Detail[]>;
  readonly absolutes: Map<string, readonly Absolute[]>;
  readonly supplies: Map<string, readonly Supply[]>;
  readonly parts: Map<string, Part>;
  readonly partsOf: Map<string, readonly string[]>;
  readonly waiting: Map<string, readonly string[]>;
  readonly orders: Map<string, Order>;
  /** channel TAB externalId → order id */
  readonly orderNames: Map<string, string>;
  readonly reservations: Map<string, Reservation>;
  readonly items: Map<string, Item>;
  readonly sites: Map<string, Site>;
  readonly partners: Map<string, Partner>;
  readonly intakes: Map<string, Intake>;
  /** By definitionKey. */
  readonly definitions: Map<string, DefinitionVersion>;
  /** Items that orders wait for, as far as the turn has to know. */
  readonly awaited: Map<string, Awaited>;
  /** Item → who waits for it, oldest first: loaded where they are to be served. */
  readonly queues: Map<string, readonly Waiting[]>;
  readonly sums: Map<string, number>;
}

export type LayeredKey = Exclude<keyof TurnState, 'sums' | 'queues'>;

export interface Awaited {
  /** How much of the item orders wait for. */
  readonly quantity: number;
  /** Goods became free, and those who wait are about to be served: before anybody who comes now. */
  readonly isAllocating: boolean;
}

/** A reservation made by itself, not by an order. */
export interface Reservation {
  readonly id: string;
  readonly item: string;
  readonly quantity: number;
  readonly scale: number;
  readonly unit: string;
  /** Of a kit: what it was made of when it was reserved. Null for a stocked item. */
  readonly components: Order['lines'][number]['components'];
  readonly state: 'pending' | 'posted' | 'voided' | 'expired';
  readonly posted: number;
  /** The request that posted it, so that the same one again is answered as before; null when events of outside systems did. */
  readonly posting: {
    /** Null: all that was open. */
    readonly asked: number | null;
    readonly quantity: number;
  } | null;
  readonly reference: string | null;
  readonly digest: string;
  readonly madeAt: number;
  readonly expiresAt: number | null;
  readonly portions: Order['lines'][number]['portions'];
}

/** An outside event that could not be applied, kept to be corrected and replayed. */
export interface Intake {
  readonly id: string;
  readonly source: string;
  readonly eventId: string;
  readonly type: string;
  readonly state: 'held' | 'replayed';
  readonly reason: HoldReason;
  readonly heldAt: number;
}

export interface Deadline {
  /** One deadline for a subject and purpose: setting it again moves it. */
  readonly id: string;
  readonly dueAt: number;
  readonly command:
    | { readonly type: 'order.expire' | 'reservation.expire'; readonly id: string; readonly dueAt: number }
    | Extract<
        Command,
        {
          type:
            | 'order.wake'
            | 'order.endanger'
            | 'order.resume'
            | 'backorders.allocate'
            | 'shortage.resolve'
            | 'goods.swap';
        }
      >
    | { readonly type: 'stock.expire'; readonly item: string; readonly site: string; readonly date: string };
  /** Since when its message fails. */
  readonly failingSince?: number;
}

export interface Draft extends StockDraft {
  readonly orders: Layer<Order>;
  readonly orderNames: Layer<string>;
  readonly reservations: Layer<Reservation>;
  readonly items: Layer<Item>;
  readonly sites: Layer<Site>;
  readonly partners: Layer<Partner>;
  readonly intakes: Layer<Intake>;
  readonly definitions: Layer<DefinitionVersion>;
  readonly awaited: Layer<Awaited>;
  readonly queues: ReadonlyMap<string, readonly Waiting[]>;
  readonly entries: Entry[];
  readonly deadlines: Deadline[];
  readonly deadlinesDone: string[];
  /** Personal data that nothing refers to any more: deleted in the same commit. */
  readonly erased: string[];
  /** Sources heard from: source TAB site → latest moment they spoke of. */
  readonly heard: Map<string, number>;
}

export interface Context {
  readonly now: number;
  readonly catalog: Catalog;
}

export function emptyState(): TurnState {
  return {
    balances: new Map(),
    details: new Map(),
    absolutes: new Map(),
    supplies: new Map(),
    parts: new Map(),
    partsOf: new Map(),
    waiting: new Map(),
    orders: new Map(),
    orderNames: new Map(),
    reservations: new Map(),
    items: new Map(),
    sites: new Map(),
    partners: new Map(),
    intakes: new Map(),
    definitions: new Map(),
    awaited: new Map(),
    queues: new Map(),
    sums: new Map(),
  };
}

export function draftOver(state: TurnState, earlier: readonly StockFact[]): Draft {
  return {
    balances: layerOver(state.balances),
    details: layerOver(state.details),
    absolutes: layerOver(state.absolutes),
    supplies: layerOver(state.supplies),
    parts: layerOver(state.parts),
    partsOf: layerOver(state.partsOf),
    waiting: layerOver(state.waiting),
    orders: layerOver(state.orders),
    orderNames: layerOver(state.orderNames),
    reservations: layerOver(state.reservations),
    items: layerOver(state.items),
    sites: layerOver(state.sites),
    partners: layerOver(state.partners),
    intakes: layerOver(state.intakes),
    definitions: layerOver(state.definitions),
    awaited: layerOver(state.awaited),
    queues: state.queues,
    sums: state.sums,
    earlier,
    missing: {
      balances: new Set(),
      details: new Set(),
      holders: new Set(),
      orders: new Set(),
      items: new Set(),
      sums: new Map<string, SumRequest>(),
    },
    facts: [],
    entries: [],
    deadlines: [],
    deadlinesDone: [],
    erased: [],
    heard: new Map(),
  };
}

/** The catalog with what earlier messages of the turn changed. An item that is not in memory is noted as missing. */
export function catalogOver(catalog: Catalog, draft: Draft): Catalog {
  const unchanged = draft.sites.below.size === 0;
  return {
    knows: (code) => read(draft.items, code) !== undefined || catalog.knows(code),
    item: (code) => {
      const item = read(draft.items, code) ?? catalog.item(code);
      if (item === undefined && !catalog.knows(code)) draft.missing.items.add(code);
      return item;
    },
    site: (code) => read(draft.sites, code) ?? catalog.site(code),
    partner: (code) => read(draft.partners, code) ?? catalog.partner(code),
    sitesByRank: () => {
      if (unchanged) return catalog.sitesByRank();
      const sites = new Map(catalog.sitesByRank().map((site) => [site.code, site]));
      for (const site of draft.sites.below.values()) sites.set(site.code, site);
      return bySiteRank([...sites.values()].filter((site) => site.active));
    },
    keyIsLive: (actor) => catalog.keyIsLive(actor),
    subscribers: (type) => catalog.subscribers(type),
    definition: (key) => read(draft.definitions, key) ?? catalog.definition(key),
    activeDefinition: (kind, name) => {
      for (const changed of draft.definitions.below.values())
        if (changed.active && changed.kind === kind && changed.name === name) return changed;
      const active = catalog.activeDefinition(kind, name);
      return active === undefined || !draft.definitions.below.has(definitionKey(active)) ? active : undefined;
    },
  };
}

export function bySiteRank(sites: readonly Site[]): Site[] {
  return sites.toSorted((one, other) => one.rank - other.rank || (one.code < other.code ? -1 : 1));
}

export function isMissing(draft: Draft): boolean {
  return isIncomplete(draft.missing);
}

/** Something was asked for that was not loaded: nothing that was decided may be kept. */
export function isIncomplete(missing: Readonly<Record<keyof Missing, { readonly size: number }>>): boolean {
  const { balances, details, holders, orders, items, sums } = missing;
  return balances.size + details.size + holders.size + orders.size + items.size + sums.size > 0;
}
