// Whatever can be wrong with EPCIS documents and events: named once, with the rule that it breaks and what to do. Pure.
// Rules: EPCIS 2.0 (and 1.2 where XML of it is read), Core Business Vocabulary (CBV) 2.0.
import type { FaultKind } from '../faults.ts';

export const epcisFaults = {
  not_epcis: {
    rule: 'EPCIS: a file is an EPCIS document, a query document or one event, in XML or JSON-LD',
    fix: 'Send one of them.',
  },
  not_well_formed: { rule: 'the file is well-formed XML or JSON in UTF-8', fix: 'Have it corrected and sent again.' },
  doctype_refused: {
    rule: 'no document types, entities or instructions are read: by them files could be read and texts multiplied',
    fix: 'Have it sent without.',
  },
  too_large: {
    rule: 'a file has at most the bytes, events, entries and depth that the limits of this program allow',
    fix: 'Have it sent in smaller parts.',
  },
  context_missing: {
    rule: 'EPCIS 2.0: JSON-LD says its @context',
    fix: 'Add "@context": ["https://ref.gs1.org/standards/epcis/epcis-context.jsonld"].',
  },
  prefix_unknown: {
    rule: 'a prefix before a name is said in @context, or by xmlns',
    fix: 'Say the namespace of the prefix.',
  },
  event_type_unknown: {
    rule: 'EPCIS 7.4: events are of the five types, or of a type with a namespace',
    fix: 'Correct the type.',
  },
  field_missing: { rule: 'EPCIS 7.4: an event has its required fields', fix: 'Add the field.' },
  field_unknown: {
    rule: 'EPCIS 7.4: other fields than those of the standard have a namespace',
    fix: 'Correct the name, or give it a prefix.',
  },
  field_repeated: { rule: 'EPCIS 7.4: a field that is no list comes once', fix: 'Leave one out.' },
  shape_wrong: { rule: 'EPCIS 7.4: a field has the shape that the standard gives it', fix: 'Correct it.' },
  action_unknown: { rule: 'EPCIS 7.3.2: an action is ADD, OBSERVE or DELETE', fix: 'Give one of them.' },
  time_wrong: {
    rule: 'EPCIS 7.3.1: a time is a date and a time with its offset, 2026-11-23T10:00:00.000+01:00',
    fix: 'Give the whole time.',
  },
  offset_wrong: { rule: 'EPCIS 7.4.1: an offset is +hh:mm or -hh:mm, up to 14:00', fix: 'Correct the offset.' },
  uri_wrong: { rule: 'EPCIS: identifiers are URIs', fix: 'Give the URN, or the Digital Link.' },
  number_wrong: { rule: 'EPCIS 7.3: a quantity or measured value is a number', fix: 'Give a number, not a text.' },
  word_unknown: {
    rule: 'CBV 7: a word without a namespace is one of the vocabulary',
    fix: 'Take one of the words of CBV, or an address of your own.',
  },
  value_wrong: { rule: 'EPCIS 7.3: a value is of the kind of its field', fix: 'Correct the value.' },
  identifiers_missing: {
    rule: 'EPCIS 7.4.2: an event says what it is about: instances, quantities, or sensors at a read point',
    fix: 'Add epcList, quantityList, or sensorElementList with readPoint.',
  },
  children_missing: {
    rule: 'EPCIS 7.4.3, 7.4.6: only DELETE may leave out the children',
    fix: 'Add childEPCs or childQuantityList.',
  },
  ilmd_without_add: { rule: 'EPCIS 7.3: ilmd stands in events of the action ADD', fix: 'Leave it out.' },
  transformation_incomplete: {
    rule: 'EPCIS 7.4.5: a transformation has inputs and outputs, or a transformationID with one of them',
    fix: 'Add what is missing.',
  },
} as const satisfies Readonly<Record<string, FaultKind>>;

export type EpcisFaultCode = keyof typeof epcisFaults;

export interface EpcisFault {
  readonly code: EpcisFaultCode;
  /** A JSON pointer, or a path of elements with the line. */
  readonly place: string;
  readonly detail: string;
  /** From 0; null: of the document. */
  readonly event: number | null;
}

export interface ToldEpcisFault extends EpcisFault, FaultKind {}

export function toldEpcis(fault: EpcisFault): ToldEpcisFault {
  return { ...fault, ...epcisFaults[fault.code] };
}
