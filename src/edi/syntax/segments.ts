// Bytes taken apart into segments, however many there are: only what has not ended yet is kept. Pure.
import { limits } from '#kernel/limits.ts';
import { findStart, startBytes } from './separators.ts';
import type { Separators, Start, StartFault } from './separators.ts';

export interface Segment {
  readonly id: string;
  /** The id, then the elements as they stand, with what separates their components and repetitions and with release characters. */
  readonly elements: readonly string[];
  readonly separators: Separators;
  /** Of its first byte, from 0. */
  readonly offset: number;
  /** Of its first byte, from 1. */
  readonly line: number;
  /** In the file, from 1. */
  readonly number: number;
  /** Of its form, or of what stands before it. */
  readonly faults: readonly SegmentFault[];
}

export interface SegmentFault {
  readonly code:
    | StartFault['code']
    | 'line_break_in_segment'
    | 'segment_id_wrong'
    | 'terminator_missing'
    | 'between_interchanges';
  readonly detail: string;
}

/** Nothing more can be read. */
export interface Refused {
  readonly code: Extract<Start, { kind: 'refused' }>['code'] | 'segment_too_long';
  readonly detail: string;
  readonly offset: number;
  readonly line: number;
}

const none: readonly SegmentFault[] = [];
const byteOrderMark = '\u00ef\u00bb\u00bf';
const startAnywhere = /ISA[^A-Za-z0-9\s]|UNA[^A-Za-z0-9\s]|UNB[^A-Za-z0-9\s]/;

/**
 * Push bytes, take segments. Text is kept one character a byte, so that places are exact; `values.ts` makes it what it means. Each
 * interchange says its separators anew.
 */
export class Segments {
  #rest = '';
  /** Of the first character of the rest. */
  #offset = 0;
  #line = 1;
  #number = 0;
  /** Null: an interchange is to begin. */
  #separators: Separators | null = null;
  /** They were found for the segment that comes next. */
  #isFresh = false;
  #pending: SegmentFault[] = [];
  #refused: Refused | null = null;

  get refused(): Refused | null {
    return this.#refused;
  }

  /** Of what stands after the last segment. */
  get trailing(): readonly SegmentFault[] {
    return this.#pending;
  }

  /** Segments that have ended by now. */
  push(bytes: Uint8Array): Segment[] {
    if (this.#refused !== null) return [];
    this.#rest += Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    return this.#take(false);
  }

  /** The last ones; after it `refused` and `trailing` say what else there was. */
  end(): Segment[] {
    if (this.#refused !== null) return [];
    const last = this.#take(true);
    if (this.#number === 0 && this.#refused === null) this.#refuse('not_edi', 'It is empty.', 0);
    return last;
  }

  #take(whole: boolean): Segment[] {
    const segments: Segment[] = [];
    const text = this.#rest;
    let at = 0;
    while (this.#refused === null) {
      at = this.#skipBlank(text, at);
      if (at >= text.length) break;
      const separators = this.#separators;
      if (separators === null || (!this.#isFresh && beginsInterchange(text, at, separators))) {
        const next = this.#begin(text, at, whole);
        if (next < 0) break;
        at = next;
        continue;
      }
      const end = endOf(text, at, separators);
      if (end < 0 && !whole) {
        if (text.length - at > limits.ediSegmentBytesMax)
          this.#refuse(
            'segment_too_long',
            `No ${shown(separators.segment)} ends the segment within ${limits.ediSegmentBytesMax} bytes.`,
            at,
          );
        break;
      }
      if (end < 0) this.#pending.push({ code: 'terminator_missing', detail: 'The file ends within a segment.' });
      const last = end < 0 ? text.length : end;
      const segment = this.#segment(text, at, last, separators);
      segments.push(segment);
      this.#isFresh = false;
      at = last + 1;
      if (segment.id === 'IEA' || segment.id === 'UNZ') this.#separators = null;
    }
    this.#offset += Math.min(at, text.length);
    this.#rest = at >= text.length ? '' : text.slice(at);
    return segments;
  }

  /** Past blanks and line breaks, which stand between segments as people like. */
  #skipBlank(text: string, from: number): number {
    let at = from;
    if (this.#offset + at === 0 && text.startsWith(byteOrderMark)) at = byteOrderMark.length;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 10) this.#line += 1;
      else if (code !== 32 && code !== 13 && code !== 9) break;
    }
    return at;
  }

  /** Where its first segment begins; below 0: it cannot be told yet, or never. */
  #begin(text: string, at: number, whole: boolean): number {
    const start = findStart(text.slice(at, at + startBytes), whole || text.length - at >= startBytes);
    if (start.kind === 'more') return -1;
    if (start.kind === 'found') {
      this.#separators = start.separators;
      this.#isFresh = true;
      this.#pending.push(...start.faults);
      return at + start.skip;
    }
    if (this.#number === 0) {
      this.#refuse(start.code, `It is ${start.seems}.`, at);
      return -1;
    }
    const found = text.slice(at).search(startAnywhere);
    const length = found < 0 ? text.length - at : found;
    // What may be the beginning of a start stays, until more has come.
    const skipped = found < 0 && !whole ? Math.max(0, length - 3) : length;
    const last = this.#pending.at(-1);
    if (last?.code !== 'between_interchanges' && skipped > 0)
      this.#pending.push({
        code: 'between_interchanges',
        detail: `${JSON.stringify(text.slice(at, at + Math.min(skipped, 20)))} stands where an interchange should begin.`,
      });
    for (let n = at; n < at + skipped; n++) if (text.charCodeAt(n) === 10) this.#line += 1;
    return skipped === 0 ? -1 : at + skipped;
  }

  #segment(text: string, at: number, last: number, separators: Separators): Segment {
    const { standard, component } = separators;
    const offset = this.#offset + at;
    const line = this.#line;
    const elements = cut(text, at, last, separators) ?? this.#cutWithCare(text.slice(at, last), separators);
    const first = elements[0] as string; // There is always one.
    const name = standard === 'edifact' && first.length > 3 ? first.slice(0, 3) : first;
    const id = knownId(name);
    if (id === null || (name.length < first.length && first[3] !== component))
      this.#pending.push({
        code: 'segment_id_wrong',
        detail: `${JSON.stringify(first.slice(0, 20))} is no name of a segment.`,
      });
    if (separators.segment === '\n') this.#line += 1;
    const faults = this.#pending.length === 0 ? none : this.#pending.splice(0);
    this.#number += 1;
    return { id: id ?? name, elements, separators, offset, line, number: this.#number, faults };
  }

  /** Of a segment with line breaks or release characters in it. */
  #cutWithCare(raw: string, { segment, element, release }: Separators): string[] {
    let text = raw;
    if (segment === '\n') {
      if (text.endsWith('\r')) text = text.slice(0, -1);
    } else if (/[\r\n]/.test(text)) {
      this.#line += text.split('\n').length - 1;
      text = text.replaceAll(/[\r\n]+/g, '');
      this.#pending.push({
        code: 'line_break_in_segment',
        detail: 'The segment goes over a line break, which belongs to no value.',
      });
    }
    return release === null || !text.includes(release) ? text.split(element) : splitReleased(text, element, release);
  }

  #refuse(code: Refused['code'], detail: string, at: number): void {
    this.#refused = { code, detail, offset: this.#offset + at, line: this.#line };
  }
}

function beginsInterchange(text: string, at: number, { standard, element }: Separators): boolean {
  if (standard === 'x12')
    return text.charCodeAt(at) === 73 && text.startsWith('ISA', at) && !/[A-Za-z0-9\s]/.test(text.charAt(at + 3));
  if (text.charCodeAt(at) !== 85) return false;
  return text.startsWith('UNA', at) || (text.startsWith('UNB', at) && text.charAt(at + 3) === element);
}

/** Of the terminator; below 0: it is not there. */
function endOf(text: string, from: number, { segment, release }: Separators): number {
  let end = text.indexOf(segment, from);
  if (release === null) return end;
  while (end > from && isReleased(text, end, from, release)) end = text.indexOf(segment, end + 1);
  return end;
}

function isReleased(text: string, at: number, from: number, release: string): boolean {
  let count = 0;
  for (let before = at - 1; before >= from && text[before] === release; before--) count += 1;
  return count % 2 === 1;
}

/** Keeps release characters: what they release may be a separator of components too. */
export function splitReleased(text: string, separator: string, release: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === release) at += 1;
    else if (text[at] === separator) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}

/** Null: there is something in it that has to be looked at with care. Most of the time that a file takes is spent here. */
function cut(text: string, at: number, last: number, { element, release }: Separators): string[] | null {
  const separator = element.charCodeAt(0);
  const releases = release === null ? -1 : release.charCodeAt(0);
  const elements: string[] = [];
  let from = at;
  for (let n = at; n < last; n++) {
    const code = text.charCodeAt(n);
    if (code === separator) {
      elements.push(text.slice(from, n));
      from = n + 1;
    } else if (code === 10 || code === 13 || code === releases) return null;
  }
  elements.push(text.slice(from, last));
  return elements;
}

/** Ids that came before, so that each is one text, which is quick to look up. Files have few, and bad ones no end: those are not kept. */
const known = new Map<number, string>();

/** Two or three capitals or digits, the first a capital; null: it is none. */
function knownId(id: string): string | null {
  if (id.length !== 2 && id.length !== 3) return null;
  let key = id.length;
  for (let at = 0; at < id.length; at++) {
    const code = id.charCodeAt(at);
    const isCapital = code >= 65 && code <= 90;
    if (!isCapital && (at === 0 || code < 48 || code > 57)) return null;
    key = key * 128 + code;
  }
  const before = known.get(key);
  if (before !== undefined) return before;
  known.set(key, id);
  return id;
}

function shown(separator: string): string {
  const code = separator.charCodeAt(0);
  return code <= 32 || code > 126 ? `character ${code}` : separator;
}
