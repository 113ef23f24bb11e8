// The words of cells and expressions, told apart the way the Zen language does. Only what a policy may say gets through.

export interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'mark' | 'end';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What is wrong with a cell. Thrown while it is read, and a problem of the policy in the end. */
export class Wording extends Error {
  readonly fix: string;

  constructor(message: string, fix: string) {
    super(message);
    this.fix = fix;
  }
}

const pattern =
  /(?<blank>\s+)|(?<text>"[^"\\\n]*"|'[^'\\\n]*')|(?<number>\d[\w.]*?(?=\.\.|[^\w.]|$))|(?<name>[A-Za-z_]\w*)|(?<mark>[<>=!]=|\.\.|[-+*/<>()[\],])|(?<other>.)/gsy;
const plainNumber = /^\d+(?:\.\d{1,9})?$/;
const clocks = new Set(['now', 'today', 'rand', 'random', 'd', 'time', 'duration']);

function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  for (const { 0: text, groups, index } of source.matchAll(pattern)) {
    if (groups?.['blank'] !== undefined) continue;
    const kinds = ['text', 'number', 'name', 'mark'] as const;
    const kind = kinds.find((one) => groups?.[one] !== undefined);
    if (kind === undefined) {
      const fix = /["'\\]/.test(text)
        ? 'Put text between two quotes of one kind, without a backslash in it.'
        : 'Use comparisons, lists, ranges and the arithmetic of + - * /.';
      throw new Wording(`${JSON.stringify(text)} has no meaning here`, fix);
    }
    if (kind === 'number') checkNumber(text);
    if (kind === 'name') checkName(text);
    tokens.push({ kind, text, start: index, end: index + text.length });
  }
  return [...tokens, { kind: 'end', text: '', start: source.length, end: source.length }];
}

function checkNumber(text: string): void {
  if (!plainNumber.test(text) || text.replace('.', '').replace(/^0+/, '').length > 15)
    throw new Wording(
      `${text} is not a number that a policy may hold`,
      'Write it out, with at most 15 digits and at most 9 of them behind the point.',
    );
}

function checkName(name: string): void {
  if (clocks.has(name))
    throw new Wording(
      `${name}() reads the clock or chance, so the same case could be decided differently twice`,
      "Give the policy an input for it, such as daysUntilPromise; write a date as date('2026-01-31').",
    );
}

/** A cursor over tokens. */
export interface Reader {
  readonly source: string;
  readonly peek: () => Token;
  readonly next: () => Token;
  /** Takes the next token if it is one of these marks or words. */
  readonly take: (...texts: readonly string[]) => Token | null;
  readonly expect: (...texts: readonly string[]) => Token;
  readonly fail: (wanted: string) => never;
}

export function readerOf(source: string): Reader {
  const tokens = tokensOf(source);
  let at = 0;
  const end = tokens.at(-1) as Token; // tokensOf always ends with one.
  const peek = (): Token => tokens[at] ?? end;
  const next = (): Token => {
    const token = peek();
    at += 1;
    return token;
  };
  const fail = (wanted: string): never => {
    const { kind, text } = peek();
    const found = kind === 'end' ? 'the cell ends' : `${text} stands`;
    throw new Wording(`${found} where ${wanted} is needed`, `Write ${wanted} there.`);
  };
  const take = (...texts: readonly string[]): Token | null =>
    peek().kind !== 'text' && texts.includes(peek().text) ? next() : null;
  return {
    source,
    peek,
    next,
    take,
    fail,
    expect: (...texts) => take(...texts) ?? fail(texts.map((text) => JSON.stringify(text)).join(' or ')),
  };
}
