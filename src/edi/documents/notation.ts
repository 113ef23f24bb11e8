// The notation in which correspondences are written: lines, indented by two blanks below what they belong to. README.md has its
// grammar. What is read here knows no dictionary and no contract; `compile.ts` holds it against them. Pure.

/** Something in a correspondence that cannot be: the file, the line, what and why. */
export class CorrespondenceProblem extends Error {
  readonly source: string;
  readonly line: number;
  readonly detail: string;

  constructor(source: string, line: number, detail: string) {
    super(`${source}, line ${line}: ${detail}`);
    this.name = 'CorrespondenceProblem';
    this.source = source;
    this.line = line;
    this.detail = detail;
  }
}

export interface Origin {
  /** The file, or what an overlay is called. */
  readonly source: string;
  readonly line: number;
}

/** An element from 1, and a component of it from 1. */
export interface Position {
  readonly element: number;
  readonly component: number;
}

/** One value in the row: in one place; a date and its time; a value and what says its format. */
export interface Spot {
  readonly at: Position;
  readonly time?: Position;
  readonly format?: Position;
}

export type FieldRule = Origin & {
  /** As written, which is its name in overlays: `06:07..24:25`. */
  readonly positions: string;
  readonly direction: Direction;
  readonly what:
    | {
        readonly kind: 'value';
        readonly spot: Spot;
        readonly path: Path;
        readonly table?: string;
        readonly or?: string;
      }
    | { readonly kind: 'list'; readonly spots: readonly Spot[]; readonly path: Path }
    | {
        readonly kind: 'pairs';
        readonly pairs: readonly (readonly [qualifier: Position, value: Position])[];
        readonly path: Path;
        readonly qualifier: string;
        readonly table: string;
        readonly value: string;
      }
    | { readonly kind: 'fixed'; readonly at: Position; readonly text: string }
    | {
        readonly kind: 'computed';
        readonly at: Position;
        readonly by: 'count' | 'tree' | 'sum' | 'has';
        readonly path: Path;
      };
};

export type Path = readonly string[];
export type Direction = 'both' | 'read' | 'write';

export interface Selector {
  readonly at: Position;
  readonly value: string;
}

export interface Target {
  readonly path: Path;
  readonly isList: boolean;
  /** What each entry says of itself: `[kind=discount]`. */
  readonly constant: { readonly name: string; readonly value: string } | null;
}

export interface RowRule extends Origin {
  /** As written up to the arrow, which is its name in overlays: `N1 01=ST`. */
  readonly name: string;
  readonly id: string;
  /** Of the places where the segment may stand there, from 1; null: any. */
  readonly nth: number | null;
  readonly selectors: readonly Selector[];
  /** Null: the fields belong to the object around. */
  readonly target: Target | null;
  readonly direction: Direction;
  /** Elements with the number of the row and the number of the row above it, where rows form a tree. */
  readonly tree: { readonly number: Position; readonly parent: Position } | null;
  readonly fields: readonly FieldRule[];
  readonly rows: readonly RowRule[];
  /** Names of what an overlay takes away. */
  readonly removed: readonly string[];
  /** From a block: what a message does not have of it is left out. */
  readonly isShared: boolean;
}

export interface CodeRule extends Origin {
  readonly table: string;
  readonly code: string;
  readonly word: string;
}

export interface Sheet {
  readonly source: string;
  readonly message:
    | (Origin & { readonly standard: string; readonly type: string; readonly versions: readonly string[] })
    | null;
  readonly document: (Origin & { readonly name: string }) | null;
  readonly codes: readonly CodeRule[];
  readonly rows: readonly RowRule[];
  readonly removed: readonly string[];
  readonly blocks: ReadonlyMap<string, Line>;
}

export interface Line extends Origin {
  readonly text: string;
  readonly below: readonly Line[];
}

/** `blocks`: those of other files that this one may use. */
export function sheetOf(source: string, text: string, known: ReadonlyMap<string, Line> = new Map()): Sheet {
  const lines = linesOf(source, text);
  const blocks = new Map(known);
  for (const line of lines) {
    const [, name] = /^block ([a-z-]+)$/.exec(line.text) ?? [];
    if (name === undefined) continue;
    if (blocks.has(name)) throw problem(line, `there is a block ${name} already`);
    blocks.set(name, line);
  }
  const sheet: { -readonly [Key in keyof Sheet]: Sheet[Key] } = {
    source,
    message: null,
    document: null,
    codes: [],
    rows: [],
    removed: [],
    blocks,
  };
  const { fields, rows, removed } = contentOf(
    lines.filter((line) => {
      const [word = '', first = '', second = '', ...rest] = line.text.split(' ');
      if (word === 'message') sheet.message = { ...originOf(line), standard: first, type: second, versions: rest };
      else if (word === 'document') sheet.document = { ...originOf(line), name: first };
      else if (word === 'codes') sheet.codes = [...sheet.codes, ...codesOf(line, first)];
      else return word !== 'block';
      return false;
    }),
    blocks,
    false,
  );
  const [astray] = fields;
  if (astray !== undefined) throw problem(astray, 'an element stands below no segment');
  return { ...sheet, rows, removed };
}

function linesOf(source: string, text: string): Line[] {
  const top: Line[] = [];
  const open: { readonly depth: number; readonly below: Line[] }[] = [{ depth: -1, below: top }];
  for (const [index, raw] of text.split('\n').entries()) {
    const content = raw.replace(/(?:^|\s)#.*$/, '').trimEnd();
    if (content.trim() === '') continue;
    const line = index + 1;
    const indent = content.length - content.trimStart().length;
    const depth = indent / 2;
    while ((open.at(-1)?.depth ?? -1) >= depth) open.pop();
    const above = open.at(-1);
    if (above === undefined || above.depth !== depth - 1 || content.includes('\t'))
      throw new CorrespondenceProblem(source, line, 'it is indented by two blanks below what it belongs to');
    const below: Line[] = [];
    above.below.push({ source, line, text: content.trim().replace(/\s+/g, ' '), below });
    open.push({ depth, below });
  }
  return top;
}

interface Content {
  readonly fields: FieldRule[];
  readonly rows: RowRule[];
  readonly removed: string[];
}

function contentOf(lines: readonly Line[], blocks: ReadonlyMap<string, Line>, isShared: boolean, depth = 0): Content {
  const content: Content = { fields: [], rows: [], removed: [] };
  for (const line of lines) {
    const [word = ''] = line.text.split(' ');
    if (word === 'use') {
      const name = line.text.slice(4);
      const block = blocks.get(name);
      if (block === undefined) throw problem(line, `there is no block ${name}`);
      if (depth > 12) throw problem(line, `block ${name} uses itself`);
      const { fields, rows } = contentOf(block.below, blocks, true, depth + 1);
      content.fields.push(...fields);
      content.rows.push(...rows);
    } else if (word === 'remove') content.removed.push(line.text.slice(7));
    else if (/^\d\d/.test(word)) content.fields.push(fieldOf(line));
    else if (/^[A-Z][A-Z0-9]{1,2}$/.test(word)) content.rows.push(rowOf(line, blocks, isShared, depth));
    else throw problem(line, `${word} begins no line: a segment, an element such as 01, use or remove do`);
  }
  return content;
}

const rowForm =
  /^(?<name>(?<id>[A-Z][A-Z0-9]{1,2})(?: (?<nth>[1-9])(?:st|nd|rd|th))?(?<selectors>(?: \d\d(?:\.\d)?=\S+)*))(?: -> (?<target>\S+))?(?: tree (?<number>\S+) (?<parent>\S+))?(?: (?<direction>read|write))?$/;
const targetForm = /^(?<path>[A-Za-z.]+)(?:(?<list>\[\])|\[(?<name>[A-Za-z]+)=(?<value>[^\]\s]+)\])?$/;

function rowOf(line: Line, blocks: ReadonlyMap<string, Line>, isShared: boolean, depth: number): RowRule {
  const parts = rowForm.exec(line.text)?.groups;
  if (parts === undefined)
    throw problem(
      line,
      `${line.text} is not: SEGMENT 01=VALUE -> path[] tree 01 02, of which all but the segment may be left out`,
    );
  const { name = '', id = '', nth, selectors = '', target, number, parent, direction = 'both' } = parts;
  const { fields, rows, removed } = contentOf(line.below, blocks, isShared, depth);
  return {
    ...originOf(line),
    name,
    id,
    nth: nth === undefined ? null : Number(nth),
    selectors: selectors
      .split(' ')
      .filter((one) => one !== '')
      .map((one) => {
        const [at = '', value = ''] = one.split(/=(.*)/);
        return { at: positionOf(at, line), value };
      }),
    target: target === undefined ? null : targetOf(target, line),
    direction: direction as Direction, // The pattern has no other.
    tree:
      number === undefined || parent === undefined
        ? null
        : { number: positionOf(number, line), parent: positionOf(parent, line) },
    fields,
    rows,
    removed,
    isShared,
  };
}

function targetOf(text: string, line: Line): Target {
  const parts = targetForm.exec(text)?.groups;
  if (parts === undefined) throw problem(line, `${text} is no path such as parties[] or paymentTerms[kind=discount]`);
  const { path = '', list, name, value } = parts;
  const constant = name === undefined || value === undefined ? null : { name, value };
  return { path: path.split('.'), isList: list !== undefined || constant !== null, constant };
}

const spot = '\\d\\d(?:\\.\\d)?';
const fieldForm = new RegExp(`^(?<positions>${spot}\\S*(?: ${spot}\\S*)*) (?<rest>.*?)(?: (?<direction>read|write))?$`);
const computedForm = /^= (count|tree|sum|has)\(([A-Za-z.]+)\)$/;
const pairsForm = /^([A-Za-z.]+)\[\] ([A-Za-z]+) \{([a-z_]+)\} ([A-Za-z]+)$/;
const listForm = /^([A-Za-z.]+)\[\]$/;
const valueForm = /^([A-Za-z.]+)(?: \{([a-z_]+)\})?(?: or (.+))?$/;

function fieldOf(line: Line): FieldRule {
  const { positions = '', rest = '', direction = 'both' } = fieldForm.exec(line.text)?.groups ?? {};
  return { ...originOf(line), positions, direction: direction as Direction, what: whatOf(positions, rest, line) };
}

function whatOf(positions: string, rest: string, line: Line): FieldRule['what'] {
  if (rest.startsWith('= ')) {
    const at = positionOf(positions, line);
    const [, by, path] = computedForm.exec(rest) ?? [];
    if (by === undefined || path === undefined) return { kind: 'fixed', at, text: rest.slice(2) };
    return { kind: 'computed', at, by: by as 'count' | 'tree' | 'sum' | 'has', path: path.split('.') }; // The pattern has no other.
  }
  const tokens = positions.split(' ');
  const [, list, qualifier, table, value] = pairsForm.exec(rest) ?? [];
  if (list !== undefined && qualifier !== undefined && table !== undefined && value !== undefined)
    return {
      kind: 'pairs',
      pairs: tokens.flatMap((token) => pairsOf(token, line)),
      path: list.split('.'),
      qualifier,
      table,
      value,
    };
  const [, texts] = listForm.exec(rest) ?? [];
  if (texts !== undefined)
    return { kind: 'list', spots: tokens.flatMap((token) => spotsOf(token, line)), path: texts.split('.') };
  const [, path, words, or] = valueForm.exec(rest) ?? [];
  const [only, ...others] = tokens.flatMap((token) => spotsOf(token, line));
  if (path === undefined || only === undefined || others.length > 0)
    throw problem(
      line,
      `${line.text} is not: 01 path {table} or VALUE; 01..02 list[]; 01:02 list[] name {table} name; 01 = VALUE`,
    );
  return {
    kind: 'value',
    spot: only,
    path: path.split('.'),
    ...(words !== undefined && { table: words }),
    ...(or !== undefined && { or }),
  };
}

/** `01..05` and `04.1..04.5`. */
function spotsOf(token: string, line: Line): Spot[] {
  const [from = '', to] = token.split('..');
  const first = spotOf(from, line);
  if (to === undefined) return [first];
  const last = positionOf(to, line);
  const count = last.element - first.at.element + last.component - first.at.component + 1;
  return Array.from({ length: count }, (_, step) => ({
    at:
      last.element === first.at.element
        ? { element: first.at.element, component: first.at.component + step }
        : { element: first.at.element + step, component: 1 },
  }));
}

function spotOf(token: string, line: Line): Spot {
  const [, at = '', sign, other = ''] = /^([\d.]+)([+/])?(.*)$/.exec(token) ?? [];
  if (sign === undefined) return { at: positionOf(token, line) };
  const second = positionOf(other, line);
  return { at: positionOf(at, line), ...(sign === '+' ? { time: second } : { format: second }) };
}

/** `06:07..24:25`: pairs in elements of their own go on two elements later, those in components of one go on with the next one. */
function pairsOf(token: string, line: Line): (readonly [Position, Position])[] {
  const [from = '', to = from] = token.split('..');
  const [first, last] = [from, to].map((pair) => pair.split(':').map((one) => positionOf(one, line)));
  const [qualifier, value] = first ?? [];
  const end = last?.[0];
  if (qualifier === undefined || value === undefined || end === undefined)
    throw problem(line, `${token} is no pair such as 06:07`);
  const step = qualifier.element === value.element ? 1 : 2;
  return Array.from({ length: (end.element - qualifier.element) / step + 1 }, (_, index) => [
    { ...qualifier, element: qualifier.element + index * step },
    { ...value, element: value.element + index * step },
  ]);
}

function positionOf(text: string, line: Line): Position {
  const [, element, component] = /^(\d\d)(?:\.(\d))?$/.exec(text) ?? [];
  if (element === undefined) throw problem(line, `${text} is no element such as 01 or 02.1`);
  return { element: Number(element), component: Number(component ?? 1) };
}

function codesOf(line: Line, table: string): CodeRule[] {
  return line.below.map((one) => {
    const [, code, word] = /^(\S+) (\S+)$/.exec(one.text) ?? [];
    if (code === undefined || word === undefined) throw problem(one, `${one.text} is not: CODE word`);
    return { ...originOf(one), table, code, word };
  });
}

function originOf({ source, line }: Line): Origin {
  return { source, line };
}

function problem({ source, line }: Origin, detail: string): CorrespondenceProblem {
  return new CorrespondenceProblem(source, line, detail);
}
