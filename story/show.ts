// A figure in words, the same in the table, the picture and the list of what is worse.
import type { Definition } from './definitions.ts';

export function showFigure({ unit }: Pick<Definition, 'unit'>, value: number): string {
  const digits = digitsOf(unit, value);
  const text = value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return unit === '%' || unit === 'EUR' ? `${text} ${unit}` : text;
}

function digitsOf(unit: Definition['unit'], value: number): number {
  if (unit === 'days' || unit === '%') return 2;
  if (unit === 'EUR' || Number.isInteger(value)) return 0;
  return Math.abs(value) < 1 ? 2 : 1;
}
