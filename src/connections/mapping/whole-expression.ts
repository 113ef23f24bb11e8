// The functions of a mapping and its expression as the one text that is compiled, and where in which of them a place is. Pure.
import { lineAndColumn } from './line-and-column.ts';

type Parts = { readonly expression: string; readonly functions: string };

/** A block: what is assigned in it is known to the end of it. */
export function wholeOf({ expression, functions }: Parts): string {
  return functions === '' ? expression : `${headOf(functions)}${expression}\n)`;
}

/** In the expression, in characters from 0; or, in words, in the functions. */
export function placeOf(
  position: number | null,
  { functions }: Parts,
): { readonly position: number | null; readonly words: string } {
  if (position === null) return { position, words: '' };
  const before = functions === '' ? 0 : headOf(functions).length;
  const own = position - before;
  if (own >= 0) return { position: own, words: ` (at character ${own} of the expression)` };
  const { line, column } = lineAndColumn(functions, Math.max(0, position - 1));
  return { position: null, words: ` (line ${line}, column ${column} of its functions)` };
}

function headOf(functions: string): string {
  return `(${functions}\n`;
}
