// SQL as it stands in a template of a source file, in tokens with their places in that file. What is between `${` and `}` is one
// token: whatever it holds, it stands for a name or a part of a statement.

export interface Token {
  readonly kind: 'word' | 'number' | 'parameter' | 'text' | 'hole' | 'mark';
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Parentheses and `case … end` around it. */
  readonly depth: number;
}

const patterns: readonly (readonly [Token['kind'], RegExp])[] = [
  ['parameter', /\$\d+/y],
  ['number', /\d+(?:\.\d+)?/y],
  ['word', /[a-z_][a-z0-9_]*/iy],
  ['text', /'(?:[^']|'')*'/y],
  ['mark', /::|=>|<=|>=|<>|->>|->|\|\||[^\s\w]/y],
];

/** Holes: where the expressions of the template stand, with their braces. */
export function tokensOf(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  holes: readonly { readonly start: number; readonly end: number }[],
): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  let at = start;
  while (at < end) {
    const hole = holes.find((one) => one.start === at);
    if (hole !== undefined) {
      tokens.push({ kind: 'hole', text: text.slice(at, hole.end), start: at, end: hole.end, depth });
      at = hole.end;
      continue;
    }
    if (/\s/.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    const [kind, read] = readAt(text, at);
    const closes = read === ')' || read === 'end';
    if (closes) depth -= 1;
    tokens.push({ kind, text: read, start: at, end: at + read.length, depth });
    if (read === '(' || read === 'case') depth += 1;
    at += read.length;
  }
  return tokens;
}

function readAt(text: string, at: number): readonly [Token['kind'], string] {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const read = pattern.exec(text)?.[0];
    if (read !== undefined) return [kind, read];
  }
  throw new Error(`no SQL: ${text.slice(at, at + 40)}`);
}

const verbs = new Set(['select', 'insert', 'update', 'delete', 'with', 'from', 'unnest']);
const structure = new Set(['select', 'from', 'set', 'into', 'unnest', 'join']);

/** Told from prose, which may begin with the same words. */
export function isSql(tokens: readonly Token[]): boolean {
  const [first] = tokens;
  return (
    (first?.kind === 'word' &&
      verbs.has(first.text) &&
      tokens.slice(1).some(({ kind, text }) => kind === 'word' && structure.has(text))) ||
    tokens.some(({ text }) => text === '(')
  );
}
