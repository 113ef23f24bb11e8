// How documents are declared: plain words for elements of UBL. One declaration gives the type, the reading and the writing.
import type { XmlAttribute, XmlElement } from '../xml/element.ts';
import type { StructureName } from './structures.ts';

/** What stands in an element, as written: numbers keep their digits, and are read exactly where they are reckoned with. */
interface Leaf {
  readonly value: string;
  /** Attributes that have no word of their own. */
  readonly attributes?: readonly XmlAttribute[];
}

export interface Text extends Leaf {
  readonly language?: string;
}
export interface Identifier extends Leaf {
  /** schemeID: `0088` of a GLN. */
  readonly scheme?: string;
}
export interface Code extends Leaf {
  readonly list?: string;
}
export interface Amount extends Leaf {
  readonly currency?: string;
}
export interface Quantity extends Leaf {
  readonly unit?: string;
}
/** Base64. */
export interface Binary extends Leaf {
  readonly mime?: string;
  readonly fileName?: string;
}

/** What the value must look like, if anything. */
type LeafForm = 'any' | 'decimal' | 'date' | 'time' | 'indicator' | 'base64';

export interface LeafType<T> {
  readonly kind: 'leaf';
  readonly form: LeafForm;
  /** Word in the model → attribute. */
  readonly words: readonly (readonly [word: string, attribute: string])[];
  readonly example?: T;
}

export interface Shape<F extends Fields> {
  readonly kind: 'shape';
  readonly structure: StructureName;
  readonly fields: F;
}

export interface Field<T> {
  readonly element: string;
  readonly type: LeafType<unknown> | Shape<Fields>;
  readonly isList: boolean;
  readonly example?: T;
}

export type Fields = Readonly<Record<string, Field<unknown>>>;

/** What is in a shape. Everything can be missing: what must be there is said by rules, of which many can be broken at once. */
export type ContentOf<F extends Fields> = {
  readonly [Name in keyof F]?: F[Name] extends Field<infer T> ? T : never;
} & Extra;

export interface Extra {
  /** Elements that have no word here, as they came; they are written again. */
  readonly others?: readonly XmlElement[];
  readonly attributes?: readonly XmlAttribute[];
}

export type Content = Readonly<Record<string, unknown>> & Extra;

type TypeContent<T> = T extends LeafType<infer L> ? L : T extends Shape<infer F> ? ContentOf<F> : never;

export function shape<F extends Fields>(structure: StructureName, fields: F): Shape<F> {
  return { kind: 'shape', structure, fields };
}

export function one<T extends LeafType<unknown> | Shape<Fields>>(element: string, type: T): Field<TypeContent<T>> {
  return { element, type, isList: false };
}

export function many<T extends LeafType<unknown> | Shape<Fields>>(
  element: string,
  type: T,
): Field<readonly TypeContent<T>[]> {
  return { element, type, isList: true };
}

export const text: LeafType<Text> = { kind: 'leaf', form: 'any', words: [['language', 'languageID']] };
export const id: LeafType<Identifier> = { kind: 'leaf', form: 'any', words: [['scheme', 'schemeID']] };
export const code: LeafType<Code> = { kind: 'leaf', form: 'any', words: [['list', 'listID']] };
export const amount: LeafType<Amount> = { kind: 'leaf', form: 'decimal', words: [['currency', 'currencyID']] };
export const quantity: LeafType<Quantity> = { kind: 'leaf', form: 'decimal', words: [['unit', 'unitCode']] };
export const number: LeafType<Text> = { kind: 'leaf', form: 'decimal', words: [] };
export const date: LeafType<Text> = { kind: 'leaf', form: 'date', words: [] };
export const time: LeafType<Text> = { kind: 'leaf', form: 'time', words: [] };
export const indicator: LeafType<Text> = { kind: 'leaf', form: 'indicator', words: [] };
export const binary: LeafType<Binary> = {
  kind: 'leaf',
  form: 'base64',
  words: [
    ['mime', 'mimeCode'],
    ['fileName', 'filename'],
  ],
};
