// XML into a tree. saxes says what is well-formed and resolves namespaces; nothing is expanded, looked up or fetched: a document
// type is refused, so there are no entities but the five of XML itself. What is too large, too deep or too much is refused.
import assert from '#kernel/assert.ts';
import { SaxesParser } from 'saxes';
import { limits } from '#kernel/limits.ts';
import { formFault, UnreadableUbl } from '../faults.ts';
import type { FormRule } from '../faults.ts';
import { usualName } from './element.ts';
import type { Place, XmlAttribute, XmlElement } from './element.ts';

interface Open {
  readonly place: Place;
  /** Those of the element. */
  readonly children: (XmlElement | string)[];
  /** How many children of each name there were. */
  readonly counts: Map<string, number>;
}

/** Instructions that say how a document is shown or checked, which nobody follows here. */
const harmless = new Set(['xml-stylesheet', 'xml-model']);
const declarations = 'http://www.w3.org/2000/xmlns/';

export function readXml(
  text: string,
  max: Readonly<Record<'ublElementsMax' | 'ublNestingMax', number>> = limits,
): XmlElement {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const open: Open[] = [];
  let root: XmlElement | undefined;
  let elements = 0;
  const refuse = (rule: FormRule, detail: string): never => {
    throw new UnreadableUbl(formFault(rule, { path: open.at(-1)?.place.path ?? '/', line: parser.line }, detail));
  };
  parser.on('error', ({ message }) => refuse('xml', `It is no well-formed XML: ${message.replace(/^\d+:\d+: /, '')}`));
  parser.on('doctype', () =>
    refuse('xml-forbidden', 'It has a document type (DOCTYPE), by which files could be read and texts multiplied.'),
  );
  parser.on('processinginstruction', ({ target }) => {
    if (!harmless.has(target)) refuse('xml-forbidden', `It has the processing instruction ${target.slice(0, 60)}.`);
  });
  parser.on('opentag', ({ uri, local, attributes }) => {
    elements += 1;
    if (elements > max.ublElementsMax) refuse('UBL-too-large', `It has more than ${max.ublElementsMax} elements.`);
    if (open.length >= max.ublNestingMax) {
      refuse('UBL-too-large', `Elements are nested more than ${max.ublNestingMax} levels deep.`);
    }
    const own: XmlAttribute[] = Object.values(attributes)
      .filter((attribute) => attribute.uri !== declarations)
      .map((attribute) => ({ uri: attribute.uri, local: attribute.local, value: attribute.value }));
    const parent = open.at(-1);
    const place = { path: pathOf(parent, uri, local), line: parser.line };
    const children: Open['children'] = [];
    const element: XmlElement = { uri, local, attributes: own, children, place };
    if (parent === undefined) root = element;
    else parent.children.push(element);
    open.push({ place, children, counts: new Map() });
  });
  parser.on('closetag', () => {
    const closed = open.pop();
    assert(closed !== undefined, 'what ends has begun');
    const { children } = closed;
    // Between elements, what is only space is the indentation.
    if (!children.some((child) => typeof child !== 'string')) return;
    const kept = children.filter((child) => typeof child !== 'string' || /[^ \t\r\n]/.test(child));
    // Not by splice: a million arguments are too many.
    children.length = 0;
    for (const child of kept) children.push(child);
  });
  const take = (piece: string): void => {
    const children = open.at(-1)?.children;
    if (children === undefined) return; // White space around the root; other text there is an error of its own.
    const last = children.at(-1);
    if (typeof last === 'string') children[children.length - 1] = last + piece;
    else children.push(piece);
  };
  parser.on('text', take);
  parser.on('cdata', take);
  parser.write(text).close();
  assert(root !== undefined, 'well-formed XML has an element');
  return root;
}

/** The first of a name has no number: in most places it is the only one. */
function pathOf(parent: Open | undefined, uri: string, local: string): string {
  const name = usualName(uri, local);
  if (parent === undefined) return `/${name}`;
  const key = `${uri} ${local}`;
  const before = parent.counts.get(key) ?? 0;
  parent.counts.set(key, before + 1);
  return `${parent.place.path}/${name}${before === 0 ? '' : `[${before + 1}]`}`;
}
