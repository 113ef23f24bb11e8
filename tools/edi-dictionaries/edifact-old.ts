// EDIFACT directories as the repository ts-edifact has them: formats without names. Names are those of a later directory.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dictionary } from '../../src/edi/dictionaries/dictionary.ts';
import { bodyOf } from './edifact.ts';
import type { Place } from './edifact.ts';
import { pruned } from './text.ts';
import type { Written } from './text.ts';

interface Formats {
  readonly requires: number;
  readonly components: readonly string[];
}

interface Segment {
  readonly requires: number;
  readonly elements: readonly string[];
}

/** `later`: names of elements, composites and segments by their numbers, where they have as many parts. */
export function oldEdifactOf(
  folder: string,
  { version, file, types }: { readonly version: string; readonly file: string; readonly types: readonly string[] },
  later: Dictionary,
  service: Written,
): Dictionary {
  const read = (type: string, what: string): unknown =>
    JSON.parse(readFileSync(join(folder, `${file}_${type}.${what}.json`), 'utf8'));
  const elements: Record<string, string> = { ...service.elements };
  const composites: Record<string, readonly [string, string]> = { ...service.composites };
  const segments: Record<string, readonly [string, string, string]> = { ...service.segments };
  const messages: Record<string, readonly [string, string]> = {};
  for (const type of types) {
    const [, ...body] = read(type, 'struct') as readonly Place[];
    messages[type] = [service.names[type] ?? type, bodyOf(body.filter(({ content }) => content !== 'UNT'))];
    for (const [id, { requires, elements: uses }] of Object.entries(
      read(type, 'segments') as Record<string, Segment>,
    )) {
      if (segments[id] !== undefined) continue;
      const used = uses.map((use, index) => (index < requires ? `${use}!` : use)).join(' ');
      segments[id] = [service.names[id] ?? id, used, ''];
    }
    for (const [id, formats] of Object.entries(read(type, 'elements') as Record<string, Formats>)) define(id, formats);
  }
  const kept = { elements, codes: { ...service.codes }, meanings: {}, composites, segments, messages };
  return pruned({ standard: 'edifact', version, ...kept }, ['UNH', 'UNT']);

  function define(id: string, { requires, components }: Formats): void {
    const [name, parts = ''] = later.composites[id] ?? [];
    if (!/^[CS]/.test(id)) {
      elements[id] ??= elementText(components[0] ?? '', nameIn(later, id));
      return;
    }
    const ids = parts.split(' ').map((part) => part.replace('!', ''));
    // Elements are numbered by their composite: a number has one format in a directory, but not between two of them.
    const uses = components.map((format, index) => {
      const part = ids.length === components.length ? (ids[index] ?? '') : '';
      const own = part === '' ? `${id}${index + 1}` : part;
      elements[own] ??= elementText(format, part === '' ? 'component' : nameIn(later, part));
      return index < requires ? `${own}!` : own;
    });
    composites[id] ??= [name ?? id, uses.join(' ')];
  }
}

function nameIn({ elements }: Dictionary, id: string): string {
  return /^\w+ \d+ \d+ (.*)$/.exec(elements[id] ?? '')?.[1] ?? id;
}

function elementText(format: string, name: string): string {
  const [, type = '', range, length = ''] = /^(an|a|n)(\.\.)?(\d+)$/.exec(format) ?? [];
  if (type === '') throw new TypeError(`${name} is of the form ${format}`);
  return `${type} ${range === undefined ? length : '0'} ${length} ${name}`;
}
