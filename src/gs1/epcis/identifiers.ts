// One spelling of identifiers in events (CBV 2.0, 8.9): a Digital Link at id.gs1.org with the key and its finest qualifier alone. Other
// URIs are left as they are. Pure.
import type { Gs1Fault } from '../faults.ts';
import type { Element } from '../elements/element.ts';
import { printDigitalLink, readDigitalLink } from '../links/digital-link.ts';
import { readEpcUrn } from '../links/epc-urn.ts';
import { kindOfEvent } from './fields.ts';
import type { Kind } from './fields.ts';
import type { EpcisEvent } from './model.ts';

/** Serial number, third-party serial number, lot, extension of a location, serial number of a part. */
const qualifiers = ['21', '235', '10', '254', '8011'];

export function canonicalId(uri: string): string {
  const found = elementsOf(uri);
  // What is no key by its form is another's address; a wrong check digit is for others to tell.
  if (found === null || found.faults.some(({ code }) => code === 'length_wrong' || code === 'character_wrong'))
    return uri;
  const [key] = found.elements;
  const finest = qualifiers.flatMap(
    (ai) => found.elements.find((element, index) => index > 0 && element.ai === ai) ?? [],
  )[0];
  if (key === undefined) return uri;
  return printDigitalLink(finest === undefined ? [key] : [key, finest]).uri ?? uri;
}

/** Null: it is no key of GS1. */
function elementsOf(uri: string): { elements: readonly Element[]; faults: readonly Gs1Fault[] } | null {
  if (uri.startsWith('urn:epc:')) {
    const read = readEpcUrn(uri);
    return read.elements.length === 0 ? null : read;
  }
  if (!/^https?:\/\//i.test(uri)) return null;
  const { link, faults } = readDigitalLink(uri);
  return link === null ? null : { elements: link.elements, faults };
}

const words: Readonly<Record<string, string>> = {
  '00': 'sscc',
  '01': 'gtin',
  '10': 'lot',
  '21': 'serial',
  '254': 'extension',
  '414': 'gln',
  '417': 'party',
};

export type KeyWords = Readonly<Record<string, string>>;

/** The keys that a URI stands for, by their words or else the numbers of their elements; null: it is no key of GS1. */
export function keysOf(uri: string): KeyWords | null {
  const found = elementsOf(uri);
  if (found === null) return null;
  return Object.fromEntries(found.elements.map(({ ai, value }) => [words[ai] ?? ai, value]));
}

/** Of each identifier in an event that is a key of GS1, once. */
export function keysIn(event: EpcisEvent): ReadonlyMap<string, KeyWords> {
  const found = new Map<string, KeyWords>();
  changed(event, kindOfEvent(event.type), (uri) => {
    const keys = found.has(uri) ? null : keysOf(uri);
    if (keys !== null) found.set(uri, keys);
    return uri;
  });
  return found;
}

/** The same event whichever way its identifiers were written. */
export function withCanonicalIds(event: EpcisEvent): EpcisEvent {
  // Every value keeps its kind.
  return changed(event, kindOfEvent(event.type), canonicalId) as EpcisEvent;
}

/** Wrong keys in the identifiers of an event, which do not make the event itself wrong. */
export function identifierFaults(event: EpcisEvent): readonly { readonly uri: string; readonly fault: Gs1Fault }[] {
  const found: { readonly uri: string; readonly fault: Gs1Fault }[] = [];
  changed(event, kindOfEvent(event.type), (uri) => {
    const faults = uri.startsWith('urn:epc:id:') ? readEpcUrn(uri).faults : (elementsOf(uri)?.faults ?? []);
    found.push(...faults.map((fault) => ({ uri, fault })));
    return uri;
  });
  return found;
}

function changed(value: unknown, kind: Kind, change: (uri: string) => string): unknown {
  if (kind.is === 'uri' && typeof value === 'string') return change(value);
  if (kind.is === 'list' && Array.isArray(value)) return value.map((item) => changed(item, kind.of, change));
  if (kind.is !== 'fields' || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, own]) => {
      const of = Object.hasOwn(kind.fields, name) ? kind.fields[name] : undefined;
      return [name, of === undefined ? own : changed(own, of, change)];
    }),
  );
}
