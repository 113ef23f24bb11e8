// Texts with places to fill: `/orders/{/id}/lines`. `{/a/b}` takes what a JSON pointer finds in the value, `{name}` what the
// connector knows. Values are written for the place where they stand, so none of them adds a segment, a parameter or a header,
// and no address leads to another host than its template says. `{{` and `}}` are braces; a `?` before `}` leaves out what is missing.
import { limits } from '#kernel/limits.ts';
import { isRecord, scalarText } from './json.ts';
import { at, isPointer } from './pointer.ts';

type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly pointer: string; readonly isOptional: boolean }
  | { readonly kind: 'name'; readonly name: string; readonly isOptional: boolean };

export interface Sources {
  readonly value: unknown;
  readonly names: Readonly<Record<string, string | undefined>>;
}

/** A template cannot be read, or the value does not fill it. */
export class TemplateProblem extends Error {
  readonly fix: string;

  constructor(detail: string, fix: string) {
    super(detail);
    this.name = 'TemplateProblem';
    this.fix = fix;
  }
}

const grammar = /\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+/g;

function partsOf(template: string): readonly Part[] {
  return [...template.matchAll(grammar)].map(([text, inner]): Part => {
    if (text === '{{' || text === '}}') return { kind: 'text', text: text.slice(1) };
    if (inner === undefined) {
      if (text !== '{' && text !== '}') return { kind: 'text', text };
      throw new TemplateProblem(`“${template}” has a brace without its other half.`, 'Write {{ and }} for braces.');
    }
    const isOptional = inner.endsWith('?');
    const place = isOptional ? inner.slice(0, -1) : inner;
    if (place.startsWith('/') && isPointer(place)) return { kind: 'value', pointer: place, isOptional };
    if (/^[a-z][a-z_]{0,30}$/.test(place)) return { kind: 'name', name: place, isOptional };
    throw new TemplateProblem(
      `{${inner}} in “${template}” is neither a JSON pointer nor a name.`,
      'Write {/member} for a member of the value.',
    );
  });
}

/** Names that a template asks for. */
export function namesIn(template: string): readonly string[] {
  return partsOf(template).flatMap((part) => (part.kind === 'name' ? [part.name] : []));
}

export function asksForValue(template: string): boolean {
  return partsOf(template).some((part) => part.kind === 'value');
}

/** Null: a place that may be missing is. */
export function fillText(template: string, sources: Sources, write: (text: string) => string = keep): string | null {
  let filled = '';
  for (const part of partsOf(template)) {
    if (part.kind === 'text') filled += part.text;
    else {
      const text = textOf(part, sources);
      if (text === null) return null;
      filled += write(text);
    }
  }
  return filled;
}

/** A path that begins with `/`. A segment that a value leaves empty or makes to `.` or `..` would be another address: refused. */
export function fillPath(template: string, sources: Sources): string {
  const segments = template.split(/\/(?![^{}]*\})/).map((segment) => {
    const filled = fillText(segment, sources, encodeURIComponent);
    const isFilled = segment.includes('{');
    if (filled === null || (isFilled && filled === ''))
      throw new TemplateProblem(
        `“${segment}” in the path is filled with nothing.`,
        'Give the value what the path asks for.',
      );
    if (/^(?:\.|%2e){1,2}$/i.test(filled))
      throw new TemplateProblem(`“${segment}” in the path is filled with “${filled}”.`, 'A path has no dots alone.');
    return filled;
  });
  return segments.join('/');
}

/** Without its `?`; empty when there is none. Parameters that may be missing and are, are left out. */
export function fillQuery(templates: Readonly<Record<string, string>>, sources: Sources): string {
  return Object.entries(templates)
    .flatMap(([name, template]) => {
      const value = fillText(template, sources);
      return value === null ? [] : [`${encodeQuery(name)}=${encodeQuery(value)}`];
    })
    .join('&');
}

export function fillHeaders(templates: Readonly<Record<string, string>>, sources: Sources): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, template] of Object.entries(templates)) {
    const value = fillText(template, sources);
    if (value === null) continue;
    if (!/^[\x20-\x7e]*$/.test(value))
      throw new TemplateProblem(
        `The header ${name} is filled with what headers cannot hold.`,
        'Headers are visible ASCII: put other text into the body.',
      );
    headers[name.toLowerCase()] = value.trim();
  }
  return headers;
}

/** Percent-encoded for a query; what is legal there and read by people stays. */
export function encodeQuery(text: string): string {
  return encodeURIComponent(text).replace(/%(?:24|2C|3A|2F|40)/g, decodeURIComponent);
}

function keep(text: string): string {
  return text;
}

function textOf(part: Exclude<Part, { kind: 'text' }>, { value, names }: Sources): string | null {
  const found = part.kind === 'value' ? at(value, part.pointer) : names[part.name];
  const place = part.kind === 'value' ? part.pointer : part.name;
  if (found === undefined || found === null) {
    if (part.isOptional) return null;
    throw new TemplateProblem(
      `{${place}} is missing.`,
      `Have the mapping set it, or write {${place}?} to leave it out.`,
    );
  }
  const text = scalarText(found);
  if (text === undefined)
    throw new TemplateProblem(`{${place}} is a list or an object.`, 'Point to a text, a number or a yes or no.');
  if (!text.isWellFormed())
    throw new TemplateProblem(`{${place}} has half a character in it.`, 'Correct the text where it was cut.');
  if (text.length > limits.templateValueCharactersMax)
    throw new TemplateProblem(
      `{${place}} has ${text.length} characters; ${limits.templateValueCharactersMax} are the most.`,
      'Put it into the body.',
    );
  return text;
}

/** JSON whose texts are templates; what is left out leaves its member out. `{page}` and `{offset}` alone become numbers. */
export function fillBody(template: unknown, sources: Sources): unknown {
  if (typeof template === 'string') {
    const filled = fillText(template, sources);
    return filled !== null && /^\{(?:page|offset)\}$/.test(template) ? Number(filled) : filled;
  }
  if (Array.isArray(template)) return template.map((entry) => fillBody(entry, sources));
  if (!isRecord(template)) return template;
  return Object.fromEntries(
    Object.entries(template).flatMap(([name, entry]) => {
      const filled = fillBody(entry, sources);
      return filled === null && typeof entry === 'string' ? [] : [[name, filled]];
    }),
  );
}
