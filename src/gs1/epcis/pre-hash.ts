// The text of which the event hash is made (CBV 2.0, 8.9): every field but those about the record itself, in a fixed order, in one
// spelling, with lists sorted. Pure.
import { kindOfEvent } from './fields.ts';
import type { Kind } from './fields.ts';
import { canonicalId } from './identifiers.ts';
import type { EpcisEvent, Extension } from './model.ts';
import { decimalOf, roundedTime, timeOf } from './values.ts';
import { addressOf } from './vocabulary.ts';

/** An event and its correction have one hash, however often it is recorded. */
const leftOut = new Set(['type', 'recordTime', 'eventID', 'errorDeclaration']);

export function preHashOf(event: EpcisEvent): string {
  return `eventType=${event.type}${fieldsText(event, kindOfEvent(event.type).fields, leftOut)}`;
}

const none: ReadonlySet<string> = new Set();

function fieldsText(value: object, kinds: Readonly<Record<string, Kind>>, without = none): string {
  const fields = new Map(Object.entries(value) as readonly (readonly [string, unknown])[]);
  const own = Object.entries(kinds).map(([name, kind]) =>
    without.has(name) || !fields.has(name) ? '' : textOf(name, fields.get(name), kind),
  );
  const extensions = fields.get('extensions') as readonly Extension[] | undefined;
  return `${own.join('')}${extensionsText(extensions ?? [])}`;
}

function textOf(name: string, value: unknown, kind: Kind): string {
  if (kind.is === 'fields') return named(name, fieldsText(value as object, kind.fields));
  if (kind.is === 'extensions') return named(name, extensionsText(value as readonly Extension[]));
  if (kind.is === 'list') {
    const { item, of } = kind;
    // Of transactions, sources and destinations only the fields are told, not the name of the element around them.
    const isBare = of.is === 'fields' && of.text !== undefined;
    const each = (value as readonly unknown[]).map((one) =>
      isBare ? fieldsText(one as object, of.fields) : textOf(item ?? name, one, of),
    );
    const all = each.toSorted(byBytes).join('');
    return item === null ? all : named(name, all);
  }
  return `${name}=${spelled(String(value), kind)}`;
}

function spelled(value: string, kind: Kind): string {
  if (kind.is === 'time') return roundedTime(value);
  if (kind.is === 'uri') return canonicalId(value);
  return kind.is === 'word' ? addressOf(kind.of, value) : value;
}

/** What is empty is not told. */
function named(name: string, text: string): string {
  return text === '' ? '' : `${name}${text}`;
}

function extensionsText(extensions: readonly Extension[]): string {
  return extensions
    .map(({ name, value }) => {
      if (typeof value !== 'string') return `${name}${extensionsText(value)}`;
      return value === '' ? name : `${name}=${plainText(value)}`;
    })
    .toSorted(byBytes)
    .join('');
}

/** Numbers, times and identifiers of other standards are spelled like those of this one. */
function plainText(text: string): string {
  const number = /^[+-]?\d+(?:\.\d+)?$/.test(text) ? decimalOf(text) : null;
  const time = number === null ? timeOf(text) : null;
  return number ?? (time === null ? canonicalId(text) : roundedTime(time));
}

/** Code points, as UTF-8 sorts them. */
function byBytes(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) {
    const [left, right] = [Number(one.codePointAt(at)), Number(other.codePointAt(at))];
    if (left !== right) return left - right;
  }
  return one.length - other.length;
}
