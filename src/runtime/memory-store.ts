// The store in memory with a clock of its own: for the simulator, for properties and for deciding past turns again. One turn at
// a time; commit is all or nothing because it only assigns.
import type { DefinitionVersion, Item, Partner, Site, Subscriber } from '#catalog/model.ts';
import { limits } from '#kernel/limits.ts';
import type { Answer } from '#processes/decide.ts';
import { bySiteRank, emptyState } from '#processes/draft.ts';
import type { Deadline, TurnState } from '#processes/draft.ts';
import { allocationOf } from '#processes/ask-for-allocation.ts';
import { waitsFor } from '#orders/awaited.ts';
import type { Waiting } from '#orders/awaited.ts';
import type { Order } from '#orders/model.ts';
import { byAge, emptyBalance, splitStockKey, stockKey } from '#stock/model.ts';
import type { StockFact } from '#stock/model.ts';
import { isAfter } from '#stock/watermark.ts';
import { chain, rootOf } from './seal.ts';
import type { CatalogSource, OpenRequest, OpenTurn, Store, Writes } from './store.ts';

type Moved = Extract<StockFact, { fact: 'moved' }>;

export interface MemoryTurn {
  readonly position: number;
  readonly id: string;
  readonly now: number;
  readonly root: Buffer;
  readonly hash: Buffer;
  readonly sealed: readonly string[];
}

/** A delivery as it was written. */
export interface KeptDelivery extends Subscriber {
  readonly lane: string;
  readonly type: string;
  readonly turnId: string;
  readonly ordinal: number;
}

export class MemoryStore implements Store {
  readonly catalog: CatalogSource;
  /** Everything there is, in the shape of a turn's state. */
  readonly tables: TurnState = emptyState();
  readonly inbox = new Map<string, { readonly digest: string; readonly answer: Answer }>();
  readonly movements = new Map<string, Moved[]>();
  readonly turns: MemoryTurn[] = [];
  readonly deadlines = new Map<string, Deadline>();
  readonly heard = new Map<string, number>();
  /** Nobody sends them: for those who compare. */
  readonly deliveries: KeptDelivery[] = [];
  readonly #clock: () => number;
  #hash: Buffer = Buffer.alloc(32);
  #ranked: readonly Site[] = [];
  /** kind/name → the version in force */
  readonly #active = new Map<string, DefinitionVersion>();
  /** item → who waits for it, by order */
  readonly #waiting = new Map<string, Map<string, Waiting>>();
  #busy = false;

  constructor(options: {
    readonly clock: () => number;
    readonly subscribers?: (type: string) => readonly Subscriber[];
  }) {
    this.#clock = options.clock;
    const { items, sites, partners } = this.tables;
    this.catalog = {
      epoch: 0,
      knows: () => true,
      item: (code: string): Item | undefined => items.get(code),
      site: (code: string): Site | undefined => sites.get(code),
      partner: (code: string): Partner | undefined => partners.get(code),
      sitesByRank: () => this.#ranked,
      keyIsLive: () => true,
      subscribers: options.subscribers ?? (() => []),
      definition: (key: string): DefinitionVersion | undefined => this.tables.definitions.get(key),
      activeDefinition: (kind, name) => this.#active.get(`${kind}/${name}`),
      ensure: () => Promise.resolve(),
      refresh: () => Promise.resolve(),
    };
  }

  open(request: OpenRequest): Promise<OpenTurn> {
    if (this.#busy) throw new Error('bug: the store in memory has one turn at a time');
    this.#busy = true;
    const known = new Map<string, { readonly digest: string; readonly answer: Answer }>();
    for (const { source, id } of request.claims) {
      const key = `${source}\t${id}`;
      const answer = this.inbox.get(key);
      if (answer !== undefined) known.set(key, answer);
    }
    return Promise.resolve({
      now: this.#clock(),
      epoch: 0,
      known,
      state: this.#load(request),
      commit: (writes: Writes) => Promise.resolve(this.#commit(writes)),
      abandon: () => {
        this.#busy = false;
        return Promise.resolve();
      },
    });
  }

  /** Copies what was asked for and nothing else, so that a key that was forgotten is found here as on the database. */
  #load(request: OpenRequest): TurnState {
    const { keys } = request;
    const state = emptyState();
    const holders = new Set(keys.holders);
    for (const name of [...keys.orderNames, ...keys.holderNames]) {
      const id = this.tables.orderNames.get(name);
      if (id === undefined) continue;
      state.orderNames.set(name, id);
      copy(this.tables.orders, state.orders, id);
      if (keys.holderNames.has(name)) holders.add(id);
    }
    for (const id of keys.orders) copy(this.tables.orders, state.orders, id);
    for (const item of keys.waiting) {
      const queue = [...(this.#waiting.get(item) ?? [])].toSorted(([one], [other]) => (one < other ? -1 : 1));
      state.queues.set(
        item,
        queue.slice(0, limits.waitingRankedMax).map(([, waiting]) => waiting),
      );
    }
    for (const id of keys.reservations) copy(this.tables.reservations, state.reservations, id);
    for (const id of request.intakes) copy(this.tables.intakes, state.intakes, id);
    const balances = new Set([...keys.balances, ...keys.details]);
    for (const place of keys.promisedAt) {
      const { item, site } = splitStockKey(place);
      const promised = [...this.tables.parts.values()].filter(
        (part) =>
          part.item === item && part.site === site && part.state === 'pending' && part.holder.startsWith('ord_'),
      );
      const ids = [...new Set(promised.map(({ holder }) => holder))].toSorted().toReversed();
      for (const id of ids.slice(0, limits.shortOrdersPerTurnMax)) {
        copy(this.tables.orders, state.orders, id);
        holders.add(id);
      }
    }
    for (const holder of holders) {
      const parts = this.tables.partsOf.get(holder) ?? [];
      state.partsOf.set(holder, parts);
      for (const key of parts) {
        const part = this.tables.parts.get(key);
        if (part === undefined) continue;
        state.parts.set(key, part);
        balances.add(stockKey(part.item, part.site));
      }
    }
    for (const key of balances) {
      const { item, site } = splitStockKey(key);
      const waiting = [...(this.#waiting.get(item)?.values() ?? [])];
      const quantity = waiting.reduce((sum, entry) => sum + entry.quantity, 0);
      state.awaited.set(item, { quantity, isAllocating: this.deadlines.has(allocationOf(item)) });
      state.balances.set(key, this.tables.balances.get(key) ?? emptyBalance(item, site));
    }
    for (const key of keys.details) {
      state.details.set(key, this.tables.details.get(key) ?? []);
      state.absolutes.set(key, this.tables.absolutes.get(key) ?? []);
      state.supplies.set(key, this.tables.supplies.get(key) ?? []);
      const waiting = (this.tables.waiting.get(key) ?? [])
        .flatMap((part) => this.tables.parts.get(part) ?? [])
        .toSorted(byAge);
      state.waiting.set(
        key,
        waiting.map((part) => `${part.holder}\t${part.part}`),
      );
      for (const part of waiting) state.parts.set(`${part.holder}\t${part.part}`, part);
    }
    for (const [key, { cell, source, asOf }] of keys.sums) {
      let sum = 0;
      for (const moved of this.movements.get(stockKey(cell.item, cell.site)) ?? []) {
        if (moved.cell.lot === cell.lot && moved.cell.status === cell.status && isAfter(moved, source, asOf))
          sum += moved.quantity;
      }
      state.sums.set(key, sum);
    }
    return state;
  }

  /** Only orders with a process wait: of the others nobody would hear. */
  #wait(before: Order | undefined, after: Order | undefined): void {
    for (const item of waitsFor(before).keys()) {
      const waiting = this.#waiting.get(item);
      waiting?.delete(before?.id ?? '');
      if (waiting?.size === 0) this.#waiting.delete(item);
    }
    for (const [item, entry] of waitsFor(after)) {
      const waiting = this.#waiting.get(item) ?? new Map<string, Waiting>();
      this.#waiting.set(item, waiting.set(entry.order, entry));
    }
  }

  /** A turn that only kept answers: it left no trace but its place in the chain. */
  skip(): void {
    const root = rootOf([]);
    this.#hash = chain(this.#hash, root);
    this.turns.push({
      position: this.turns.length + 1,
      id: '',
      now: this.#clock(),
      root,
      hash: this.#hash,
      sealed: [],
    });
  }

  #commit(writes: Writes): { position: number } {
    const { changed, facts } = writes.outcome;
    const before = new Map([...changed.orders].map((id) => [id, this.tables.orders.get(id)]));
    for (const table of Object.keys(changed) as (keyof typeof changed)[]) {
      const from = writes.state[table] as ReadonlyMap<string, unknown>;
      for (const key of changed[table]) (this.tables[table] as Map<string, unknown>).set(key, from.get(key));
    }
    // The parts of a holder that was not loaded are only those that the turn added.
    for (const key of changed.partsOf) this.tables.partsOf.set(key, writes.state.partsOf.get(key) ?? []);
    for (const id of changed.orders) this.#wait(before.get(id), this.tables.orders.get(id));
    for (const key of changed.definitions) {
      const definition = this.tables.definitions.get(key);
      if (definition === undefined) continue;
      const name = `${definition.kind}/${definition.name}`;
      if (definition.active) this.#active.set(name, definition);
      else if (this.#active.get(name)?.version === definition.version) this.#active.delete(name);
    }
    if (changed.sites.size > 0)
      this.#ranked = bySiteRank([...this.tables.sites.values()].filter((site) => site.active));
    for (const fact of facts) {
      if (fact.fact !== 'moved') continue;
      const place = stockKey(fact.cell.item, fact.cell.site);
      const movements = this.movements.get(place);
      if (movements === undefined) this.movements.set(place, [fact]);
      else movements.push(fact);
    }
    for (const [id, deadline] of writes.outcome.deadlines) {
      if (deadline === null) this.deadlines.delete(id);
      else this.deadlines.set(id, deadline);
    }
    for (const [key, moment] of writes.outcome.heard)
      this.heard.set(key, Math.max(moment, this.heard.get(key) ?? moment));
    for (const { claim, digest, answer } of writes.answers)
      this.inbox.set(`${claim.source}\t${claim.id}`, { digest, answer });
    for (const { entry, ...subscriber } of writes.deliveries) {
      const { type = '', subject = '' } = writes.outcome.entries[entry] ?? {};
      this.deliveries.push({ ...subscriber, lane: subject, type, turnId: writes.turnId, ordinal: entry });
    }
    this.#hash = chain(this.#hash, writes.root);
    const position = this.turns.length + 1;
    this.turns.push({
      position,
      id: writes.turnId,
      now: writes.now,
      root: writes.root,
      hash: this.#hash,
      sealed: writes.sealed,
    });
    this.#busy = false;
    return { position };
  }
}

function copy<Value>(from: ReadonlyMap<string, Value>, into: Map<string, Value>, key: string): void {
  const value = from.get(key);
  if (value !== undefined) into.set(key, value);
}
