// EPCIS in XML, of 1.2 and 2.0: elements into raw fields. saxes says what is well-formed; nothing is expanded, looked up or fetched. The
// order of elements is not asked for, and what 1.2 wraps into extension and baseExtension stands where 2.0 has it. Pure.
import assert from '#kernel/assert.ts';
import { SaxesParser } from 'saxes';
import { limits } from '#kernel/limits.ts';
import type { FieldsKind, Kind } from './fields.ts';
import { Unreadable, knownPrefixes, namespaceOf } from './raw.ts';
import type { Prefixes, Raw, RawFields, RawText } from './raw.ts';

export interface XmlElement {
  readonly uri: string;
  readonly local: string;
  readonly attributes: readonly { readonly uri: string; readonly local: string; readonly value: string }[];
  readonly children: XmlElement[];
  /** Of elements, from the root. */
  readonly path: string;
  /** With the line. */
  readonly place: string;
  readonly prefixes: Prefixes;
  text: string;
}

const schemaInstance = 'http://www.w3.org/2001/XMLSchema-instance';
const namespaces = 'http://www.w3.org/2000/xmlns/';
const xml = 'http://www.w3.org/XML/1998/namespace';
const harmless = new Set(['xml-stylesheet', 'xml-model']);

export function parseXml(text: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const open: XmlElement[] = [];
  let root: XmlElement | undefined;
  const refuse = (detail: string): never => {
    throw new Unreadable('doctype_refused', `line ${parser.line}`, detail);
  };
  parser.on('error', ({ message }) => {
    throw new Unreadable(
      'not_well_formed',
      `line ${parser.line}`,
      `It is no well-formed XML: ${message.replace(/^\d+:\d+: /, '')}`,
    );
  });
  parser.on('doctype', () => refuse('It has a document type (DOCTYPE).'));
  parser.on('processinginstruction', ({ target }) => {
    if (!harmless.has(target)) refuse(`It has the instruction ${target.slice(0, 60)}.`);
  });
  parser.on('opentag', ({ uri, local, attributes, ns }) => {
    const parent = open.at(-1);
    if (open.length >= limits.epcisNestingMax) {
      throw new Unreadable(
        'too_large',
        `line ${parser.line}`,
        `Elements are nested more than ${limits.epcisNestingMax} deep.`,
      );
    }
    const own = Object.entries({ ...ns }).filter(([prefix]) => prefix !== '' && prefix !== 'xml' && prefix !== 'xmlns');
    const around = parent?.prefixes ?? knownPrefixes;
    const path = `${parent?.path ?? ''}/${local}`;
    const element: XmlElement = {
      uri,
      local,
      // What xmlns, xml and xsi say is about the file, not the event.
      attributes: Object.values(attributes).filter(
        (one) => one.uri !== namespaces && one.uri !== schemaInstance && one.uri !== xml,
      ),
      children: [],
      path,
      place: `${path}, line ${parser.line}`,
      prefixes:
        own.length === 0
          ? around
          : new Map([...around, ...own.map(([prefix, it]) => [prefix, namespaceOf(it)] as const)]),
      text: '',
    };
    parent?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('text', (piece) => addText(piece));
  parser.on('cdata', (piece) => addText(piece));
  parser.on('closetag', () => open.pop());
  const addText = (piece: string): void => {
    const element = open.at(-1);
    if (element !== undefined) element.text += piece;
  };
  parser.write(text).close();
  assert(root !== undefined, 'well-formed XML has an element');
  return root;
}

/** Names of the standard stand there with its namespace or without any. */
export function isOwn({ uri }: Pick<XmlElement, 'uri'>): boolean {
  return uri === '' || /^urn:epcglobal:epcis(?:-query|-masterdata)?:xsd:\d$/.test(uri);
}

/** The children, those within wrappers of 1.2 too. */
export function childrenOf({ children }: XmlElement): readonly XmlElement[] {
  return children.flatMap((child) =>
    isOwn(child) && (child.local === 'extension' || child.local === 'baseExtension') ? childrenOf(child) : [child],
  );
}

/** `type`: what the element is called. */
export function rawEventOf(element: XmlElement, kind: FieldsKind, type: string): RawFields {
  const { fields, place } = rawFieldsOf(
    { ...element, attributes: element.attributes.filter(({ uri }) => uri !== '') },
    kind,
  );
  return { is: 'fields', fields: [['type', textOf(element, type)], ...fields], place };
}

function rawFieldsOf(element: XmlElement, kind: FieldsKind): RawFields {
  const fields: (readonly [string, Raw])[] = element.attributes.map((attribute) => [
    nameOf(attribute),
    { ...textOf(element, attribute.value), place: `${element.place}, @${attribute.local}` },
  ]);
  const bare = new Map<string, Raw[]>();
  for (const child of childrenOf(element)) {
    const name = nameOf(child);
    const own = Object.hasOwn(kind.fields, name) ? kind.fields[name] : undefined;
    if (own?.is === 'list' && own.item === null) {
      const items = bare.get(name) ?? [];
      if (items.length === 0) {
        bare.set(name, items);
        fields.push([name, { is: 'list', items, place: child.place }]);
      }
      items.push(rawOf(child, own.of));
    } else if (own === undefined) fields.push([name, extensionOf(child)]);
    // An empty element says nothing: <quantity/> is a quantity that was left out.
    else if (!isEmpty(child, own)) fields.push([name, rawOf(child, own)]);
  }
  if (kind.text !== undefined && element.text.trim() !== '') fields.push([kind.text, textOf(element, element.text)]);
  return { is: 'fields', fields, place: element.place };
}

function isEmpty({ children, text }: XmlElement, { is }: Kind): boolean {
  return is !== 'fields' && is !== 'list' && is !== 'extensions' && children.length === 0 && text.trim() === '';
}

function rawOf(element: XmlElement, kind: Kind): Raw {
  if (kind.is === 'fields') return rawFieldsOf(element, kind);
  if (kind.is === 'list') {
    const entries = childrenOf(element);
    const odd = entries.find((child) => !isOwn(child) || child.local !== kind.item);
    // Told as fields: the reader says then that a list should be there.
    if (odd !== undefined) return { is: 'fields', fields: [[nameOf(odd), extensionOf(odd)]], place: odd.place };
    return { is: 'list', items: entries.map((child) => rawOf(child, kind.of)), place: element.place };
  }
  if (kind.is === 'extensions' || element.children.length > 0) return extensionOf(element);
  return textOf(element, element.text);
}

/** Whatever it holds. Text beside elements is kept as @value. */
function extensionOf(element: XmlElement): Raw {
  const { attributes, children, text, place } = element;
  if (attributes.length + children.length === 0) return textOf(element, text);
  const fields: (readonly [string, Raw])[] = [
    ...attributes.map((one) => [nameOf(one), textOf(element, one.value)] as const),
    ...children.map((child) => [nameOf(child), extensionOf(child)] as const),
  ];
  if (text.trim() !== '') fields.push(['@value', textOf(element, text)]);
  return { is: 'fields', fields, place };
}

function textOf({ place, prefixes }: XmlElement, text: string): RawText {
  return { is: 'text', text: text.trim(), as: 'xml', place, prefixes };
}

function nameOf({ uri, local }: { readonly uri: string; readonly local: string }): string {
  return isOwn({ uri }) ? local : `{${namespaceOf(uri)}}${local}`;
}
