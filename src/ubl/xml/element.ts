// XML as a tree: elements by namespace and name, never by prefix. What is written after reading has the same tree.

export interface XmlElement {
  readonly uri: string;
  readonly local: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly (XmlElement | string)[];
  /** Undefined: it was not read but made. */
  readonly place?: Place;
}

export interface XmlAttribute {
  readonly uri: string;
  readonly local: string;
  readonly value: string;
}

export interface Place {
  /** XPath with the usual prefixes, whatever the document calls them: `/Invoice/cac:InvoiceLine[2]/cbc:ID`. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

const base = 'urn:oasis:names:specification:ubl:schema:xsd:';

export const namespaces = {
  cbc: `${base}CommonBasicComponents-2`,
  cac: `${base}CommonAggregateComponents-2`,
  ext: `${base}CommonExtensionComponents-2`,
} as const;

/** Of the root element of a document: `Invoice`, `Order`. */
export function documentNamespace(kind: string): string {
  return `${base}${kind}-2`;
}

export function usualName(uri: string, local: string): string {
  const prefix = Object.entries(namespaces).find(([, known]) => known === uri)?.[0];
  return prefix === undefined ? local : `${prefix}:${local}`;
}

export function elementsIn(element: XmlElement): readonly XmlElement[] {
  return element.children.filter((child) => typeof child !== 'string');
}

export function textIn(element: XmlElement): string {
  return element.children.filter((child) => typeof child === 'string').join('');
}
