// Records written at fixed places. A value that does not fit is refused, never cut.
import { plainNumber } from './decimal.ts';
import type { FixedRecordType, FixedSettings } from './fixed.ts';
import { writeField } from './fixed-fields.ts';
import { FormatProblem } from './format.ts';
import type { Written } from './format.ts';
import { withTotals } from './totals-write.ts';
import { bodyOf, isObject } from './value.ts';

/** The value is a record, a list of them, or a group as it is read: `{ records: […] }`; or a list of those. */
export function writeFixed(value: unknown, settings: FixedSettings): Written {
  const { encoding = 'utf-8', lineEnd = 'crlf', recordLength } = settings;
  const end = recordLength !== undefined ? '' : lineEnd === 'crlf' ? '\r\n' : '\n';
  const rows = withTotals([...recordsIn(value, '')], settings);
  const lines = rows.map(([record, place]) => line(record, place, settings) + end);
  return { body: bodyOf(lines.join(''), encoding), mediaType: `text/plain; charset=${encoding}` };
}

function* recordsIn(value: unknown, place: string): Generator<[unknown, string]> {
  if (Array.isArray(value)) for (const [index, each] of value.entries()) yield* recordsIn(each, `${place}/${index}`);
  else if (isObject(value) && Array.isArray(value['records'])) yield* recordsIn(value['records'], `${place}/records`);
  else yield [value, place];
}

function line(record: unknown, place: string, settings: FixedSettings): string {
  if (!isObject(record)) throw no(place, 'It is no object.', 'Let the mapping make one.');
  const { name, type } = typeOf(record, place, settings);
  const known = new Set([...Object.keys(type.fields), ...(settings.tag === undefined ? [] : ['record'])]);
  const extra = Object.keys(record).find((field) => !known.has(field));
  if (extra !== undefined)
    throw no(`${place}/${extra}`, 'It has no place in the record.', 'Leave it out, or add the field.');
  const parts: { readonly start: number; readonly text: string }[] = [];
  if (settings.tag !== undefined) parts.push({ start: settings.tag.start, text: name.padEnd(settings.tag.length) });
  for (const [key, field] of Object.entries(type.fields)) {
    if (field.readOnly === true) continue;
    const written = writeField(textOf(record[key], `${place}/${key}`), field);
    if (!written.ok) throw no(`${place}/${key}`, written.detail, 'Correct the mapping, or agree on a longer field.');
    parts.push({ start: field.start, text: written.value ?? '' });
  }
  let text = '';
  for (const part of parts.toSorted((left, right) => left.start - right.start))
    text = text.padEnd(part.start - 1) + part.text;
  return settings.recordLength === undefined ? text : text.padEnd(settings.recordLength);
}

function typeOf(
  record: Readonly<Record<string, unknown>>,
  place: string,
  { tag, records }: FixedSettings,
): { name: string; type: FixedRecordType } {
  const [only = ''] = Object.keys(records);
  const name = tag === undefined ? only : record['record'];
  const type = typeof name === 'string' && Object.hasOwn(records, name) ? records[name] : undefined;
  if (typeof name === 'string' && type !== undefined) return { name, type };
  throw no(
    `${place}/record`,
    'It names no kind of record that is known.',
    `Set it to one of ${Object.keys(records).join(', ')}.`,
  );
}

/** Null, and what is missing, are spaces. */
function textOf(value: unknown, place: string): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  const text = typeof value === 'number' ? plainNumber(value) : null;
  if (text === null) throw no(place, 'It is no text or number.', 'Let the mapping make one of it.');
  return text;
}

function no(place: string, detail: string, fix: string): FormatProblem {
  return new FormatProblem({ place: place === '' ? 'the value' : place, detail, fix });
}
