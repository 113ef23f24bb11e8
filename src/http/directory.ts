// Live keys and sites in memory, so that checking a request costs no query. This node's own changes are seen at once, those
// of other nodes within a second; a turn compares epochs under its lock, so nothing is ever changed with a revoked key.
import { hash } from 'node:crypto';
import type pg from 'pg';
import type { Site } from '#catalog/model.ts';
import { readSites } from '#catalog/store.ts';
import type { Grant } from '#governance/model.ts';
import { readEpoch, readLiveKeys } from '#governance/store.ts';
import { visibleCompanies, visibleSites } from '#governance/visibility.ts';
import { inScope } from '#kernel/scope.ts';
import type { Scope } from '#kernel/scope.ts';
import { bySiteRank } from '#processes/draft.ts';

const pollMs = 1_000;

export class Directory {
  readonly #pool: pg.Pool;
  readonly #onError: (error: unknown) => void;
  #epoch = -1;
  #keys: ReadonlyMap<string, Grant> = new Map();
  #live: ReadonlySet<string> = new Set();
  #sites: ReadonlyMap<string, Site> = new Map();
  #ranked: readonly Site[] = [];
  #timer: NodeJS.Timeout | undefined;
  #loading: Promise<void> = Promise.resolve();

  private constructor(pool: pg.Pool, onError: (error: unknown) => void) {
    this.#pool = pool;
    this.#onError = onError;
  }

  /** `onError` is told when polling fails; what was known stays in use until the database is back. */
  static async open(pool: pg.Pool, onError: (error: unknown) => void): Promise<Directory> {
    const directory = new Directory(pool, onError);
    await directory.refresh();
    directory.#timer = setInterval(() => void directory.#poll(), pollMs);
    return directory;
  }

  /** Only the SHA-256 of keys is kept, and a lookup by hash tells nothing by its timing that leads to a key. */
  grantOf(key: string): Grant | undefined {
    return this.#keys.get(hash('sha256', key, 'base64'));
  }

  isLive(id: string): boolean {
    return this.#live.has(id);
  }

  site(code: string): Site | undefined {
    return this.#sites.get(code);
  }

  /** Active sites, most preferred first. */
  sitesByRank(): readonly Site[] {
    return this.#ranked;
  }

  allSites(): Iterable<Site> {
    return this.#sites.values();
  }

  visibleSites(scope: Scope): readonly string[] | null {
    return visibleSites(scope, this.#sites.values());
  }

  visibleCompanies(scope: Scope): readonly string[] | null {
    return visibleCompanies(scope, this.#sites.values());
  }

  sees(scope: Scope, site: string): boolean {
    const known = this.#sites.get(site);
    return known === undefined ? scope.sites === undefined && scope.companies === undefined : inScope(scope, known);
  }

  /** What is read after a call is at least as new as the call, so a second one waits for its own turn. */
  refresh(): Promise<void> {
    const load = (): Promise<void> => this.#load();
    const loading = this.#loading.then(load, load);
    this.#loading = loading;
    return loading;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #load(): Promise<void> {
    // The epoch is read first: what changes meanwhile is loaded now and once more by the next poll.
    const epoch = await readEpoch(this.#pool);
    const [keys, sites] = await Promise.all([readLiveKeys(this.#pool), readSites(this.#pool)]);
    this.#keys = new Map(keys.map(({ hash: digest, ...grant }) => [digest, grant]));
    this.#live = new Set(keys.map(({ id }) => id));
    this.#sites = new Map(sites.map((site) => [site.code, site]));
    this.#ranked = bySiteRank(sites.filter((site) => site.active));
    this.#epoch = epoch;
  }

  async #poll(): Promise<void> {
    try {
      if ((await readEpoch(this.#pool)) !== this.#epoch) await this.refresh();
    } catch (error) {
      this.#onError(error);
    }
  }
}
