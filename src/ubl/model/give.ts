// The words of a document as a tree, elements in the order of the schema, whatever order they have in the content.
import assert from '#kernel/assert.ts';
import { namespaces } from '../xml/element.ts';
import type { XmlAttribute, XmlElement } from '../xml/element.ts';
import type { Content, Extra, Fields, LeafType, Shape } from './fields.ts';
import { structureNamed } from './structures.ts';
import type { Structure } from './structures.ts';

interface Name {
  readonly uri: string;
  readonly local: string;
}

export function giveElement(name: Name, content: Content, { structure, fields }: Shape<Fields>): XmlElement {
  const parts = structureNamed(structure);
  const children = Object.entries(fields).flatMap(([word, { element, type }]) => {
    const part = parts.get(element);
    assert(part !== undefined, `${structure} has ${element}`);
    const own = { uri: namespaces[part.prefix], local: element };
    return listOf(content[word]).map((value) =>
      type.kind === 'leaf' ? giveLeaf(own, value, type) : giveElement(own, value, type),
    );
  });
  const all = [...children, ...(content.others ?? [])];
  return { ...name, attributes: content.attributes ?? [], children: inOrder(all, parts) };
}

/** Extensions come first, what the schema does not know last. The first of what is there twice stays the first. */
function inOrder(elements: readonly XmlElement[], parts: Structure): XmlElement[] {
  const rank = ({ uri, local }: XmlElement): number =>
    uri === namespaces.ext ? -1 : (parts.get(local)?.index ?? parts.size);
  return elements.toSorted((one, other) => rank(one) - rank(other));
}

function listOf(value: unknown): readonly Content[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly Content[]) : [value as Content];
}

function giveLeaf(name: Name, leaf: Content & Extra, { words }: LeafType<unknown>): XmlElement {
  const value = typeof leaf['value'] === 'string' ? leaf['value'] : '';
  const own: XmlAttribute[] = words.flatMap(([word, attribute]) => {
    const told = leaf[word];
    return typeof told === 'string' ? [{ uri: '', local: attribute, value: told }] : [];
  });
  return { ...name, attributes: [...own, ...(leaf.attributes ?? [])], children: value === '' ? [] : [value] };
}
