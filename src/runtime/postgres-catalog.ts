// Master data in memory, exactly as of an epoch. The turn compares epochs under its lock, so what is read here cannot be stale.
import type pg from 'pg';
import { definitionKey } from '#catalog/model.ts';
import type { DefinitionVersion, Item, Partner, Site, Subscriber } from '#catalog/model.ts';
import { limits } from '#kernel/limits.ts';
import { bySiteRank } from '#processes/draft.ts';
import { storeErrorOf } from './postgres-store.ts';
import type { CatalogSource } from './store.ts';

/** More changed items than this, and the cache is emptied instead of trimmed. */
const trimMax = 5_000;
/** Items read ahead at once: a few milliseconds of this process. */
const aheadItems = 500;
/** Different values that are kept to be shared. */
const sharedMax = 10_000;

export class PostgresCatalog implements CatalogSource {
  readonly #pool: pg.Pool;
  #epoch = -1;
  /** null: looked up, and there is none. */
  readonly #items = new Map<string, Item | null>();
  readonly #shared = new Map<string, unknown>();
  #sites = new Map<string, Site>();
  #ranked: readonly Site[] = [];
  readonly #partners = new Map<string, Partner>();
  readonly #definitions = new Map<string, DefinitionVersion>();
  /** kind/name → the version in force */
  readonly #active = new Map<string, DefinitionVersion>();
  #keys = new Set<string>();
  #stopped = false;
  #subscribers = new Map<string, readonly Subscriber[]>();

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  get epoch(): number {
    return this.#epoch;
  }

  knows(code: string): boolean {
    return this.#items.has(code);
  }

  item(code: string): Item | undefined {
    return this.#items.get(code) ?? undefined;
  }

  site(code: string): Site | undefined {
    return this.#sites.get(code);
  }

  partner(code: string): Partner | undefined {
    return this.#partners.get(code);
  }

  sitesByRank(): readonly Site[] {
    return this.#ranked;
  }

  keyIsLive(actor: string): boolean {
    return !actor.startsWith('key:') || this.#keys.has(actor.slice(4));
  }

  subscribers(type: string): readonly Subscriber[] {
    return this.#subscribers.get(type) ?? [];
  }

  definition(key: string): DefinitionVersion | undefined {
    return this.#definitions.get(key);
  }

  activeDefinition(kind: DefinitionVersion['kind'], name: string): DefinitionVersion | undefined {
    return this.#active.get(`${kind}/${name}`);
  }

  async ensure(codes: Iterable<string>): Promise<void> {
    try {
      await this.#load(codes);
    } catch (error) {
      throw storeErrorOf(error);
    }
  }

  async #load(codes: Iterable<string>): Promise<void> {
    let wanted = [...new Set(codes)].filter((code) => !this.#items.has(code));
    while (wanted.length > 0) {
      if (this.#items.size + wanted.length > limits.catalogItemsMax) this.#items.clear();
      const epoch = this.#epoch;
      const { rows } = await this.#pool.query<{ code: string; document: Item }>(
        'select code, document from items where code = any ($1::text[])',
        [wanted],
      );
      if (epoch !== this.#epoch) continue; // Refreshed meanwhile: ask again, so that all items are of one epoch.
      for (const code of wanted) this.#items.set(code, null);
      for (const { code, document } of rows) this.#items.set(code, this.#compact(document));
      wanted = [...new Set(rows.flatMap(({ document }) => document.components.map(({ item }) => item)))].filter(
        (code) => !this.#items.has(code),
      );
    }
  }

  /**
   * Reads items ahead until all or as many as are kept are in memory, so that turns need not fetch theirs one by one. What
   * changes meanwhile is forgotten again by the refresh that sees it.
   */
  async readAhead(): Promise<void> {
    let after = '';
    while (!this.#stopped && this.#items.size + aheadItems <= limits.catalogItemsMax) {
      const epoch = this.#epoch;
      const { rows } = await this.#pool.query<{ code: string; document: Item }>({
        name: 'items ahead',
        text: 'select code, document from items where code > $1 order by code limit $2',
        values: [after, aheadItems],
      });
      if (epoch !== this.#epoch) continue; // Refreshed meanwhile: the same items again, so that all are of one epoch.
      for (const { code, document } of rows) if (!this.#items.has(code)) this.#items.set(code, this.#compact(document));
      const last = rows.at(-1);
      if (last === undefined || rows.length < aheadItems) return;
      after = last.code;
    }
  }

  /** Reads no further ahead. */
  stop(): void {
    this.#stopped = true;
  }

  /** Most items have the units, components and attributes of many others: one copy of each serves them all. */
  #compact(item: Item): Item {
    return {
      ...item,
      unit: this.#share(item.unit),
      units: this.#share(item.units),
      components: this.#share(item.components),
      attributes: this.#share(item.attributes),
    };
  }

  #share<Value>(value: Value): Value {
    const text = JSON.stringify(value);
    const shared = this.#shared.get(text);
    if (shared !== undefined) return shared as Value; // Made from the same text.
    if (this.#shared.size >= sharedMax) this.#shared.clear();
    this.#shared.set(text, value);
    return value;
  }

  /** One snapshot: epoch, sites, keys, connections and the codes of items that changed since the last one. */
  async refresh(): Promise<void> {
    try {
      await this.#catchUp();
    } catch (error) {
      throw storeErrorOf(error);
    }
  }

  async #catchUp(): Promise<void> {
    const client = await this.#pool.connect();
    let broken = true;
    try {
      await client.query('begin isolation level repeatable read read only');
      const epoch = Number((await client.query<{ epoch: number }>('select epoch from catalog_epoch')).rows[0]?.epoch);
      // It went back: the database lost what was committed last, as a standby may that took over. Then all is read anew.
      const since = epoch < this.#epoch ? -1 : this.#epoch;
      const changed = await client.query<{ code: string }>('select code from items where epoch > $1 limit $2', [
        since,
        trimMax + 1,
      ]);
      const sites = await client.query<{ document: Site }>('select document from sites order by code');
      const partners = await client.query<{ document: Partner }>(
        'select document from partners where epoch > $1 order by code',
        [since],
      );
      const definitions = await client.query<DefinitionVersion>(
        'select kind, name, version, hash, owner, active, content from definitions where epoch > $1 order by active',
        [since],
      );
      const keys = await client.query<{ id: string }>('select id from api_keys where revoked_at is null');
      const connections = await client.query<Connected>(
        `select code, types, document -> 'operations' as operations from connections where active order by code`,
      );
      await client.query('commit');
      if (epoch < this.#epoch) this.#forget();
      else if (changed.rows.length > trimMax) this.#items.clear();
      else for (const { code } of changed.rows) this.#items.delete(code);
      this.#sites = new Map(sites.rows.map(({ document }) => [document.code, document]));
      this.#ranked = bySiteRank([...this.#sites.values()].filter((site) => site.active));
      for (const { document } of partners.rows) this.#partners.set(document.code, document);
      for (const definition of definitions.rows) this.#define(definition);
      this.#keys = new Set(keys.rows.map(({ id }) => id));
      this.#subscribers = subscribersOf(connections.rows);
      this.#epoch = epoch;
      broken = false;
    } finally {
      client.release(broken); // A transaction that failed half way must not go back to the pool.
    }
  }

  #forget(): void {
    for (const known of [this.#items, this.#partners, this.#definitions, this.#active]) known.clear();
  }

  /** Those that are in force no more come first. */
  #define(definition: DefinitionVersion): void {
    const name = `${definition.kind}/${definition.name}`;
    this.#definitions.set(definitionKey(definition), definition);
    if (definition.active) this.#active.set(name, definition);
    else if (this.#active.get(name)?.version === definition.version) this.#active.delete(name);
  }
}

interface Connected {
  readonly code: string;
  readonly types: readonly string[];
  /** Those of connections/model.ts, of which only these matter here; null: none. */
  readonly operations: readonly { readonly name: string; readonly types: readonly string[] }[] | null;
}

function subscribersOf(connections: readonly Connected[]): Map<string, readonly Subscriber[]> {
  const subscribers = new Map<string, Subscriber[]>();
  const add = (type: string, subscriber: Subscriber): void =>
    void subscribers.set(type, [...(subscribers.get(type) ?? []), subscriber]);
  for (const { code, types, operations } of connections) {
    for (const type of types) add(type, { connection: code, operation: null });
    for (const { name, types: asking } of operations ?? [])
      for (const type of asking) add(type, { connection: code, operation: name });
  }
  return subscribers;
}
