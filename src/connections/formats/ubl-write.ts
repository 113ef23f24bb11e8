// Documents of UBL out of what a mapping makes: the words that are read, where a plain text may stand for a value without attributes.
// A word that there is not is refused with its place, never left out.
import { UnwritableUbl } from '#ubl/faults.ts';
import { documents } from '#ubl/model/documents.ts';
import type { DocumentKind, UblDocument } from '#ubl/model/documents.ts';
import type { Content, Field, Fields, LeafType, Shape } from '#ubl/model/fields.ts';
import { writeUbl } from '#ubl/write.ts';
import type { XmlAttribute, XmlElement } from '#ubl/xml/element.ts';
import { FormatProblem } from './format.ts';
import { isObject } from './value.ts';

export function ublTextOf(value: unknown): string {
  if (!isObject(value)) throw no('the value', 'It is no object.', 'Make { "kind": …, "content": { … } }.');
  const { kind, content } = value;
  if (typeof kind !== 'string' || !isKind(kind)) {
    const kinds = Object.keys(documents).join(', ');
    throw no('/kind', `${shown(kind)} is no document that is written.`, `Use one of: ${kinds}.`);
  }
  const document = { kind, content: contentOf(content, documents[kind], '/content') } as UblDocument; // By its own shape.
  try {
    return writeUbl(document);
  } catch (error) {
    if (!(error instanceof UnwritableUbl)) throw error;
    throw no('the value', error.message, 'Let the mapping take it out.');
  }
}

function isKind(name: string): name is DocumentKind {
  return Object.hasOwn(documents, name);
}

function contentOf(value: unknown, { fields }: Shape<Fields>, place: string): Content {
  if (!isObject(value))
    throw no(place, `${shown(value)} is no object.`, `Give one with: ${Object.keys(fields).join(', ')}.`);
  return Object.fromEntries(
    Object.entries(value).flatMap(([word, own]) => {
      const at = `${place}/${word}`;
      if (own === null || own === undefined) return [];
      if (word === 'others') return [[word, listOf(own).map((each, index) => elementOf(each, `${at}/${index}`))]];
      if (word === 'attributes') return [[word, attributesOf(own, at)]];
      const field = Object.hasOwn(fields, word) ? fields[word] : undefined;
      if (field === undefined)
        throw no(at, 'There is no such word here.', `Use one of: ${Object.keys(fields).join(', ')}.`);
      return [[word, fieldOf(own, field, at)]];
    }),
  );
}

/** What JSONata makes of a list of one is taken as that list. */
function fieldOf(value: unknown, { type, isList, element }: Field<unknown>, place: string): unknown {
  const one = (each: unknown, at: string): unknown =>
    type.kind === 'leaf' ? leafOf(each, type, at) : contentOf(each, type, at);
  if (isList) return listOf(value).map((each, index) => one(each, Array.isArray(value) ? `${place}/${index}` : place));
  if (Array.isArray(value)) throw no(place, `It is a list, and cbc:${element} is there once.`, 'Give one of them.');
  return one(value, place);
}

function leafOf(value: unknown, { words }: LeafType<unknown>, place: string): object {
  if (!isObject(value)) return { value: textOf(value, place) };
  const known = ['value', ...words.map(([word]) => word)];
  return Object.fromEntries(
    Object.entries(value).flatMap(([word, own]): [string, unknown][] => {
      const at = `${place}/${word}`;
      if (own === null || own === undefined) return [];
      if (word === 'attributes') return [[word, attributesOf(own, at)]];
      if (!known.includes(word)) throw no(at, 'There is no such word here.', `Use one of: ${known.join(', ')}.`);
      return [[word, textOf(own, at)]];
    }),
  );
}

function textOf(value: unknown, place: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isSafeInteger(value))) return String(value);
  throw no(place, `${shown(value)} is no text.`, 'Make a text of it, numbers with $string or $rounded.');
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** An element that has no word here, as it was read. */
function elementOf(value: unknown, place: string): XmlElement {
  if (!isObject(value)) throw no(place, `${shown(value)} is no element.`, 'Give uri, local, attributes and children.');
  const { uri, local, attributes, children } = value;
  return {
    uri: textOf(uri, `${place}/uri`),
    local: nameOf(local, `${place}/local`),
    attributes: attributesOf(attributes ?? [], `${place}/attributes`),
    children: listOf(children ?? []).map((child, index) =>
      typeof child === 'string' ? child : elementOf(child, `${place}/children/${index}`),
    ),
  };
}

function attributesOf(value: unknown, place: string): XmlAttribute[] {
  return listOf(value).map((each, index) => {
    const at = `${place}/${index}`;
    if (!isObject(each)) throw no(at, `${shown(each)} is no attribute.`, 'Give uri, local and value.');
    const { uri, local, value: text } = each;
    return {
      uri: textOf(uri, `${at}/uri`),
      local: nameOf(local, `${at}/local`),
      value: textOf(text, `${at}/value`),
    };
  });
}

/** It is written as it is, so it must be nothing but a name. */
function nameOf(value: unknown, place: string): string {
  const name = textOf(value, place);
  if (/^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(name)) return name;
  throw no(place, `${shown(name)} is no name of XML.`, 'Give the name without its prefix.');
}

function shown(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 60) ?? 'Nothing';
}

function no(place: string, detail: string, fix: string): FormatProblem {
  return new FormatProblem({ place, detail, fix });
}
