// What both syntaxes become before it is known what it means: texts, lists and fields, each with its place. Pure.
import type { EpcisFault, EpcisFaultCode } from './faults.ts';
import { limits } from '#kernel/limits.ts';

export interface RawText {
  readonly is: 'text';
  readonly text: string;
  /** JSON says what it is; XML says texts alone. */
  readonly as: 'string' | 'number' | 'boolean' | 'null' | 'xml';
  readonly place: string;
  readonly prefixes: Prefixes;
}

export interface RawList {
  readonly is: 'list';
  readonly items: readonly Raw[];
  readonly place: string;
}

export interface RawFields {
  readonly is: 'fields';
  /** In their order; a name may come several times. Names with a namespace are `{namespace}name`. */
  readonly fields: readonly (readonly [name: string, value: Raw])[];
  readonly place: string;
}

export type Raw = RawText | RawList | RawFields;

/** Namespaces by prefix, as they hold at a place. */
export type Prefixes = ReadonlyMap<string, string>;

/** What the context of EPCIS says, and what everybody writes in XML without saying it. */
export const knownPrefixes: Prefixes = new Map([
  ['epcis', 'https://ref.gs1.org/epcis/'],
  ['cbv', 'https://ref.gs1.org/cbv/'],
  ['cbvmda', 'urn:epcglobal:cbv:mda'],
  ['gs1', 'https://gs1.org/voc/'],
  ['rdfs', 'http://www.w3.org/2000/01/rdf-schema#'],
  ['owl', 'http://www.w3.org/2002/07/owl#'],
  ['xsd', 'http://www.w3.org/2001/XMLSchema#'],
  ['dcterms', 'http://purl.org/dc/terms/'],
]);

/** The master data of CBV have one namespace, written in two ways. */
export function namespaceOf(namespace: string): string {
  return namespace === 'urn:epcglobal:cbv:mda:' ? 'urn:epcglobal:cbv:mda' : namespace;
}

/** Faults as they are found, up to the limit; further ones are counted. */
export class Faults {
  readonly list: EpcisFault[] = [];
  more = 0;
  event: number | null = null;
  /** Events of which not even the type could be read. */
  readonly unread: number[] = [];

  add(code: EpcisFaultCode, place: string, detail: string): void {
    if (this.list.length >= limits.epcisFaultsMax) this.more += 1;
    else this.list.push({ code, place, detail, event: this.event });
  }
}

/** Nothing more can be read. */
export class Unreadable extends Error {
  readonly code: EpcisFaultCode;
  readonly place: string;

  constructor(code: EpcisFaultCode, place: string, detail: string) {
    super(detail);
    this.name = 'Unreadable';
    this.code = code;
    this.place = place;
  }
}
