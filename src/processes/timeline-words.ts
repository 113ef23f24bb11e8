// How facts of an entry are read and put into words. Entries are sealed as text, so what an older version wrote may lack what a
// newer one says: a sentence is then shorter, never wrong.
import { showQuantity } from '#kernel/quantity.ts';
import type { OrderLine } from '#orders/model.ts';

export type Data = Readonly<Record<string, unknown>>;
/** Of the order as it is now: entries name lines and keep quantities at the scale of their item. */
export type Lines = readonly Pick<OrderLine, 'line' | 'item' | 'scale' | 'unit'>[];

export function word(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

export function list(value: unknown): readonly Data[] {
  return Array.isArray(value) ? value : [];
}

/** `before` and `after` around a value, and nothing at all where there is no value. */
export function around(before: string, value: string, after = ''): string {
  return value === '' ? '' : `${before}${value}${after}`;
}

export function money(value: unknown): string {
  if (typeof value !== 'object' || value === null || !('amount' in value) || !('currency' in value)) return '';
  return `${word(value.amount)} ${word(value.currency)}`;
}

const suffixes = { zero: 'th', one: 'st', two: 'nd', few: 'rd', many: 'th', other: 'th' } as const;
const ordinals = new Intl.PluralRules('en', { type: 'ordinal' });

/** 2 → 2nd. */
export function ordinal(number: number): string {
  return `${number}${suffixes[ordinals.select(number)]}`;
}

/** `short_pick` → short pick. */
export function plain(value: unknown): string {
  return word(value).replaceAll(/[._]/g, ' ');
}

export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}

/** Quantities as they were reported; the unit is said where it is not the one of the order. */
export function reported(entries: unknown, lines: Lines, field = 'quantity'): string {
  return list(entries)
    .filter((entry) => Number(entry[field]) > 0)
    .map((entry) => {
      const item = word(entry['item']);
      const unit = word(entry['unit']);
      const isOwn = lines.some((line) => line.item === item && line.unit === unit);
      return `${word(entry[field])}${isOwn ? '' : around(' ', unit)} ${item}`;
    })
    .join(', ');
}

/** Quantities at the scale of the items, of lines that are named by number. */
export function scaled(entries: unknown, lines: Lines, field = 'quantity'): string {
  return list(entries)
    .filter((entry) => Number(entry[field]) > 0)
    .map((entry) => amount(entry, lines, field))
    .join(', ');
}

/** Goods with the site and the date they are promised for. */
export function promises(portions: unknown, lines: Lines): string {
  return list(portions)
    .map((portion) => {
      const date = around(' for ', word(portion['promisedFor']));
      return `${amount(portion, lines, 'quantity')} from ${word(portion['site'])}${date}`;
    })
    .join(', ');
}

function amount(entry: Data, lines: Lines, field: string): string {
  const line = lines.find((known) => known.line === entry['line']);
  const item = line?.item ?? word(entry['item']);
  return `${showQuantity(Number(entry[field]), line?.scale ?? Number(entry['scale'] ?? 0))} ${item}`;
}

/** An event of the process, as its catalogue describes it, within a sentence. */
export function heard(description: string | undefined, event: unknown): string {
  if (description === undefined) return plain(event);
  return `${description.charAt(0).toLowerCase()}${description.slice(1).replace(/\.$/, '')}`;
}
