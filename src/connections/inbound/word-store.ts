// The last words of sources on documents of master data. A word that changes a document is written with it, in one commit; one that
// says what is known already is noted afterwards.
import type pg from 'pg';
import type { Value } from '#postgres/pipeline.ts';
import { showInstant } from '#kernel/time.ts';
import type { Known, MasterDataKind, Word } from './word.ts';

interface DocumentKey {
  readonly kind: MasterDataKind;
  readonly code: string;
}

export function documentKey({ kind, code }: DocumentKey): string {
  return `${kind} ${code}`;
}

/** Of all at once, and the time of the database at which it was asked. */
export async function readKnown(
  pool: pg.Pool,
  documents: readonly DocumentKey[],
): Promise<{ readonly at: number; readonly known: ReadonlyMap<string, Known> }> {
  const { rows } = await pool.query<{
    at: Date;
    kind: MasterDataKind;
    code: string;
    changedAt: Date | null;
    source: string | null;
    message: string;
    seq: number;
    receivedAt: Date;
    asOf: Date | null;
    sequence: number | null;
    notedAt: Date;
  }>(
    `select date_trunc('milliseconds', clock_timestamp()) as at, asked.kind, asked.code, changed.at as "changedAt",
       w.source, w.message, w.seq, w.received_at as "receivedAt", w.as_of as "asOf", w.sequence, w.noted_at as "notedAt"
     from (select distinct kind, code from unnest($1::text[], $2::text[]) as one (kind, code)) asked
     left join lateral (
       select i.changed_at as at from items i where asked.kind = 'item' and i.code = asked.code
       union all
       select s.changed_at from sites s where asked.kind = 'site' and s.code = asked.code
       union all
       select p.changed_at from partners p where asked.kind = 'partner' and p.code = asked.code
     ) changed on true
     left join master_data_words w on w.kind = asked.kind and w.code = asked.code`,
    [documents.map(({ kind }) => kind), documents.map(({ code }) => code)],
  );
  const known = new Map<string, Known>();
  for (const [name, those] of Map.groupBy(rows, documentKey)) {
    const words = those.flatMap(({ source, receivedAt, asOf, notedAt, ...rest }) =>
      source === null
        ? []
        : [
            {
              ...rest,
              source,
              receivedAt: receivedAt.getTime(),
              asOf: asOf?.getTime() ?? null,
              notedAt: notedAt.getTime(),
            },
          ],
    );
    known.set(name, { changedAt: those[0]?.changedAt?.getTime() ?? null, words });
  }
  return { at: rows[0]?.at.getTime() ?? 0, known };
}

/** Unless something later was noted meanwhile. For callers with a way of their own to ask: a pool, a turn. */
export const noteStatement = `insert into master_data_words as w (kind, code, source, message, seq, received_at, as_of, sequence, noted_at)
   select kind, code, source, message, seq, to_timestamp(received_at / 1000.0), to_timestamp(as_of / 1000.0), sequence, $9::timestamptz
   from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[])
     as said (kind, code, source, message, seq, received_at, as_of, sequence)
   on conflict (kind, code, source) do update
   set message = excluded.message, seq = excluded.seq, received_at = excluded.received_at, as_of = excluded.as_of, sequence = excluded.sequence,
     noted_at = excluded.noted_at
   where w.noted_at <= excluded.noted_at`;

/** The last word of a source on a document counts. */
export function noteValues(words: readonly Word[], at: number): Value[] {
  const last = [...new Map(words.map((word) => [`${documentKey(word)}\n${word.source}`, word])).entries()]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, word]) => word);
  return [
    last.map(({ kind }) => kind),
    last.map(({ code }) => code),
    last.map(({ source }) => source),
    last.map(({ message }) => message),
    last.map(({ seq }) => seq),
    last.map(({ receivedAt }) => receivedAt),
    last.map(({ asOf }) => asOf),
    last.map(({ sequence }) => sequence),
    showInstant(at),
  ];
}

export async function noteWords(pool: pg.Pool, words: readonly Word[], at: number): Promise<void> {
  if (words.length > 0) await pool.query(noteStatement, noteValues(words, at));
}
