// GS1 Digital Link URIs (syntax 1.2 and later): a key and its qualifiers in the path, other elements in the query. Pure.
// Not read: names in place of numbers (/gtin/, gone since 1.2) and compressed links.
import assert from '#kernel/assert.ts';
import { limits } from '#kernel/limits.ts';
import type { Gs1Fault } from '../faults.ts';
import type { Element } from '../elements/element.ts';
import { companionFaults, elementFaults } from '../elements/element.ts';
import { entryOf } from '../elements/entry.ts';
import { decoded, encoded } from './percent.ts';

export interface DigitalLink {
  /** Scheme, host, and the path before the key, without a slash at its end. */
  readonly stem: string;
  /** The key first, its qualifiers, then what stands in the query, in its order there. */
  readonly elements: readonly Element[];
  /** Of the query what is no element: `linkType=all`. As written. */
  readonly others: readonly string[];
  readonly fragment: string | null;
}

export interface ReadLink {
  readonly link: DigitalLink | null;
  readonly faults: readonly Gs1Fault[];
}

const uri = /^(https?:\/\/[^/?#\s]+)(\/[^?#\s]*)?(?:\?([^#\s]*))?(?:#(\S*))?$/i;

export function readDigitalLink(text: string): ReadLink {
  const refuse = (code: Gs1Fault['code'], detail: string): ReadLink => ({
    link: null,
    faults: [{ code, ai: null, position: null, detail }],
  });
  if (text.length > limits.gs1TextCharactersMax) return refuse('too_long_to_read', `It has ${text.length} characters.`);
  const [whole, origin = '', path = '', query = '', fragment] = uri.exec(text) ?? [];
  if (whole === undefined) return refuse('link_wrong', 'It is no http or https address.');
  const segments = path.replace(/\/$/, '').split('/').slice(1);
  const from = keyAt(segments);
  if (from === null) return refuse('link_without_key', 'The path has no GS1 key with its qualifiers at its end.');
  const stem = [origin, ...segments.slice(0, from)].join('/');
  const faults: Gs1Fault[] = [];
  const elements: Element[] = [];
  const add = (ai: string, raw: string, position: number): void => {
    const value = decoded(raw);
    if (value === null) {
      const detail = `(${ai}) A % in ${JSON.stringify(raw)} is not followed by two hexadecimal digits of UTF-8.`;
      faults.push({ code: 'link_escape_wrong', ai, position, detail });
    } else elements.push({ ai, value, position });
  };
  let at = stem.length;
  for (let index = from; index < segments.length; index += 2) {
    const [ai = '', raw = ''] = segments.slice(index);
    at += ai.length + 2;
    add(ai, raw, at);
    at += raw.length;
  }
  faults.push(...pathFaults(segments, from, stem.length));
  const others: string[] = [];
  at = text.indexOf('?') + 1;
  for (const pair of query.split(/[&;]/)) {
    const [, ai = '', raw = ''] = /^(\d+)=(.*)$/.exec(pair) ?? [];
    if (ai === '') {
      if (pair !== '') others.push(pair);
    } else {
      if (entryOf(ai)?.isAttribute !== true) {
        const detail = `(${ai}) may not stand in the query.`;
        faults.push({ code: 'link_attribute_wrong', ai, position: at, detail });
      }
      add(ai, raw, at + ai.length + 1);
    }
    at += pair.length + 1;
  }
  return {
    link: { stem, elements, others, fragment: fragment ?? null },
    faults: [...faults, ...elements.flatMap(elementFaults), ...companionFaults(elements, { isWhole: false })],
  };
}

/** The first segment from which on the path is pairs, the first of them a key and the others identifiers. */
function keyAt(segments: readonly string[]): number | null {
  for (let from = segments.length % 2; from + 1 < segments.length; from += 2) {
    const names = segments.filter((_, index) => index >= from && (index - from) % 2 === 0);
    if (names.every((name) => /^\d{2,4}$/.test(name) && entryOf(name) !== undefined) && names.slice(0, 1).every(isKey))
      return from;
  }
  return null;
}

/** The orders in which qualifiers may follow it; null: it is no key. */
function waysAfter(ai: string): readonly (readonly string[])[] | null {
  return entryOf(ai)?.key ?? null;
}

function isKey(ai: string): boolean {
  return waysAfter(ai) !== null;
}

function pathFaults(segments: readonly string[], from: number, position: number): Gs1Fault[] {
  const [key = '', ...qualifiers] = segments.filter((_, index) => index >= from && (index - from) % 2 === 0);
  const ways = waysAfter(key);
  assert(ways !== null, 'the path begins with a key');
  if (ways.some((way) => isInOrder(qualifiers, way))) return [];
  const detail = `(${qualifiers.join('), (')}) do not follow (${key}) so; these do: ${ways.map((way) => way.join(', ') || 'none').join('; or ')}.`;
  return [{ code: 'link_order_wrong', ai: key, position, detail }];
}

function isInOrder(names: readonly string[], way: readonly string[]): boolean {
  const places = names.map((name) => way.indexOf(name));
  return places.every((place, index) => place !== -1 && place > (places[index - 1] ?? -1));
}

type Plain = Pick<Element, 'ai' | 'value'>;

export interface PrintedLink {
  readonly uri: string | null;
  readonly faults: readonly Gs1Fault[];
}

/** Canonical: https://id.gs1.org, the key, its qualifiers in their order, the rest sorted in the query. */
export function printDigitalLink(
  elements: readonly Plain[],
  { stem = 'https://id.gs1.org', others = [] as readonly string[], fragment = null as string | null } = {},
): PrintedLink {
  const key = elements.find(({ ai }) => isKey(ai));
  const fault = (code: Gs1Fault['code'], ai: string | null, detail: string): PrintedLink => ({
    uri: null,
    faults: [{ code, ai, position: null, detail }],
  });
  if (key === undefined) return fault('link_without_key', null, 'None of the elements is the key of a link.');
  const rest = elements.filter((element) => element !== key);
  const way = bestWay(key.ai, rest);
  const path = way.flatMap((ai) => rest.find((element) => element.ai === ai) ?? []);
  const query = rest
    .filter((element) => !path.includes(element))
    .toSorted((one, other) => (one.ai < other.ai ? -1 : 1));
  const wrong = query.find(({ ai }) => entryOf(ai)?.isAttribute !== true);
  if (wrong !== undefined) {
    return fault('link_attribute_wrong', wrong.ai, `(${wrong.ai}) has no place in a link whose key is (${key.ai}).`);
  }
  // There ; parts elements as & does.
  const pairs = [...query.map(({ ai, value }) => `${ai}=${encoded(value).replaceAll(';', '%3B')}`), ...others].join(
    '&',
  );
  const address = [stem, ...[key, ...path].flatMap(({ ai, value }) => [ai, encoded(value)])].join('/');
  return {
    uri: `${address}${pairs === '' ? '' : `?${pairs}`}${fragment === null ? '' : `#${fragment}`}`,
    faults: [],
  };
}

/** The alternative that takes the most of them. */
function bestWay(key: string, elements: readonly Plain[]): readonly string[] {
  const taken = (way: readonly string[]): number => elements.filter(({ ai }) => way.includes(ai)).length;
  const best = waysAfter(key)?.toSorted((one, other) => taken(other) - taken(one))[0];
  assert(best !== undefined, 'a key has a way, if only that of none after it');
  return best;
}
