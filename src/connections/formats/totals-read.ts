// A file with control totals is read twice: first to prove them, and only then for its records. So of a file that was cut off nothing
// is taken.
import type { TaggedRecord } from './fixed-groups.ts';
import { FormatProblem } from './format.ts';
import { readBytes } from './source.ts';
import type { Bytes } from './source.ts';
import { Tally } from './totals.ts';
import type { Total } from './totals.ts';
import { isObject } from './value.ts';

export async function* proved(
  bytes: Bytes,
  read: (bytes: Bytes) => AsyncIterable<TaggedRecord>,
  { totals, bytesMax }: { readonly totals: readonly Total[]; readonly bytesMax: number },
): AsyncGenerator<TaggedRecord> {
  const kept: Uint8Array[] = [];
  for await (const piece of readBytes(bytes, bytesMax)) kept.push(piece);
  await prove(read(kept), totals);
  yield* read(kept);
}

async function prove(rows: AsyncIterable<TaggedRecord>, totals: readonly Total[]): Promise<void> {
  const tallies = totals.map((total) => new Tally(total));
  const meant = new Set(totals.flatMap(({ record, of }) => [record, ...of]));
  let last = 'the whole';
  for await (const { tag, record } of rows) {
    last = record.place;
    if (record.problem !== undefined && (tag === undefined || meant.has(tag)))
      throw new FormatProblem({
        place: record.place,
        detail: `It cannot be read, so the totals cannot be proved: ${record.problem.detail}`,
        fix: record.problem.fix,
      });
    if (isObject(record.document)) for (const tally of tallies) tally.add(record.document);
  }
  for (const tally of tallies) {
    const problem = tally.problem();
    if (problem !== null) throw new FormatProblem({ place: last, ...problem });
  }
}
