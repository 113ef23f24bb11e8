// What values of UBL look like (XML Schema part 2): told, never changed.
import type { LeafType } from './fields.ts';

const patterns = {
  decimal: /^[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})$/,
  date: /^\d{4}-\d{2}-\d{2}(Z|[+-]\d{2}:\d{2})?$/,
  time: /^\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/,
  indicator: /^(true|false|1|0)$/,
  base64: /^[A-Za-z0-9+/\s]*={0,2}\s*$/,
} as const;

const wanted = {
  decimal: 'a decimal number such as 12.50',
  date: 'a date such as 2026-03-31',
  time: 'a time such as 12:30:00',
  indicator: 'true or false',
  base64: 'base64',
} as const;

/** Null: it is well. */
export function complaintOf(value: string, form: LeafType<unknown>['form']): string | null {
  const trimmed = value.trim();
  if (form === 'any') return null;
  const isWell = patterns[form].test(trimmed) && (form !== 'date' || isDay(trimmed.slice(0, 10)));
  return isWell ? null : `"${trimmed.slice(0, 40)}" is not ${wanted[form]}.`;
}

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
