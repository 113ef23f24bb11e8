// What cells of a row mean, whether it has headings or a kind.
import { fromComma } from './decimal.ts';
import type { FormatRecord } from './format.ts';

/** Columns with decimal commas become decimals, in place; answers what is wrong with one of them. */
export function withDecimals(
  document: Record<string, string>,
  columns: readonly string[],
): { readonly detail: string; readonly fix: string } | null {
  for (const name of columns) {
    const cell = document[name];
    if (cell === undefined || cell === '') continue;
    const decimal = fromComma(cell);
    if (decimal === null)
      return {
        detail: `"${cell.slice(0, 40)}" in column ${name} is no number with a decimal comma.`,
        fix: 'Have it corrected, or take the column out of "decimalComma".',
      };
    document[name] = decimal;
  }
  return null;
}

/** `read`: what could be read all the same, by which the row finds its group. */
export function broken(
  place: string,
  detail: string,
  fix: string,
  read?: Readonly<Record<string, string>>,
): FormatRecord {
  return { document: read, place, problem: { detail, fix } };
}
