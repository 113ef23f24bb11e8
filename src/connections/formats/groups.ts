// Rows that follow each other with the same key as one record: an order with its lines, one line a row. A row that cannot be read
// takes its whole group with it, because an order without one of its lines is worse than none.
import type { FormatRecord } from './format.ts';

export interface Grouping {
  readonly by: readonly string[];
  readonly rowsMax: number;
}

interface Group {
  readonly key: Readonly<Record<string, string>>;
  readonly rows: unknown[];
  readonly place: string;
  problem: FormatRecord['problem'];
}

/** Documents of the records are flat objects of text. */
export async function* groupRecords(
  records: AsyncIterable<FormatRecord>,
  { by, rowsMax }: Grouping,
): AsyncGenerator<FormatRecord> {
  let open: Group | undefined;
  /** A row of which not even the key is known: it may belong to the group before it or to the one after it. */
  let lost: FormatRecord['problem'];
  for await (const { document, place, problem } of records) {
    if (document === undefined) {
      yield { document: undefined, place, ...(problem === undefined ? {} : { problem }) };
      lost = {
        detail: `The row at ${place}, beside these, cannot be read and may belong to them.`,
        fix: 'Have it corrected and sent again with all rows of the group.',
      };
      if (open !== undefined) open.problem ??= lost;
      continue;
    }
    const row = document as Readonly<Record<string, string>>; // What the caller promises.
    if (open !== undefined && !by.every((name) => row[name] === open?.key[name])) {
      yield close(open);
      open = undefined;
    }
    open ??= {
      key: Object.fromEntries(by.map((name) => [name, row[name] ?? ''])),
      rows: [],
      place,
      problem: lost,
    };
    lost = undefined;
    if (problem !== undefined) {
      open.problem ??= { detail: `Its row at ${place} cannot be read: ${problem.detail}`, fix: problem.fix };
    } else if (open.rows.length >= rowsMax) {
      open.problem ??= {
        detail: `The group has more than ${rowsMax} rows.`,
        fix: 'Have it split, or choose columns in "groupBy" that tell groups apart.',
      };
    } else open.rows.push(row);
  }
  if (open !== undefined) yield close(open);
}

function close({ key, rows, place, problem }: Group): FormatRecord {
  return problem === undefined
    ? { document: { key, rows }, place }
    : { document: undefined, place: `${place}, the group ${JSON.stringify(key).slice(0, 200)}`, problem };
}
