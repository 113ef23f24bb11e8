// Lines that belong together as one record: from the line with which a group begins to the next one of its kind. A line that cannot
// be read takes its group with it, because an order without one of its lines is worse than none.
import type { FormatRecord } from './format.ts';
import { wrongTotal } from './totals.ts';
import type { Total } from './totals.ts';

export interface TaggedRecord {
  /** Undefined: it could not be told. */
  readonly tag: string | undefined;
  readonly record: FormatRecord;
}

interface Group {
  readonly records: unknown[];
  readonly place: string;
  problem: FormatRecord['problem'];
}

export async function* groupLines(
  lines: AsyncIterable<TaggedRecord>,
  {
    kinds,
    from,
    rowsMax,
    totals,
  }: {
    readonly kinds: Readonly<Record<string, { readonly alone?: boolean }>>;
    readonly from: string;
    readonly rowsMax: number;
    /** That stand in each group. */
    readonly totals: readonly Total[];
  },
): AsyncGenerator<FormatRecord> {
  let open: Group | undefined;
  /** Lines without a beginning belong to a group whose first line is lost. */
  let isLost = false;
  for await (const { tag, record } of lines) {
    const isAlone = tag !== undefined && kinds[tag]?.alone === true;
    if (tag === from || isAlone) {
      if (open !== undefined) yield close(open, totals);
      open = undefined;
      isLost = false;
    }
    if (isAlone) {
      yield record;
      continue;
    }
    if (tag === from) open = { records: [], place: record.place, problem: undefined };
    if (tag === undefined) {
      // It may be the first line of another group: what follows is not to be added to the one that is open.
      if (open !== undefined) {
        open.problem ??= lostLine(record.place);
        yield close(open, totals);
        open = undefined;
      }
      isLost = true;
      yield record;
    } else if (open === undefined) {
      yield {
        document: undefined,
        place: record.place,
        problem: {
          detail: `A line "${tag}" stands in no group${isLost ? ', because a line before it cannot be read' : ''}: none began with "${from}".`,
          fix: 'Have it corrected and sent again with all lines of the group.',
        },
      };
    } else if (record.problem !== undefined) {
      open.problem ??= {
        detail: `Its line at ${record.place} cannot be read: ${record.problem.detail}`,
        fix: record.problem.fix,
      };
    } else if (open.records.length >= rowsMax) {
      open.problem ??= { detail: `The group has more than ${rowsMax} lines.`, fix: 'Have it split.' };
    } else open.records.push(record.document);
  }
  if (open !== undefined) yield close(open, totals);
}

function lostLine(place: string): NonNullable<FormatRecord['problem']> {
  return {
    detail: `The line at ${place}, behind these, cannot be read and may belong to them.`,
    fix: 'Have it corrected and sent again with all lines of the group.',
  };
}

function close({ records, place, problem: broken }: Group, totals: readonly Total[]): FormatRecord {
  const problem = broken ?? wrongTotal(totals, records) ?? undefined;
  return problem === undefined ? { document: { records }, place } : { document: undefined, place, problem };
}
