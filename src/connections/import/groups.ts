// Rows that follow each other with the same value in one column form a group: an invoice, an order. Only one group is held.
import { importLimits } from './limits.ts';
import type { Mapping } from './mapping-file.ts';
import { ImportProblem } from './problem.ts';
import type { Row } from './rows.ts';
import { readRows } from './rows.ts';

export interface Group {
  readonly key: string;
  readonly file: string;
  readonly rows: readonly Row[];
}

/** A row that no mapping can read. */
export interface Malformed {
  readonly row: number;
  readonly reason: 'wrong_number_of_columns' | 'group_missing';
}

/** Throws when a group comes again further down: half of it would be sent as if it were all. */
export async function* readGroups(
  files: readonly string[],
  mapping: Mapping,
  notice: { readonly bytes: (bytes: number) => void; readonly malformed: (malformed: Malformed) => void },
): AsyncGenerator<Group> {
  const seen = new Set<string>();
  for (const file of files) {
    let key: string | undefined;
    let rows: Row[] = [];
    for await (const read of readRows(file, mapping, notice.bytes)) {
      if (read.kind === 'malformed') {
        notice.malformed({ row: read.row, reason: 'wrong_number_of_columns' });
        continue;
      }
      const { row } = read;
      const next = String(row[mapping.groupBy]);
      if (next.trim() === '') {
        notice.malformed({ row: row.row, reason: 'group_missing' });
        continue;
      }
      if (next !== key) {
        if (key !== undefined) yield { key, file, rows };
        if (seen.has(next)) {
          throw new ImportProblem(
            `${mapping.groupBy} ${next} comes again at line ${row.row} of ${file}: sort the rows so that those of one ${mapping.groupBy} follow each other in one file.`,
          );
        }
        seen.add(next);
        key = next;
        rows = [];
      }
      if (rows.length >= importLimits.groupRowsMax) {
        throw new ImportProblem(
          `${mapping.groupBy} ${next} has more than ${importLimits.groupRowsMax} rows at line ${row.row} of ${file}: group by another column.`,
        );
      }
      rows.push(row);
    }
    if (key !== undefined) yield { key, file, rows };
  }
}
