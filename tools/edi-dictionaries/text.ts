// Dictionaries as they are written by hand: a line for each thing, blanks in front of what goes on. `{LM}` stands for what `D LM` says.
import type { Dictionary } from '../../src/edi/dictionaries/dictionary.ts';

export interface Written {
  elements: Record<string, string>;
  codes: Record<string, Record<string, string>>;
  meanings: Record<string, Record<string, string>>;
  composites: Record<string, readonly [string, string]>;
  segments: Record<string, readonly [string, string, string]>;
  messages: Record<string, readonly [string, string]>;
  /** Of segments and messages whose rest is in other sources. */
  names: Record<string, string>;
  /** What was compared with another source, and is as it is in the version before. */
  same: { readonly elements: Set<string>; readonly segments: Set<string>; readonly uses: Set<string> };
}

/** E element, V its codes where they are all there, W those that are common, K composite, S segment, M message, D a part of bodies, N name of a segment, T name of a message, A what is as in the version before: elements, segments, or segments but for their notes. */
export function writtenOf(text: string): Written {
  const written: Written = {
    elements: {},
    codes: {},
    meanings: {},
    composites: {},
    segments: {},
    messages: {},
    names: {},
    same: { elements: new Set(), segments: new Set(), uses: new Set() },
  };
  const parts: Record<string, string> = {};
  const lines = text
    .replaceAll(/#.*$/gm, '')
    .replaceAll(/\n[ \t]+/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');
  for (const line of lines) {
    const [, kind = '', id = '', rest = ''] = /^([EVWKSMDNTA]) (\S+) (.+)$/.exec(line.trim()) ?? [];
    const fields = rest.split('|').map((field) => field.trim().replaceAll(/\s+/g, ' '));
    const [name = '', second = '', third = ''] = fields;
    const filled = (body: string): string =>
      body.replaceAll(/\{(\w+)\}/g, (_, part: string) => {
        const said = parts[part];
        if (said === undefined) throw new TypeError(`{${part}} is said nowhere before ${line}`);
        return said;
      });
    if (kind === 'E') written.elements[id] = once(written.elements, id, rest.trim());
    else if (kind === 'V') written.codes[id] = codesOf(rest);
    else if (kind === 'W') written.meanings[id] = codesOf(rest);
    else if (kind === 'K') written.composites[id] = once(written.composites, id, [name, second] as const);
    else if (kind === 'S') written.segments[id] = once(written.segments, id, [name, second, third] as const);
    else if (kind === 'M') written.messages[id] = once(written.messages, id, [name, filled(second)] as const);
    else if (kind === 'A') for (const one of rest.split(/\s+/)) sameOf(written, id).add(one);
    else if (kind === 'D') parts[id] = filled(rest.trim());
    else if (kind === 'N' || kind === 'T') written.names[id] = name;
    else throw new TypeError(`${JSON.stringify(line)} says nothing`);
  }
  return written;
}

function sameOf({ same }: Written, kind: string): Set<string> {
  const known = { E: same.elements, S: same.segments, U: same.uses };
  if (kind === 'E' || kind === 'S' || kind === 'U') return known[kind];
  throw new TypeError(`A ${kind} says nothing`);
}

function once<T>(known: Readonly<Record<string, unknown>>, id: string, value: T): T {
  if (known[id] !== undefined) throw new TypeError(`${id} is written twice`);
  return value;
}

function codesOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/(\S+?)=(.*?)(?=\s+\S+?=|$)/g)].map(([, code = '', name = '']) => [code, name.trim()]),
  );
}

/** Sorted, and only what messages use: elements and composites of segments, segments of messages and those that are kept. */
export function pruned(dictionary: Dictionary, keep: readonly string[]): Dictionary {
  const { elements, codes, meanings, composites, segments, messages } = dictionary;
  const bodies = Object.values(messages).flatMap(([, body]) => body.match(/[A-Z][A-Z0-9]{1,2}(?=[!:( ]|$)/g) ?? []);
  const used = sorted(segments, new Set([...keep, ...bodies]));
  const ids = (uses: string): string[] => uses.match(/[A-Z0-9]+(?=[!: ]|$)/g) ?? [];
  const direct = Object.values(used).flatMap(([, uses]) => ids(uses));
  const usedComposites = sorted(composites, new Set(direct));
  const all = new Set([...direct, ...Object.values(usedComposites).flatMap(([, uses]) => ids(uses))]);
  return {
    ...dictionary,
    elements: sorted(elements, all),
    codes: sorted(codes, all),
    meanings: sorted(meanings, all),
    composites: usedComposites,
    segments: used,
    messages: sorted(messages, new Set(Object.keys(messages))),
  };
}

function sorted<T>(all: Readonly<Record<string, T>>, used: ReadonlySet<string>): Record<string, T> {
  const entries = Object.entries(all).filter(([id]) => used.has(id));
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}
