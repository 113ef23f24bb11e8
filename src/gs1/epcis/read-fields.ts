// Raw fields held against their kinds: values in their one spelling, and a fault for each that is none. Pure.
import { limits } from '#kernel/limits.ts';
import { eventTypes, kindOfEvent } from './fields.ts';
import type { FieldsKind, Kind } from './fields.ts';
import type { EpcisEvent, Extension } from './model.ts';
import type { Faults, Raw, RawFields, RawText } from './raw.ts';
import { decimalOf, timeOf } from './values.ts';
import { isUri, wordOf } from './vocabulary.ts';

type Value = string | boolean | readonly Value[] | { readonly [name: string]: Value };

/** An event, with what can be read of it; null: not even its type. */
export function readEvent(raw: RawFields, faults: Faults): EpcisEvent | null {
  const type = typeOf(raw, faults);
  if (type === null) return null;
  const rest = { ...raw, fields: raw.fields.filter(([name]) => name !== 'type') };
  const before = faults.list.length;
  const value = readFieldsOf(rest, kindOfEvent(type), faults);
  // `fields.ts` and `model.ts` say the same of each field; what is missing has its fault.
  const event = { type, ...value } as unknown as EpcisEvent;
  // A list that could not be read is there: nobody says that it is missing too.
  const isRead = faults.list.slice(before).every(({ code }) => code !== 'shape_wrong' && code !== 'too_large');
  if (isRead) checkWhole(event, raw.place, faults);
  return event;
}

function typeOf({ fields, place }: RawFields, faults: Faults): string | null {
  const type = fields.find(([name]) => name === 'type')?.[1];
  if (type?.is !== 'text') {
    faults.add('field_missing', place, 'The event has no type.');
    return null;
  }
  if (eventTypes.includes(type.text)) return type.text;
  const address = expanded(type);
  if (isUri(address)) return address;
  faults.add('event_type_unknown', type.place, `${shown(type.text)} is no type of event.`);
  return null;
}

function checkWhole(event: EpcisEvent, place: string, faults: Faults): void {
  const has = (list: readonly unknown[] | undefined): boolean => (list?.length ?? 0) > 0;
  const { action, epcList, childEPCs, childQuantityList, quantityList, ilmd, parentID } = event;
  const isDelete = action === 'DELETE';
  switch (event.type) {
    case 'ObjectEvent':
    case 'TransactionEvent': {
      const bySensor = event.type === 'ObjectEvent' && has(event.sensorElementList) && event.readPoint !== undefined;
      const isDone = event.type === 'TransactionEvent' && isDelete;
      if (epcList === undefined && !has(quantityList) && !bySensor && !isDone) {
        faults.add('identifiers_missing', place, `The ${event.type} does not say what it is about.`);
      }
      if (event.type === 'ObjectEvent' && ilmd !== undefined && action !== undefined && action !== 'ADD') {
        faults.add('ilmd_without_add', place, `ilmd stands in an event of the action ${action}.`);
      }
      break;
    }
    case 'AggregationEvent':
    case 'AssociationEvent':
      if (!has(childEPCs) && !has(childQuantityList) && !isDelete) {
        faults.add('children_missing', place, `The ${event.type} has no children.`);
      }
      if (event.type === 'AggregationEvent' && parentID === undefined && action !== 'OBSERVE' && action !== undefined) {
        faults.add('field_missing', place, `parentID is missing: only OBSERVE may leave it out.`);
      }
      break;
    case 'TransformationEvent': {
      const isIn = has(event.inputEPCList) || has(event.inputQuantityList);
      const isOut = has(event.outputEPCList) || has(event.outputQuantityList);
      if (event.transformationID === undefined ? !(isIn && isOut) : !(isIn || isOut)) {
        faults.add(
          'transformation_incomplete',
          place,
          `It has ${isIn ? 'no outputs' : isOut ? 'no inputs' : 'neither inputs nor outputs'}.`,
        );
      }
      break;
    }
    default:
  }
}

function readFieldsOf({ fields, place }: RawFields, kind: FieldsKind, faults: Faults): Record<string, Value> {
  const found = new Map<string, Value>();
  const others: (readonly [string, Raw])[] = [];
  const seen = new Set<string>();
  for (const [name, raw] of fields) {
    const own = Object.hasOwn(kind.fields, name) ? kind.fields[name] : undefined;
    if (own === undefined) {
      if (name.startsWith('{') && kind.isOpen) others.push([name, raw]);
      else faults.add('field_unknown', raw.place, `${shown(name)} is no field here.`);
      continue;
    }
    if (seen.has(name)) faults.add('field_repeated', raw.place, `${name} comes again.`);
    seen.add(name);
    const value = read(raw, own, faults);
    if (value !== null && !found.has(name)) found.set(name, value);
  }
  for (const name of kind.required) {
    if (!seen.has(name)) faults.add('field_missing', place, `${name} is missing.`);
  }
  // In the order of the kinds, so that one event has one spelling.
  const value: Record<string, Value> = {};
  for (const name of Object.keys(kind.fields)) {
    const own = found.get(name);
    if (own !== undefined) value[name] = own;
  }
  if (others.length > 0) value['extensions'] = extensionsOf(others) as unknown as Value;
  return value;
}

function read(raw: Raw, kind: Kind, faults: Faults): Value | null {
  if (kind.is === 'list') return readList(raw, kind, faults);
  if (kind.is === 'fields' || kind.is === 'extensions') {
    if (kind.is === 'extensions' && raw.is === 'text' && raw.as === 'xml' && raw.text === '') return [];
    if (raw.is !== 'fields') return wrongShape(raw, 'an object with fields', faults);
    // Extensions are plain values, whatever their interface is called.
    return kind.is === 'fields' ? readFieldsOf(raw, kind, faults) : (extensionsOf(raw.fields) as unknown as Value);
  }
  if (raw.is !== 'text' || raw.as === 'null') return wrongShape(raw, 'a single value', faults);
  return readText(raw, kind, faults);
}

function readList(raw: Raw, kind: Extract<Kind, { is: 'list' }>, faults: Faults): Value | null {
  if (raw.is === 'text' && kind.mayBeBare === true) {
    const one = read(raw, kind.of, faults);
    return one === null ? [] : [one];
  }
  if (raw.is !== 'list') return wrongShape(raw, 'a list', faults);
  if (raw.items.length > limits.epcisListMax) {
    faults.add('too_large', raw.place, `The list has ${raw.items.length} entries.`);
    return null;
  }
  if (raw.items.length < (kind.min ?? 0)) faults.add('shape_wrong', raw.place, 'The list is empty.');
  return raw.items.flatMap((item) => read(item, kind.of, faults) ?? []);
}

function wrongShape(raw: Raw, due: string, faults: Faults): null {
  faults.add(
    'shape_wrong',
    raw.place,
    `Here stands ${raw.is === 'text' ? shown(raw.text) : `a ${raw.is === 'list' ? 'list' : 'group of fields'}`}, and it should be ${due}.`,
  );
  return null;
}

function readText(
  raw: RawText,
  kind: Exclude<Kind, { is: 'fields' | 'list' | 'extensions' }>,
  faults: Faults,
): string | boolean | null {
  const { text, as, place } = raw;
  const no = (code: Parameters<Faults['add']>[0], what: string): null => {
    faults.add(code, place, `${shown(text)} is ${what}.`);
    return null;
  };
  // JSON says itself what is a number and what is not.
  const due = kind.is === 'decimal' ? 'number' : kind.is === 'boolean' ? 'boolean' : 'string';
  if (as !== 'xml' && as !== due) {
    return no(due === 'number' ? 'number_wrong' : 'value_wrong', `a ${as} in JSON, and should be a ${due}`);
  }
  switch (kind.is) {
    case 'text':
      return text;
    case 'uri':
      return isUri(text) ? text : no('uri_wrong', 'no URI');
    case 'time':
      return timeOf(text) ?? no('time_wrong', 'no time with its offset');
    case 'offset':
      return /^[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00)$/.test(text) ? text : no('offset_wrong', 'no offset');
    case 'decimal':
      return decimalOf(text) ?? no('number_wrong', 'no number');
    case 'boolean':
      return /^(?:true|false|1|0)$/.test(text)
        ? text === 'true' || text === '1'
        : no('value_wrong', 'neither true nor false');
    case 'hex':
      return /^[0-9A-Fa-f]+$/.test(text) ? text : no('value_wrong', 'no hexadecimal number');
    case 'unit':
      return /^[A-Z0-9]{2,3}$/.test(text) ? text : no('value_wrong', 'no unit of UN/ECE recommendation 20');
    case 'action':
      return /^(?:ADD|OBSERVE|DELETE)$/.test(text) ? text : no('action_unknown', 'no action');
    case 'word': {
      const address = expanded(raw);
      return wordOf(kind.of, address) ?? no('word_unknown', 'no word of this vocabulary');
    }
  }
}

/** With the namespace in the place of a prefix that is said; other texts as they are. */
function expanded({ text, prefixes }: RawText): string {
  const at = text.indexOf(':');
  const namespace = at === -1 || text.startsWith('//', at + 1) ? undefined : prefixes.get(text.slice(0, at));
  return namespace === undefined ? text : `${namespace}${text.slice(at + 1)}`;
}

/** Lists are the same name several times. */
function extensionsOf(fields: readonly (readonly [string, Raw])[]): readonly Extension[] {
  return fields
    .flatMap(([name, raw]): Extension[] => {
      if (raw.is === 'list') return [...extensionsOf(raw.items.map((item) => [name, item] as const))];
      return [{ name, value: raw.is === 'text' ? raw.text : extensionsOf(raw.fields) }];
    })
    .toSorted((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
}

function shown(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}
