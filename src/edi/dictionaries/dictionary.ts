// What a version of a standard says of its messages, as it is kept in files: names, and how things are put together, in a notation
// that is short and can be read. `tables.ts` makes of it what checks work on.
import type { Standard } from '../syntax/separators.ts';

/**
 * Uses name what stands in a place: `353! 92! 324! 328` are elements or composites by their numbers, ! means mandatory and :5 how
 * often it may be repeated. Bodies name segments the same way; a segment with brackets begins a loop, which it names:
 * `BEG! REF:* N1:200( N2:2 N3:2 N4 ) PO1!:100000( PID:1000( MEA:10 ) )`. :* means as often as one likes. An element that is only `*` is
 * one that nobody has written down yet: whatever stands there is let be; a segment of which that is all may have any number of them.
 */
export interface Dictionary {
  readonly standard: Standard;
  /** 004010, or D.01B. */
  readonly version: string;
  /**
   * Type, least and greatest length, name: `ID 2 2 Transaction Set Purpose Code`, `an 0 35 document identifier`. `N2 1 * Charge`: nobody
   * has compared its greatest length with another source, and it is not checked.
   */
  readonly elements: Readonly<Record<string, string>>;
  /** Of elements whose list is whole: code and name. */
  readonly codes: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Of elements whose list is not whole: what common codes mean. Others are none the worse. */
  readonly meanings: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Name and uses. */
  readonly composites: Readonly<Record<string, readonly [name: string, uses: string]>>;
  /** Name, uses, and syntax notes such as `P0304 R0102`. */
  readonly segments: Readonly<Record<string, readonly [name: string, uses: string, notes: string]>>;
  /** Name and body, without header and trailer. */
  readonly messages: Readonly<Record<string, readonly [name: string, body: string]>>;
}

export interface Use {
  readonly id: string;
  readonly isMandatory: boolean;
  readonly max: number;
}

export interface BodyPart extends Use {
  /** What stands in the loop after the segment that begins it; null: a segment alone. */
  readonly loop: readonly BodyPart[] | null;
}

const use = /^([A-Z0-9]+|\*)(!?)(?::(\d+|\*))?$/;
const bodyToken = /([A-Z][A-Z0-9]{1,2})(!?)(?::(\d+|\*))?(\()?|\)|(\S)/g;

export function usesOf(text: string): Use[] {
  return text
    .split(' ')
    .filter((token) => token !== '')
    .map((token) => {
      const [, id = '', mandatory, max] = use.exec(token) ?? [];
      if (id === '') throw new TypeError(`${token} is no use of an element`);
      return { id, isMandatory: mandatory === '!', max: countOf(max) };
    });
}

export function bodyOf(text: string): BodyPart[] {
  const open: BodyPart[][] = [[]];
  for (const [token, id, mandatory, max, bracket, other] of text.matchAll(bodyToken)) {
    if (other !== undefined) throw new TypeError(`${other} stands in a body: ${text}`);
    if (token === ')') {
      open.pop();
      continue;
    }
    const loop: BodyPart[] | null = bracket === undefined ? null : [];
    const inner = open.at(-1);
    if (inner === undefined || id === undefined) throw new TypeError(`a body has a bracket too many: ${text}`);
    inner.push({ id, isMandatory: mandatory === '!', max: countOf(max), loop });
    if (loop !== null) open.push(loop);
  }
  const [body] = open;
  if (open.length !== 1 || body === undefined) throw new TypeError(`a body has brackets that are not closed: ${text}`);
  return body;
}

/** `*` is as many as one likes. */
export function countOf(max: string | undefined): number {
  return max === undefined ? 1 : max === '*' ? Infinity : Number(max);
}
