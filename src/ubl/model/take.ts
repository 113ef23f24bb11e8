// A tree into the words of a document. Nothing gets lost: what has no word is kept as it came, and what should not be there is kept
// and named too.
import assert from '#kernel/assert.ts';
import { limits } from '#kernel/limits.ts';
import { formFault } from '../faults.ts';
import type { FormRule, UblFault } from '../faults.ts';
import { elementsIn, namespaces, textIn, usualName } from '../xml/element.ts';
import type { Place, XmlAttribute, XmlElement } from '../xml/element.ts';
import type { Content, Field, Fields, LeafType, Shape } from './fields.ts';
import { structureNamed } from './structures.ts';
import type { Part, Structure } from './structures.ts';
import { complaintOf } from './values.ts';

export interface Taken {
  readonly content: Content;
  readonly faults: UblFault[];
  /** Beyond the limit they are only counted. */
  readonly faultsMore: number;
  /** Where what is in the content stood. */
  readonly places: WeakMap<object, Place>;
  /** Of elements that the schema has and the model has no word for: each path once, without numbers. */
  readonly unmapped: ReadonlySet<string>;
}

export function takeContent(root: XmlElement, shape: Shape<Fields>): Taken {
  const taking: Taking = { faults: [], faultsMore: 0, places: new WeakMap(), unmapped: new Set() };
  const content = takeShape(root, shape, taking);
  return { ...taking, content };
}

interface Taking extends Omit<Taken, 'content' | 'faultsMore' | 'unmapped'> {
  faultsMore: number;
  readonly unmapped: Set<string>;
}

function takeShape(element: XmlElement, { structure: name, fields }: Shape<Fields>, taking: Taking): Content {
  const structure = structureNamed(name);
  const words = new Map(Object.entries(fields).map(([word, field]) => [field.element, { word, field }]));
  const content: Record<string, unknown> = {};
  const others: XmlElement[] = [];
  const seen = new Set<Part>();
  let last = -1;
  for (const child of elementsIn(element)) {
    const part = partOf(child, structure);
    const known = part === undefined ? undefined : words.get(child.local);
    if (part === undefined) {
      if (child.uri !== namespaces.ext) say('UBL-unknown', child, 'is not known in this place', taking);
    } else {
      if (part.index < last) say('UBL-order', child, 'comes too late', taking);
      last = Math.max(last, part.index);
    }
    const before = known === undefined ? undefined : content[known.word];
    if (part !== undefined && !part.isList && seen.has(part)) {
      say('UBL-repeated', child, 'can be there only once', taking);
      others.push(child);
      continue;
    }
    if (part !== undefined) seen.add(part);
    const value = known === undefined ? undefined : takeField(child, known.field, taking);
    if (known === undefined || value === undefined) {
      if (part !== undefined && known === undefined)
        taking.unmapped.add(placeOf(child).path.replaceAll(/\[\d+\]/g, ''));
      others.push(child);
    } else if (known.field.isList) {
      if (Array.isArray(before)) before.push(value);
      else content[known.word] = [value];
    } else content[known.word] = value;
  }
  sayMissing(element, structure, taking);
  if (textIn(element).trim() !== '') say('UBL-content', element, 'has text beside its elements', taking);
  if (others.length > 0) content['others'] = others;
  if (element.attributes.length > 0) content['attributes'] = element.attributes;
  taking.places.set(content, placeOf(element));
  return content;
}

function partOf({ uri, local }: XmlElement, structure: Structure): Part | undefined {
  const part = structure.get(local);
  return part !== undefined && namespaces[part.prefix] === uri ? part : undefined;
}

/** Undefined: it is not what it should be, and kept as it is. */
function takeField(element: XmlElement, { type }: Field<unknown>, taking: Taking): object | undefined {
  if (type.kind === 'shape') return takeShape(element, type, taking);
  if (elementsIn(element).length > 0) {
    say('UBL-content', element, 'has elements where a value should be', taking);
    return undefined;
  }
  return takeLeaf(element, type, taking);
}

function takeLeaf(element: XmlElement, { form, words }: LeafType<unknown>, taking: Taking): object {
  const value = textIn(element);
  const leaf: Record<string, unknown> = { value };
  const rest: XmlAttribute[] = [];
  for (const attribute of element.attributes) {
    const word = attribute.uri === '' ? words.find(([, name]) => name === attribute.local)?.[0] : undefined;
    if (word === undefined) rest.push(attribute);
    else leaf[word] = attribute.value;
  }
  if (rest.length > 0) leaf['attributes'] = rest;
  if (form === 'base64' && value.length > limits.ublAttachmentCharactersMax) {
    say(
      'UBL-too-large',
      element,
      `has ${value.length} characters of base64, more than ${limits.ublAttachmentCharactersMax}`,
      taking,
    );
  } else {
    const complaint = complaintOf(value, form);
    if (complaint !== null) add(formFault('UBL-value', placeOf(element), complaint), taking);
  }
  taking.places.set(leaf, placeOf(element));
  return leaf;
}

function sayMissing(element: XmlElement, structure: Structure, taking: Taking): void {
  const present = new Set(elementsIn(element).map(({ local }) => local));
  for (const { prefix, local, isNeeded } of structure.values()) {
    if (!isNeeded || present.has(local)) continue;
    const name = usualName(element.uri, element.local);
    add(
      formFault('UBL-missing', placeOf(element), `${name} has no ${prefix}:${local}, which the schema wants.`),
      taking,
    );
  }
}

function placeOf(element: XmlElement): Place {
  assert(element.place !== undefined, 'what is taken was read');
  return element.place;
}

function say(rule: FormRule, element: XmlElement, what: string, taking: Taking): void {
  add(formFault(rule, placeOf(element), `${usualName(element.uri, element.local)} ${what}.`), taking);
}

function add(fault: UblFault, taking: Taking): void {
  // What makes the document unreadable is never left out.
  if (taking.faults.length < limits.ublFaultsMax || fault.rule === 'UBL-too-large') taking.faults.push(fault);
  else taking.faultsMore += 1;
}
