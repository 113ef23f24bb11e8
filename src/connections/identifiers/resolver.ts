// The cross-reference as mappings ask it. What was looked up is kept in memory, and every question begins with the epoch: what any
// node has committed before the question is in the answer, for one small query, and nothing else is read twice.
import type pg from 'pg';
import { limits } from '#kernel/limits.ts';
import type { IdentifierHint, IdentifierKind, Identifiers, NotOurs } from '../mapping/mapping.ts';
import { isBusinessKind } from '../mapping/mapping.ts';
import { epochMissing } from './identifier-store.ts';
import { existingCodes, unitsSince } from './master-codes.ts';
import { isId } from './model.ts';
import { noteUnmatched } from './unmatched-store.ts';

/** More changes than this since the last question, and all is forgotten instead of these. */
const changesMax = 5_000;
/** Asked of the database at once. */
const askedMax = 10_000;

export class NetworkIdentifiers implements Identifiers {
  readonly #pool: pg.Pool;
  #epoch = -1;
  /** system TAB kind TAB id → what it means. Only of ids that mean something: the others are asked for each time. */
  readonly #meanings = new Map<string, string | NotOurs>();
  /** system TAB kind TAB code → what it is called there */
  readonly #names = new Map<string, string>();
  #sameCodes = new Map<string, ReadonlySet<IdentifierKind>>();
  #units = new Set<string>();
  #unitsEpoch = -1;
  #freshening: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async resolve(
    system: string,
    kind: IdentifierKind,
    ids: readonly string[],
    hints?: ReadonlyMap<string, IdentifierHint>,
  ): Promise<readonly (string | NotOurs | null)[]> {
    const told = await this.#ask(system, kind, ids, this.#meanings, (asked) => this.#read(system, kind, asked));
    await this.#note({ system, kind, direction: 'in' }, ids, told, hints);
    return ids.map((id) => told.get(id) ?? null);
  }

  async name(system: string, kind: IdentifierKind, codes: readonly string[]): Promise<readonly (string | null)[]> {
    const told = await this.#ask(system, kind, codes, this.#names, (asked) => this.#readNames(system, kind, asked));
    await this.#note({ system, kind, direction: 'out' }, codes, told);
    return codes.map((code) => told.get(code) ?? null);
  }

  async epoch(): Promise<number> {
    await this.#freshen();
    return this.#epoch;
  }

  /** Out of memory, and what is not there out of the database. */
  async #ask<Told>(
    system: string,
    kind: IdentifierKind,
    texts: readonly string[],
    known: Map<string, Told>,
    read: (asked: readonly string[]) => Promise<ReadonlyMap<string, Told>>,
  ): Promise<ReadonlyMap<string, Told>> {
    await this.#freshen();
    const told = new Map<string, Told>();
    const asked = new Set<string>();
    for (const text of texts) {
      const found = known.get(`${system}\t${kind}\t${text}`);
      if (found !== undefined) told.set(text, found);
      else if (isId(text)) asked.add(text);
    }
    const all = [...asked];
    // Of orders there are ever more, and each is asked for a few times: they would only drive out what is asked for again and again.
    const isKept = !isBusinessKind(kind);
    for (let from = 0; from < all.length; from += askedMax) {
      const epoch = this.#epoch;
      const found = await read(all.slice(from, from + askedMax));
      if (isKept && known.size + found.size > limits.identifiersCachedMax) known.clear();
      for (const [text, answer] of found) {
        told.set(text, answer);
        // Changed meanwhile: what was read may be from before.
        if (isKept && epoch === this.#epoch) known.set(`${system}\t${kind}\t${text}`, answer);
      }
    }
    return told;
  }

  async #read(
    system: string,
    kind: IdentifierKind,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, string | NotOurs>> {
    const isSame = this.#sameCodes.get(system)?.has(kind) === true;
    const { rows } = await this.#pool.query<{ id: string; code: string | null; notOurs: string | null }>({
      name: 'meanings of ids',
      text: `select id, code, not_ours as "notOurs" from identifiers where system = $1 and kind = $2 and id = any ($3::text[])`,
      values: [system, kind, ids],
    });
    const found = new Map<string, string | NotOurs>();
    for (const { id, code, notOurs } of rows) found.set(id, code ?? { notOurs: notOurs ?? '' });
    if (isSame) for (const code of await this.#existing(kind, without(ids, found))) found.set(code, code);
    return found;
  }

  /** What is preferred there; the only id there is is that too. */
  async #readNames(
    system: string,
    kind: IdentifierKind,
    codes: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    const isSame = this.#sameCodes.get(system)?.has(kind) === true;
    const { rows } = await this.#pool.query<{ code: string; id: string | null }>({
      name: 'names of codes',
      text: `select code, coalesce(max(id) filter (where preferred), case when count(*) = 1 then max(id) end) as id
     from identifiers
     where system = $1 and kind = $2 and code = any ($3::text[])
     group by code`,
      values: [system, kind, codes],
    });
    const found = new Map<string, string>();
    for (const { code, id } of rows) if (id !== null) found.set(code, id);
    const unnamed = without(codes, new Set(rows.map(({ code }) => code)));
    if (isSame) for (const code of await this.#existing(kind, unnamed)) found.set(code, code);
    return found;
  }

  async #existing(kind: IdentifierKind, codes: readonly string[]): Promise<Iterable<string>> {
    if (kind !== 'unit') return existingCodes(this.#pool, kind, codes);
    if (codes.some((code) => !this.#units.has(code))) {
      const { units, epoch } = await unitsSince(this.#pool, this.#unitsEpoch);
      for (const unit of units) this.#units.add(unit);
      // It went back: the database lost what was committed last, and what was read since may be missing.
      this.#unitsEpoch = epoch < this.#unitsEpoch ? -1 : epoch;
    }
    return codes.filter((code) => this.#units.has(code));
  }

  async #note(
    where: Parameters<typeof noteUnmatched>[1],
    texts: readonly string[],
    told: ReadonlyMap<string, unknown>,
    hints?: ReadonlyMap<string, IdentifierHint>,
  ): Promise<void> {
    const unmatched = new Map<string, number>();
    for (const text of texts) if (!told.has(text) && isId(text)) unmatched.set(text, (unmatched.get(text) ?? 0) + 1);
    if (unmatched.size > 0) await noteUnmatched(this.#pool, where, unmatched, hints);
  }

  /** Questions that come while one is under way share the next: it begins after all of them, and so sees what they have to see. */
  #freshen(): Promise<void> {
    if (this.#freshening === undefined) return this.#start();
    this.#next ??= this.#freshening
      .catch(() => undefined) // Told to whoever began it; this one asks again.
      .then(() => {
        this.#next = undefined;
        return this.#start();
      });
    return this.#next;
  }

  #start(): Promise<void> {
    const started = this.#catchUp().finally(() => {
      if (this.#freshening === started) this.#freshening = undefined;
    });
    this.#freshening = started;
    return started;
  }

  async #catchUp(): Promise<void> {
    interface Row {
      readonly epoch: number;
      readonly system: string | null;
      readonly kind: IdentifierKind | 'system' | null;
      readonly id: string | null;
      readonly before: string | null;
      readonly after: string | null;
    }
    const { rows } = await this.#pool.query<Row>({
      name: 'identifiers changed',
      text: `select e.epoch, c.system, c.kind, c.id, c.before ->> 'code' as before, c.after ->> 'code' as after
     from identifier_epoch e
     left join identifier_changes c on c.epoch > $1 and $1 >= 0
     limit $2`,
      values: [this.#epoch, changesMax + 1],
    });
    const epoch = rows[0]?.epoch;
    if (epoch === undefined) throw epochMissing();
    if (epoch === this.#epoch) return;
    // It went back: the database lost what was committed last. Then all is read anew, as at the beginning.
    const isLong = this.#epoch < 0 || epoch < this.#epoch || rows.length > changesMax;
    if (isLong || rows.some(({ kind }) => kind === 'system')) {
      this.#sameCodes = await this.#readSystems();
      this.#meanings.clear();
      this.#names.clear();
    }
    for (const { system, kind, id, before, after } of isLong ? [] : rows) {
      this.#meanings.delete(`${system}\t${kind}\t${id}`);
      for (const code of [before, after]) if (code !== null) this.#names.delete(`${system}\t${kind}\t${code}`);
    }
    this.#epoch = epoch;
  }

  async #readSystems(): Promise<Map<string, ReadonlySet<IdentifierKind>>> {
    const { rows } = await this.#pool.query<{ system: string; sameCodes: IdentifierKind[] }>(
      'select system, same_codes as "sameCodes" from identifier_systems',
    );
    return new Map(rows.map(({ system, sameCodes }) => [system, new Set(sameCodes)]));
  }
}

function without(texts: readonly string[], known: { has(text: string): boolean }): string[] {
  return texts.filter((text) => !known.has(text));
}
