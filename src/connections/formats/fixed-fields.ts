// Fields at fixed places of a line: cut out and put in. Numbers are digits with an agreed decimal place, and stay text.

export interface FixedField {
  /** The first character of a line is 1. */
  readonly start: number;
  readonly length: number;
  readonly type?: 'text' | 'number';
  /** Of text: which spaces around it are no part of it. */
  readonly trim?: 'right' | 'left' | 'both' | 'none';
  /** Of text: where it stands when it is shorter than its place. */
  readonly align?: 'left' | 'right';
  /** Of numbers: how many of the digits are behind a point that is not written. */
  readonly decimals?: number;
  /** Of numbers: where a minus is written. */
  readonly sign?: 'leading' | 'trailing' | 'none';
  /** Reads again what other fields read, in another way, and is not written. */
  readonly readOnly?: boolean;
}

export type FieldValue =
  | { readonly ok: true; readonly value: string | null }
  | { readonly ok: false; readonly detail: string };

/** A number that is blank is null. */
export function readField(
  line: string,
  { start, length, type = 'text', trim = 'right', decimals = 0 }: FixedField,
): FieldValue {
  const raw = line.slice(start - 1, start - 1 + length);
  if (type === 'text') return { ok: true, value: trimmed(raw, trim) };
  const text = raw.trim();
  if (text === '') return { ok: true, value: null };
  const match = /^(?:([+-])?(\d+)|(\d+)([+-]))$/.exec(text);
  if (match === null) return { ok: false, detail: `"${raw}" is no number of digits with a sign at most.` };
  const digits = match[2] ?? match[3] ?? '';
  const isNegative = (match[1] ?? match[4]) === '-' && /[1-9]/.test(digits);
  return { ok: true, value: (isNegative ? '-' : '') + withPoint(digits, decimals) };
}

function trimmed(raw: string, trim: 'right' | 'left' | 'both' | 'none'): string {
  const right = trim === 'right' || trim === 'both' ? raw.replace(/ +$/, '') : raw;
  return trim === 'left' || trim === 'both' ? right.replace(/^ +/, '') : right;
}

function withPoint(digits: string, decimals: number): string {
  const padded = digits.padStart(decimals + 1, '0');
  const whole = padded.slice(0, padded.length - decimals).replace(/^0+(?=\d)/, '');
  return decimals === 0 ? whole : `${whole}.${padded.slice(-decimals)}`;
}

/** Exactly as long as its place, or why it cannot be. */
export function writeField(text: string | null, field: FixedField): FieldValue {
  const { length, type = 'text', align = 'left' } = field;
  if (text === null) return { ok: true, value: ' '.repeat(length) };
  if (type === 'number') return writeNumber(text, field);
  if (text.length > length)
    return { ok: false, detail: `"${text.slice(0, 60)}" is longer than its ${length} characters.` };
  if (/[\r\n\ud800-\udfff]/.test(text))
    return { ok: false, detail: 'It has a line end or a character that takes two places.' };
  return { ok: true, value: align === 'left' ? text.padEnd(length) : text.padStart(length) };
}

function writeNumber(text: string, { length, decimals = 0, sign = 'leading' }: FixedField): FieldValue {
  const match = /^(-)?(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) return { ok: false, detail: `"${text.slice(0, 60)}" is no decimal number.` };
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > decimals) return { ok: false, detail: `${text} has more than ${decimals} decimal places.` };
  const digits = ((match[2] ?? '') + fraction.padEnd(decimals, '0')).replace(/^0+(?=\d)/, '');
  const isNegative = match[1] === '-' && digits !== '0';
  if (isNegative && sign === 'none') return { ok: false, detail: `${text} is negative, and no sign is written.` };
  const room = isNegative ? length - 1 : length;
  if (digits.length > room) return { ok: false, detail: `${text} needs more than its ${length} characters.` };
  const padded = digits.padStart(room, '0');
  return { ok: true, value: !isNegative ? padded : sign === 'trailing' ? `${padded}-` : `-${padded}` };
}
