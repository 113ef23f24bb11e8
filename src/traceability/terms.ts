// By what an event is found: terms such as `bizStep=shipping`. Identifiers stand in their one spelling, so that a URN finds what was told
// as a Digital Link. Pure.
import { canonicalId, keysOf } from '#gs1/epcis/identifiers.ts';
import type { EpcisEvent } from '#gs1/epcis/model.ts';

export function termsOf(event: EpcisEvent): string[] {
  const terms = new Set<string>();
  const add = (name: string, values: readonly (string | undefined)[] | undefined): void => {
    for (const value of values ?? []) if (value !== undefined) terms.add(term(name, value));
  };
  const ids = (name: string, uris: readonly (string | undefined)[] | undefined): void => {
    for (const uri of uris ?? []) {
      if (uri === undefined) continue;
      terms.add(term(name, canonicalId(uri)));
      const whole = keyAlone(uri);
      if (whole !== null) terms.add(term(`${name}Of`, whole));
    }
  };
  add('eventType', [event.type]);
  add('action', [event.action]);
  add('bizStep', [event.bizStep]);
  add('disposition', [event.disposition]);
  add('set', event.persistentDisposition?.set);
  add('unset', event.persistentDisposition?.unset);
  ids('readPoint', [event.readPoint?.id]);
  ids('bizLocation', [event.bizLocation?.id]);
  ids('epc', [...(event.epcList ?? []), ...(event.childEPCs ?? [])]);
  ids('parent', [event.parentID]);
  ids('input', event.inputEPCList);
  ids('output', event.outputEPCList);
  const classes = (list: EpcisEvent['quantityList']): readonly string[] => (list ?? []).map(({ epcClass }) => epcClass);
  ids('class', [...classes(event.quantityList), ...classes(event.childQuantityList)]);
  ids('inputClass', classes(event.inputQuantityList));
  ids('outputClass', classes(event.outputQuantityList));
  ids('transformation', [event.transformationID]);
  for (const { type, bizTransaction } of event.bizTransactionList ?? [])
    ids(`bizTransaction/${type ?? ''}`, [bizTransaction]);
  for (const { type, source } of event.sourceList ?? []) ids(`source/${type}`, [source]);
  for (const { type, destination } of event.destinationList ?? []) ids(`destination/${type}`, [destination]);
  const { errorDeclaration } = event;
  if (errorDeclaration !== undefined) {
    terms.add('error=true');
    add('errorReason', [errorDeclaration.reason]);
    add('corrective', errorDeclaration.correctiveEventIDs);
  }
  for (const gln of glnsOf(event)) terms.add(term('gln', gln));
  return [...terms].toSorted();
}

export function term(name: string, value: string): string {
  return `${name}=${value}`;
}

/** What an identifier with a serial number or lot is one of; null: it says nothing finer than its key. */
export function keyAlone(uri: string): string | null {
  const canonical = canonicalId(uri);
  const [, key] = /^(https:\/\/id\.gs1\.org\/\d+\/[^/]+)\/.+$/.exec(canonical) ?? [];
  return key ?? null;
}

/** Where it happened: what it is seen by, and what a key that is limited to sites may tell. */
export function placesOf({ readPoint, bizLocation }: EpcisEvent): readonly string[] {
  return glnsIn([readPoint?.id, bizLocation?.id]);
}

/** The places where it happened, and those from and to which goods went. */
export function glnsOf(event: EpcisEvent): readonly string[] {
  const from = (event.sourceList ?? []).map(({ source }) => source);
  const to = (event.destinationList ?? []).map(({ destination }) => destination);
  return glnsIn([event.readPoint?.id, event.bizLocation?.id, ...from, ...to]);
}

function glnsIn(uris: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(uris.flatMap((uri) => (uri === undefined ? [] : (keysOf(uri)?.['gln'] ?? []))))];
}

/** What lists of resources show. */
export const wordKinds = ['eventType', 'bizStep', 'disposition', 'readPoint', 'bizLocation'] as const;
export type WordKind = (typeof wordKinds)[number];

export function wordsOf(event: EpcisEvent): readonly { readonly kind: WordKind; readonly word: string }[] {
  const { type, bizStep, disposition, readPoint, bizLocation } = event;
  const all: readonly (readonly [WordKind, string | undefined])[] = [
    ['eventType', type],
    ['bizStep', bizStep],
    ['disposition', disposition],
    ['readPoint', readPoint?.id],
    ['bizLocation', bizLocation?.id],
  ];
  return all.flatMap(([kind, word]) => (word === undefined ? [] : [{ kind, word }]));
}
