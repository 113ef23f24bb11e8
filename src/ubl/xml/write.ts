// A tree as XML: the document's own namespace without a prefix, cac and cbc as everybody calls them, others by numbers.
import { UnwritableUbl } from '../faults.ts';
import { elementsIn, namespaces } from './element.ts';
import type { XmlElement } from './element.ts';

const xml = 'http://www.w3.org/XML/1998/namespace';

export function writeXml(root: XmlElement): string {
  const prefixes = prefixesOf(root);
  const declared = [...prefixes].filter(([uri]) => uri !== xml);
  const head = declared
    .map(([uri, prefix]) => ` xmlns${prefix === '' ? '' : `:${prefix}`}="${attribute(uri)}"`)
    .join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, prefixes, '', head)}\n`;
}

/** All namespaces are declared at the root: short, and whoever reads sees them at once. */
function prefixesOf(root: XmlElement): Map<string, string> {
  const prefixes = new Map<string, string>([
    [root.uri, ''],
    [namespaces.cac, 'cac'],
    [namespaces.cbc, 'cbc'],
    [xml, 'xml'],
  ]);
  const add = (uri: string): void => {
    if (uri === '' || prefixes.has(uri)) return;
    prefixes.set(uri, uri === namespaces.ext ? 'ext' : `ns${prefixes.size - 3}`);
  };
  const visit = (one: XmlElement): void => {
    add(one.uri);
    for (const { uri } of one.attributes) add(uri);
    for (const child of one.children) if (typeof child !== 'string') visit(child);
  };
  visit(root);
  return prefixes;
}

function element(one: XmlElement, prefixes: ReadonlyMap<string, string>, indent: string, declarations: string): string {
  const name = nameOf(one.uri, one.local, prefixes);
  // An element of no namespace must not fall into that of the document.
  const own = one.uri === '' ? ' xmlns=""' : '';
  const attributes = one.attributes
    .map(({ uri, local, value }) => {
      const prefix = uri === '' ? '' : `${prefixes.get(uri) ?? ''}:`;
      return ` ${prefix}${local}="${attribute(value)}"`;
    })
    .join('');
  const head = `${indent}<${name}${declarations}${own}${attributes}`;
  if (one.children.length === 0) return `${head}/>`;
  if (one.children.some((child) => typeof child === 'string')) {
    // Indentation beside text would become part of it.
    const inner = one.children.map((child) =>
      typeof child === 'string' ? escape(child) : element(child, prefixes, '', ''),
    );
    return `${head}>${inner.join('')}</${name}>`;
  }
  const inner = elementsIn(one).map((child) => element(child, prefixes, `${indent}  `, ''));
  return `${head}>\n${inner.join('\n')}\n${indent}</${name}>`;
}

/** The document's own namespace is the default one, and has a prefix nowhere: its attributes would have none. */
function nameOf(uri: string, local: string, prefixes: ReadonlyMap<string, string>): string {
  const prefix = prefixes.get(uri) ?? '';
  return prefix === '' ? local : `${prefix}:${local}`;
}

/** Control characters that no XML 1.0 document can hold, not even escaped. */
// oxlint-disable-next-line no-control-regex
const impossible = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

function escape(text: string): string {
  if (impossible.test(text) || !text.isWellFormed()) {
    throw new UnwritableUbl(`"${text.slice(0, 40)}" has a character that XML cannot hold.`);
  }
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;');
}

function attribute(text: string): string {
  return escape(text).replaceAll('"', '&quot;').replaceAll('\t', '&#9;').replaceAll('\n', '&#10;');
}
