// A file of EPCIS, in XML or JSON-LD: its events, and every fault. Pure.
import assert from '#kernel/assert.ts';
import { limits } from '#kernel/limits.ts';
import type { EpcisFault } from './faults.ts';
import { eventTypes, kindOfEvent } from './fields.ts';
import { isFields, parseJson, prefixesOf, rawFieldsOf } from './json-read.ts';
import type { EpcisDocument, EpcisEvent } from './model.ts';
import { Faults, Unreadable } from './raw.ts';
import type { RawFields } from './raw.ts';
import { readEvent } from './read-fields.ts';
import { timeOf } from './values.ts';
import { childrenOf, isOwn, parseXml, rawEventOf } from './xml-read.ts';
import type { XmlElement } from './xml-read.ts';

export interface ReadEpcis {
  /** Null: it could not be read at all. */
  readonly document: EpcisDocument | null;
  readonly faults: readonly EpcisFault[];
  /** Beside those that are listed. */
  readonly faultsMore: number;
  /** Numbers of events, from 0, that are not among those of the document: not even their type could be read. */
  readonly unread: readonly number[];
}

export function readEpcis(bytes: Uint8Array): ReadEpcis {
  const faults = new Faults();
  try {
    const document = documentOf(bytes, faults);
    return { document, faults: faults.list, faultsMore: faults.more, unread: faults.unread };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    faults.event = null;
    faults.add(error.code, error.place, error.message);
    return { document: null, faults: faults.list, faultsMore: faults.more, unread: [] };
  }
}

function documentOf(bytes: Uint8Array, faults: Faults): EpcisDocument {
  if (bytes.length > limits.epcisBytesMax) {
    throw new Unreadable('too_large', '', `It has ${bytes.length} bytes; at most ${limits.epcisBytesMax} are read.`);
  }
  const text = decoded(bytes);
  const front = text.trimStart().charAt(0);
  if (front === '<') return xmlDocument(parseXml(text), faults);
  if (front === '{') return jsonDocument(text, faults);
  throw new Unreadable('not_epcis', '', 'It begins neither with < nor with {.');
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Unreadable('not_well_formed', '', 'It is no UTF-8.');
  }
}

const empty = {
  schemaVersion: null,
  creationDate: null,
  sender: null,
  receiver: null,
  instanceIdentifier: null,
  queryName: null,
  subscriptionID: null,
  events: [],
  passedOver: [],
} as const satisfies Omit<EpcisDocument, 'kind'>;

function eventsOf(raws: readonly RawFields[], faults: Faults): EpcisEvent[] {
  return raws.flatMap((raw, index) => {
    faults.event = index;
    const event = readEvent(raw, faults);
    faults.event = null;
    if (event === null) faults.unread.push(index);
    return event ?? [];
  });
}

function assertFew(count: number): void {
  if (count <= limits.epcisEventsMax) return;
  throw new Unreadable('too_large', '', `It has ${count} events; at most ${limits.epcisEventsMax} are read.`);
}

type Fields = Extract<ReturnType<typeof parseJson>, { readonly [name: string]: unknown }>;

function jsonDocument(text: string, faults: Faults): EpcisDocument {
  const json = parseJson(text);
  assert(isFields(json), 'what begins with { is an object');
  const { type } = json;
  if (typeof type !== 'string') {
    // A query as it is posted to /queries: parameters alone.
    const isQuery = Object.keys(json).some((name) =>
      /^(?:eventType|(?:EQ|GE|LT|GT|LE|MATCH|EXISTS)_|query$)/.test(name),
    );
    if (isQuery) return { ...empty, kind: 'query' };
    throw new Unreadable('not_epcis', '/type', 'It has no type.');
  }
  if (json['@context'] === undefined) faults.add('context_missing', '/@context', 'It has no @context.');
  const prefixes = prefixesOf(json['@context']);
  if (type !== 'EPCISDocument' && type !== 'EPCISQueryDocument') {
    return { ...empty, kind: 'event', events: eventsOf([rawFieldsOf(json, '', prefixes, faults)], faults) };
  }
  const isQuery = type === 'EPCISQueryDocument';
  const body = fieldsAt(json, 'epcisBody', '', faults);
  const results = isQuery ? fieldsAt(body, 'queryResults', '/epcisBody', faults) : {};
  const holder = isQuery ? fieldsAt(results, 'resultsBody', '/epcisBody/queryResults', faults) : body;
  const place = isQuery ? '/epcisBody/queryResults/resultsBody/eventList' : '/epcisBody/eventList';
  const list = holder['eventList'];
  if (!Array.isArray(list)) faults.add('field_missing', place, 'There is no list of events.');
  const items = (Array.isArray(list) ? list : []) as readonly ReturnType<typeof parseJson>[];
  assertFew(items.length);
  const raws = items.flatMap((item, index): RawFields[] => {
    faults.event = index;
    if (isFields(item)) return [rawFieldsOf(item, `${place}/${index}`, prefixes, faults)];
    faults.add('shape_wrong', `${place}/${index}`, 'An event is an object with fields.');
    return [{ is: 'fields', fields: [], place: `${place}/${index}` }];
  });
  faults.event = null;
  const said = (from: Fields, name: string): string | null => (typeof from[name] === 'string' ? from[name] : null);
  return {
    kind: isQuery ? 'query_results' : 'document',
    ...datesOf(said(json, 'schemaVersion'), said(json, 'creationDate'), !isQuery, faults),
    sender: said(json, 'sender'),
    receiver: said(json, 'receiver'),
    instanceIdentifier: said(json, 'instanceIdentifier'),
    queryName: said(results, 'queryName'),
    subscriptionID: said(results, 'subscriptionID'),
    events: eventsOf(raws, faults),
    passedOver: [
      ...(json['epcisHeader'] === undefined ? [] : ['epcisHeader']),
      ...(holder['vocabularyList'] === undefined ? [] : ['vocabularyList']),
    ],
  };
}

function fieldsAt(json: Fields, name: string, place: string, faults: Faults): Fields {
  const value = json[name];
  if (isFields(value)) return value;
  faults.add('field_missing', `${place}/${name}`, `${name} is missing.`);
  return {};
}

function datesOf(
  schemaVersion: string | null,
  created: string | null,
  areNeeded: boolean,
  faults: Faults,
): Pick<EpcisDocument, 'schemaVersion' | 'creationDate'> {
  const creationDate = created === null ? null : timeOf(created);
  if (created !== null && creationDate === null) {
    faults.add('time_wrong', '/creationDate', `${JSON.stringify(created.slice(0, 60))} is no time with its offset.`);
  }
  if (areNeeded && created === null) faults.add('field_missing', '/creationDate', 'creationDate is missing.');
  if (areNeeded && schemaVersion === null) faults.add('field_missing', '/schemaVersion', 'schemaVersion is missing.');
  return { schemaVersion, creationDate };
}

function xmlDocument(root: XmlElement, faults: Faults): EpcisDocument {
  const said = (name: string): string | null =>
    root.attributes.find(({ local, uri }) => uri === '' && local === name)?.value ?? null;
  if (isOwn(root) && eventTypes.includes(root.local)) {
    return {
      ...empty,
      kind: 'event',
      events: eventsOf([rawEventOf(root, kindOfEvent(root.local), root.local)], faults),
    };
  }
  const isQuery = root.local === 'EPCISQueryDocument';
  if (!isOwn(root) || (root.local !== 'EPCISDocument' && !isQuery)) {
    throw new Unreadable('not_epcis', root.place, `${root.local} is neither a document of EPCIS nor an event.`);
  }
  const body = childNamed(root, 'EPCISBody');
  const header = childNamed(root, 'EPCISHeader');
  const results = isQuery && body !== undefined ? childNamed(body, 'QueryResults') : undefined;
  const dates = datesOf(said('schemaVersion'), said('creationDate'), !isQuery, faults);
  // Poll, Subscribe and their kin: something is asked for, or told without events.
  if (isQuery && body !== undefined && results === undefined && body.children.length > 0) {
    return { ...empty, ...dates, kind: 'query' };
  }
  const resultsBody = results === undefined ? undefined : childNamed(results, 'resultsBody');
  const holder = isQuery ? resultsBody : body;
  const list = holder === undefined ? undefined : childNamed(holder, 'EventList');
  if (list === undefined) faults.add('field_missing', holder?.place ?? root.place, 'There is no EventList.');
  const elements = list === undefined ? [] : childrenOf(list);
  assertFew(elements.length);
  const raws = elements.map((element) => {
    const type = isOwn(element) ? element.local : `${element.uri}${element.local}`;
    return rawEventOf(element, kindOfEvent(type), type);
  });
  const party = (name: string): string | null => textAt(header, ['StandardBusinessDocumentHeader', name, 'Identifier']);
  return {
    kind: isQuery ? 'query_results' : 'document',
    ...dates,
    sender: party('Sender'),
    receiver: party('Receiver'),
    instanceIdentifier: textAt(header, [
      'StandardBusinessDocumentHeader',
      'DocumentIdentification',
      'InstanceIdentifier',
    ]),
    queryName: textAt(results, ['queryName']),
    subscriptionID: textAt(results, ['subscriptionID']),
    events: eventsOf(raws, faults),
    passedOver: [
      ...(header === undefined ? [] : ['EPCISHeader']),
      ...(holder !== undefined && childNamed(holder, 'VocabularyList') !== undefined ? ['VocabularyList'] : []),
    ],
  };
}

function childNamed(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find(({ local }) => local === name);
}

function textAt(element: XmlElement | undefined, path: readonly string[]): string | null {
  const found = path.reduce<XmlElement | undefined>(
    (at, name) => (at === undefined ? at : childNamed(at, name)),
    element,
  );
  return found?.text.trim() ?? null;
}
