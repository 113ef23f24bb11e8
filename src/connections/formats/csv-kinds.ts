// Rows of several kinds in one file, told apart by a column: a head, lines, a trailer. Each kind has columns of its own, and there are
// no headings.
import { broken, withDecimals } from './csv-cells.ts';
import type { CsvSettings } from './csv.ts';
import type { CsvRow } from './csv-rows.ts';
import type { SettingsComplaint } from './format.ts';
import type { TaggedRecord } from './fixed-groups.ts';
import { complainOfTotals } from './totals.ts';

export interface CsvKind {
  /** Names of the cells from left to right, without the one that tells the kind. */
  readonly columns: readonly string[];
  readonly decimalComma?: readonly string[];
  /** Part of no group: the first and last row of a file. */
  readonly alone?: boolean;
}

export type CsvKinds = Readonly<Record<string, CsvKind>>;

export function complainOfKinds({
  records,
  tag = 1,
  groupFrom,
  header,
  columns,
  groupBy,
  decimalComma,
  totals,
}: CsvSettings): SettingsComplaint | null {
  if (records === undefined) {
    const alien = groupFrom !== undefined ? 'groupFrom' : totals !== undefined ? 'totals' : null;
    return alien === null
      ? null
      : {
          pointer: `/${alien}`,
          detail: 'There are no kinds of rows.',
          fix: 'List them in "records"; rows of one kind are brought together by "groupBy", and have no totals.',
        };
  }
  if (header === true || columns !== undefined || groupBy !== undefined || decimalComma !== undefined)
    return {
      pointer: '/records',
      detail: 'Rows of several kinds have no headings, and each kind has its own columns.',
      fix: 'Leave out "header", "columns", "decimalComma" and "groupBy"; each of "records" has "columns" and "decimalComma".',
    };
  if (groupFrom !== undefined && (!Object.hasOwn(records, groupFrom) || records[groupFrom]?.alone === true))
    return {
      pointer: '/groupFrom',
      detail: `"${groupFrom}" is no kind of row with which a group can begin.`,
      fix: `Name one of ${Object.keys(records).join(', ')} that is not alone.`,
    };
  for (const [name, kind] of Object.entries(records)) {
    const unknown = kind.decimalComma?.find((column) => !kind.columns.includes(column));
    if (unknown !== undefined)
      return {
        pointer: `/records/${name}/decimalComma`,
        detail: `It has no column "${unknown}".`,
        fix: 'Name a column that is there.',
      };
    if (name !== name.trim())
      return { pointer: '/records', detail: `The kind "${name}" has spaces around it.`, fix: 'Leave them out.' };
    if (tag > kind.columns.length + 1)
      return {
        pointer: '/tag',
        detail: `A row "${name}" has ${kind.columns.length + 1} cells, and cell ${tag} tells its kind.`,
        fix: 'Say in which cell the kind stands, counted from 1.',
      };
  }
  return complainOfTotals(
    totals ?? [],
    Object.fromEntries(Object.entries(records).map(([name, { columns: own }]) => [name, own])),
  );
}

export function kindOfRow(row: CsvRow, kinds: CsvKinds, settings: CsvSettings): TaggedRecord {
  const { tag: at = 1, trim = false, shortRows = false } = settings;
  const place = `line ${row.line}`;
  if ('broken' in row) {
    const fix = 'Have the row corrected; the others were read.';
    return { tag: undefined, record: broken(`${place}, column ${row.column}`, row.broken, fix) };
  }
  const tag = (row.cells[at - 1] ?? '').trim();
  const kind = Object.hasOwn(kinds, tag) ? kinds[tag] : undefined;
  if (kind === undefined) {
    const known = Object.keys(kinds).join(', ').slice(0, 200);
    const detail = `"${tag.slice(0, 40)}" is no kind of row that is known; known are ${known}.`;
    return { tag: undefined, record: broken(place, detail, 'Have it corrected, or add the kind to "records".') };
  }
  const { columns } = kind;
  const rest = row.cells.toSpliced(at - 1, 1);
  // Rows are often filled up with empty cells to the longest of them.
  const cells = rest.slice(columns.length).every((cell) => cell.trim() === '') ? rest.slice(0, columns.length) : rest;
  if (cells.length > columns.length || (cells.length < columns.length && !shortRows)) {
    const fix =
      cells.length < columns.length
        ? 'Have it corrected, or set "shortRows" to let cells be missing at the end.'
        : 'Have it corrected: a delimiter in a cell has to be quoted.';
    const detail = `The row "${tag}" has ${cells.length + 1} cells, and its kind has ${columns.length + 1}.`;
    return { tag, record: broken(place, detail, fix) };
  }
  const document: Record<string, string> = { record: tag };
  for (const [index, cell] of cells.entries()) document[columns[index] ?? ''] = trim ? cell.trim() : cell;
  const wrong = withDecimals(document, kind.decimalComma ?? []);
  return { tag, record: wrong === null ? { document, place } : broken(place, wrong.detail, wrong.fix) };
}
