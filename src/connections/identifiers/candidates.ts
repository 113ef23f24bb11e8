// Master data that an unknown id may mean, fetched for many ids at once and bounded for each: by the same spelling, by numbers, by
// the same id in other systems, and by words of its name. Words are found by the text search that every PostgreSQL has (pg_trgm is an
// extension, which not every operator may add); how alike names are is worked out from these few: suggest.ts.
import type pg from 'pg';
import { limits } from '#kernel/limits.ts';
import { isBusinessKind } from '../mapping/mapping.ts';
import type { IdentifierKind, MasterKind } from '../mapping/mapping.ts';
import { unitsSince } from './master-codes.ts';
import type { Suggestion, Unmatched } from './model.ts';
import { gtinOf, searchesOf, spellingOf, spellingSql } from './spelling.ts';
import { suggest } from './suggest.ts';
import type { Candidate } from './suggest.ts';

/** One list for each of the unmatched, the best first. */
export async function suggestionsFor(
  pool: pg.Pool,
  unmatched: readonly Unmatched[],
): Promise<readonly (readonly Suggestion[])[]> {
  const found: (readonly Suggestion[])[] = unmatched.map(() => []);
  for (const kind of new Set(unmatched.map((one) => one.kind))) {
    const asked = unmatched.flatMap((one, place) =>
      one.kind === kind && one.direction === 'in' ? [{ one, place }] : [],
    );
    // Nothing says which order is meant but the message that names both.
    if (asked.length === 0 || isBusinessKind(kind)) continue;
    const candidates = await candidatesFor(
      pool,
      kind,
      asked.map(({ one }) => one),
    );
    for (const [number, { one, place }] of asked.entries()) found[place] = suggest(one, candidates[number] ?? []);
  }
  const unnamed = unmatched.flatMap((one, place) => (one.direction === 'out' ? [{ one, place }] : []));
  if (unnamed.length > 0) {
    const ids = await knownIds(
      pool,
      unnamed.map(({ one }) => one),
    );
    for (const [number, { place }] of unnamed.entries()) found[place] = ids[number] ?? [];
  }
  return found;
}

async function candidatesFor(
  pool: pg.Pool,
  kind: MasterKind,
  asked: readonly Unmatched[],
): Promise<readonly Candidate[][]> {
  const elsewhere = await meantElsewhere(pool, kind, asked);
  const found = asked.map((_, place) => new Set(elsewhere[place]?.keys()));
  for (const { place, code } of await ways[kind](pool, asked)) found[place]?.add(code);
  const [described, taken] = await Promise.all([
    describe(pool, kind, [...new Set(found.flatMap((codes) => [...codes]))]),
    takenIn(pool, kind, asked, found),
  ]);
  return asked.map((_, place) =>
    [...(found[place] ?? [])].flatMap((code) => {
      const known = described.get(code);
      if (known === undefined) return []; // What another system calls so is not, or no longer, in master data.
      const otherSystems = elsewhere[place]?.get(code) ?? [];
      return [{ ...known, code, otherSystems, takenBy: taken.get(`${place}\t${code}`) ?? null }];
    }),
  );
}

interface Found {
  readonly place: number;
  readonly code: string;
}

const ways: Readonly<Record<MasterKind, (pool: pg.Pool, asked: readonly Unmatched[]) => Promise<readonly Found[]>>> = {
  item: async (pool, asked) => {
    const gtins = asked.map(({ id, numbers }) => [id, ...numbers].flatMap((number) => gtinOf(number) ?? []));
    const { rows } = await pool.query<Found>(
      `select place, code
       from unnest($1::int[], $2::text[]) as asked (place, gtin)
       join items on lpad(document ->> 'gtin', 14, '0') = gtin and document ->> 'gtin' is not null`,
      flat(gtins),
    );
    return [...rows, ...(await bySpelling(pool, 'items', asked)), ...(await byName(pool, 'items', asked))];
  },
  partner: async (pool, asked) => {
    const { rows } = await pool.query<Found>(
      `select place, code
       from (select code, json_array_elements(document -> 'ids') ->> 'id' as number from partners) ids
       join unnest($1::int[], $2::text[]) as asked (place, number) using (number)`,
      flat(asked.map(({ id, numbers }) => [id, ...numbers])),
    );
    return [...rows, ...(await bySpelling(pool, 'partners', asked)), ...(await byName(pool, 'partners', asked))];
  },
  site: async (pool, asked) => {
    const { rows } = await pool.query<{ code: string }>('select code from sites order by code limit 1000');
    return everyOf(
      asked,
      rows.map(({ code }) => code),
    );
  },
  unit: async (pool, asked) => everyOf(asked, (await unitsSince(pool, -1)).units),
};

/** Of what there is little of, all is looked at. */
function everyOf(asked: readonly Unmatched[], codes: readonly string[]): Found[] {
  return asked.flatMap((_, place) => codes.map((code) => ({ place, code })));
}

async function bySpelling(pool: pg.Pool, table: 'items' | 'partners', asked: readonly Unmatched[]): Promise<Found[]> {
  const spellings = asked.map(({ id }) => [spellingOf(id)].filter((spelling) => spelling !== ''));
  const { rows } = await pool.query<Found>(
    `select place, code
     from unnest($1::int[], $2::text[]) as asked (place, spelling)
     cross join lateral (
       select code from ${table} where ${spellingSql('code')} = spelling limit ${limits.identifierCandidatesMax}
     ) alike`,
    flat(spellings),
  );
  return rows;
}

async function byName(pool: pg.Pool, table: 'items' | 'partners', asked: readonly Unmatched[]): Promise<Found[]> {
  const common = await commonWords(pool, table);
  const { rows } = await pool.query<Found>(
    `select place, code
     from unnest($1::int[], $2::text[]) as asked (place, words)
     cross join lateral (
       select code from ${table}
       where to_tsvector('simple', document ->> 'name') @@ to_tsquery('simple', words) limit ${limits.identifierCandidatesMax}
     ) alike`,
    flat(asked.map(({ name }) => searchesOf(name ?? '', common))),
  );
  return rows;
}

/** Words that stand in so many names that to look for them alone finds nothing: as the database counted when it last looked. */
async function commonWords(pool: pg.Pool, table: 'items' | 'partners'): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ word: string }>(
    `select word
     from pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) as common (word, share)
     where schemaname = current_schema() and tablename = $1 and word is not null and share > $2`,
    [`${table}_words_idx`, commonShare],
  );
  return new Set(rows.map(({ word }) => word));
}

const commonShare = 0.002;

/** By place: codes that the same id means in other systems, with these. */
async function meantElsewhere(
  pool: pg.Pool,
  kind: IdentifierKind,
  asked: readonly Unmatched[],
): Promise<readonly Map<string, string[]>[]> {
  const found = asked.map(() => new Map<string, string[]>());
  const { rows } = await pool.query<{ place: number; code: string; system: string }>(
    `select place, i.code, i.system
     from unnest($1::int[], $2::text[], $3::text[]) as asked (place, id, system)
     join identifiers i on i.kind = $4 and i.id = asked.id and i.code is not null and i.system <> asked.system
     order by i.system`,
    [asked.map((_, place) => place), asked.map(({ id }) => id), asked.map(({ system }) => system), kind],
  );
  for (const { place, code, system } of rows) {
    const codes = found[place];
    codes?.set(code, [...(codes.get(code) ?? []), system]);
  }
  return found;
}

/** What of ours has an id in the same system already; the preferred one, if there is one. */
async function takenIn(
  pool: pg.Pool,
  kind: IdentifierKind,
  asked: readonly Unmatched[],
  codes: readonly ReadonlySet<string>[],
): Promise<Map<string, string>> {
  const pairs = asked.flatMap(({ system }, place) =>
    [...(codes[place] ?? [])].map((code) => ({ place, system, code })),
  );
  const { rows } = await pool.query<{ place: number; code: string; id: string }>(
    `select distinct on (place, i.code) place, i.code, i.id
     from unnest($1::int[], $2::text[], $3::text[]) as asked (place, system, code)
     join identifiers i on i.kind = $4 and i.system = asked.system and i.code = asked.code
     order by place, i.code, i.preferred desc, i.id`,
    [pairs.map(({ place }) => place), pairs.map(({ system }) => system), pairs.map(({ code }) => code), kind],
  );
  return new Map(rows.map(({ place, code, id }) => [`${place}\t${code}`, id]));
}

async function describe(
  pool: pg.Pool,
  kind: MasterKind,
  codes: readonly string[],
): Promise<Map<string, Pick<Candidate, 'name' | 'numbers'>>> {
  if (kind === 'unit') return new Map(codes.map((code) => [code, { name: null, numbers: [] }]));
  const { rows } = await pool.query<{ code: string; name: string; numbers: (string | null)[] }>(descriptions[kind], [
    codes,
  ]);
  return new Map(
    rows.map(({ code, name, numbers }) => [code, { name, numbers: numbers.filter((number) => number !== null) }]),
  );
}

const descriptions: Readonly<Record<Exclude<MasterKind, 'unit'>, string>> = {
  item: `select code, document ->> 'name' as name, array[document ->> 'gtin'] as numbers from items where code = any ($1::text[])`,
  site: `select code, document ->> 'name' as name, '{}'::text[] as numbers from sites where code = any ($1::text[])`,
  partner: `select code, document ->> 'name' as name, array(select json_array_elements(document -> 'ids') ->> 'id') as numbers
     from partners where code = any ($1::text[])`,
};

/** What a code of ours could be called: the ids that mean it, of which none is preferred. */
async function knownIds(pool: pg.Pool, asked: readonly Unmatched[]): Promise<readonly Suggestion[][]> {
  const found = asked.map((): Suggestion[] => []);
  const { rows } = await pool.query<{ place: number; id: string; count: number }>(
    `select place, i.id, count(*) over (partition by place)::int as count
     from unnest($1::int[], $2::text[], $3::text[], $4::text[]) as asked (place, system, kind, code)
     join identifiers i on i.system = asked.system and i.kind = asked.kind and i.code = asked.code
     order by place, i.id`,
    [
      asked.map((_, place) => place),
      asked.map(({ system }) => system),
      asked.map(({ kind }) => kind),
      asked.map(({ id }) => id),
    ],
  );
  for (const { place, id, count } of rows) {
    if ((found[place]?.length ?? 0) >= limits.identifierSuggestionsMax) continue;
    const because = `it is one of ${count} ids that mean it; say which is preferred`;
    found[place]?.push({
      value: id,
      name: null,
      score: Math.round(100 / count) / 100,
      reasons: ['known_id'],
      because,
      takenBy: null,
    });
  }
  return found;
}

/** Places and texts of lists, side by side. */
function flat(lists: readonly (readonly string[])[]): [number[], string[]] {
  return [lists.flatMap((texts, place) => texts.map(() => place)), lists.flat()];
}
