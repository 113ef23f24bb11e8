// Operators on the statements that the source holds: a lock skipped, a guard, a clause or an assignment dropped, an order turned.
import { walk } from './source.ts';
import type { Emit, Source, Span } from './source.ts';
import { isSql, tokensOf } from './sql-tokens.ts';
import type { Token } from './sql-tokens.ts';

export function mutateSql(source: Source, emit: Emit): void {
  const { text } = source;
  walk(source, {
    TemplateLiteral(node) {
      const holes = node.expressions.map((expression) => ({
        start: text.lastIndexOf('${', expression.start),
        end: text.indexOf('}', expression.end) + 1,
      }));
      mutateText(text, { start: node.start + 1, end: node.end - 1 }, holes, emit);
    },
    Literal(node) {
      if (typeof node.value !== 'string') return;
      // The name of a lock that may be put into a statement: shared where it should be alone.
      if (/^pg_advisory_\w*lock$/.test(node.value))
        emit('skipped-lock', { start: node.start, end: node.end, replacement: `'${node.value}_shared'` });
      else if (/^(select|insert|update|delete|with)\s/.test(node.value))
        mutateText(text, { start: node.start + 1, end: node.end - 1 }, [], emit);
    },
  });
}

function mutateText(text: string, place: Span, holes: readonly Span[], emit: Emit): void {
  if (!/^\s*[a-z]+[\s(]/.test(text.slice(place.start, place.end))) return;
  const tokens = tokensOf(text, place, holes);
  if (!isSql(tokens)) return;
  const statement: Statement = { tokens, text, emit };
  for (const index of tokens.keys()) {
    mutateLock(statement, index);
    mutateOrder(statement, index);
    mutateConflict(statement, index);
    mutateClauses(statement, index);
    mutateAssignments(statement, index);
    mutateWord(statement, index);
  }
}

interface Statement {
  readonly tokens: readonly Token[];
  readonly text: string;
  readonly emit: Emit;
}

const clauseWords = new Set([
  'where',
  'group',
  'having',
  'order',
  'limit',
  'for',
  'returning',
  'union',
  'on',
  'do',
  'set',
  'from',
  'join',
  'cross',
  'left',
  'using',
]);

/** The first token after `from` that ends what began there: the end of the parentheses around it, or one of these words beside it. */
function endOf({ tokens }: Statement, from: number, words: ReadonlySet<string>): number {
  const depth = tokens[from]?.depth ?? 0;
  const end = tokens.findIndex(
    (token, index) => index >= from && (token.depth < depth || (token.depth === depth && words.has(token.text))),
  );
  return end === -1 ? tokens.length : end;
}

function isWord({ tokens }: Statement, index: number, ...words: readonly string[]): boolean {
  return words.every((word, offset) => tokens[index + offset]?.text === word);
}

/** The edit that puts a text in the place of the tokens from `from` until before `to`. */
function put(
  { tokens, emit }: Statement,
  operator: Parameters<Emit>[0],
  range: { readonly from: number; readonly to: number },
  replacement: string,
): void {
  const first = tokens[range.from];
  const last = tokens[range.to - 1];
  if (first !== undefined && last !== undefined && range.to > range.from)
    emit(operator, { start: first.start, end: last.end, replacement });
}

function sliceOf({ tokens, text }: Statement, from: number, to: number): string {
  return text.slice(tokens[from]?.start, tokens[to - 1]?.end);
}

function mutateLock(statement: Statement, index: number): void {
  const { tokens } = statement;
  const token = tokens[index];
  if (isWord(statement, index, 'for', 'update') || isWord(statement, index, 'for', 'share'))
    put(statement, 'skipped-lock', { from: index, to: endOf(statement, index + 1, new Set(['order', 'limit'])) }, '');
  if (isWord(statement, index, 'skip', 'locked')) put(statement, 'skipped-lock', { from: index, to: index + 2 }, '');
  const isLock =
    token?.kind === 'hole' ? /lock/i.test(token.text) : token?.kind === 'word' && /^pg_advisory/.test(token.text);
  if (!isLock || tokens[index + 1]?.text !== '(') return;
  put(statement, 'skipped-lock', { from: index, to: endOf(statement, index + 2, new Set()) + 1 }, 'null::text');
}

function mutateOrder(statement: Statement, index: number): void {
  if (!isWord(statement, index, 'order', 'by')) return;
  const to = endOf(statement, index, new Set(['limit', 'for', 'offset', 'returning', 'union']));
  put(statement, 'wrong-order', { from: index, to }, '');
  const keys = split(statement, index + 2, to, ',').map(({ from, to: end }) => {
    const isDescending = isWord(statement, end - 1, 'desc');
    return isDescending ? sliceOf(statement, from, end - 1) : `${sliceOf(statement, from, end)} desc`;
  });
  put(statement, 'wrong-order', { from: index, to }, `order by ${keys.join(', ')}`);
}

function mutateConflict(statement: Statement, index: number): void {
  if (isWord(statement, index, 'distinct') && !isWord(statement, index - 1, 'from'))
    put(statement, 'missing-dedupe', { from: index, to: index + 1 }, '');
  if (!isWord(statement, index, 'on', 'conflict')) return;
  const to = endOf(statement, index + 1, new Set(['returning']));
  put(statement, 'missing-dedupe', { from: index, to }, '');
  const action = statement.tokens.findIndex((token, at) => at > index && at < to && token.text === 'do');
  if (isWord(statement, action, 'do', 'update')) put(statement, 'lost-update', { from: action, to }, 'do nothing');
}

/**
 * Conditions of where, on and having, one at a time. The condition of a statement that changes rows is its guard. What is dropped
 * stays in the text beside a `true`, because a parameter that stands nowhere would be refused before anything is tried.
 */
function mutateClauses(statement: Statement, index: number): void {
  const isJoin = isWord(statement, index, 'on') && !isWord(statement, index + 1, 'conflict');
  if (!isWord(statement, index, 'where') && !isWord(statement, index, 'having') && !isJoin) return;
  const to = endOf(statement, index + 1, clauseWords);
  const operator = isWriting(statement, index) ? 'lost-update' : 'dropped-clause';
  const without = (term: { from: number; to: number }, word: 'or true' | 'and false'): string =>
    `(${sliceOf(statement, term.from, term.to)} ${word})`;
  for (const term of split(statement, index + 1, to, 'and')) {
    put(statement, operator, term, without(term, 'or true'));
    const choices = split(statement, term.from, term.to, 'or');
    if (choices.length > 1)
      for (const choice of choices) put(statement, 'dropped-clause', choice, without(choice, 'and false'));
  }
}

function isWriting({ tokens }: Statement, index: number): boolean {
  const verb = tokens.findLast(
    ({ text, depth }, at) =>
      at < index &&
      depth === tokens[index]?.depth &&
      (text === 'select' || text === 'delete' || (text === 'update' && tokens[at - 1]?.text !== 'for')),
  );
  return verb !== undefined && verb.text !== 'select';
}

/** `set a = x, b = y`: each in turn stays as it was. */
function mutateAssignments(statement: Statement, index: number): void {
  const before = statement.tokens[index - 1]?.text;
  if (!isWord(statement, index, 'set') || before === undefined) return;
  // The row that is there: by the name before `set`, and where an insert met it by the name of its table.
  const row = before === 'update' ? tableOf(statement) : before;
  const to = endOf(statement, index + 1, new Set(['from', 'where', 'returning']));
  for (const { from, to: end } of split(statement, index + 1, to, ',')) {
    const column = statement.tokens[from]?.text ?? '';
    const value = { from: from + 2, to: end };
    const set = sliceOf(statement, value.from, value.to);
    put(statement, 'lost-update', value, `case when true then ${row}.${column} else ${set} end`);
  }
}

function tableOf({ tokens }: Statement): string {
  const into = tokens.findIndex(({ text }) => text === 'into');
  return tokens[into + 1]?.text ?? '';
}

const opposite: Readonly<Record<string, string>> = {
  greatest: 'least',
  least: 'greatest',
  max: 'min',
  min: 'max',
  floor: 'ceil',
  ceil: 'floor',
};
const neighbour: Readonly<Record<string, string>> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' };

function mutateWord(statement: Statement, index: number): void {
  const token = statement.tokens[index];
  if (token === undefined) return;
  const one = { from: index, to: index + 1 };
  const other = opposite[token.text];
  if (other !== undefined && isWord(statement, index + 1, '(')) put(statement, 'min-max', one, other);
  const bound = neighbour[token.text];
  if (bound !== undefined) put(statement, 'off-by-one', one, bound);
  if (token.kind === 'number' && /^\d+$/.test(token.text))
    put(statement, 'off-by-one', one, String(Number(token.text) + 1));
  if (isWord(statement, index, 'exists', '(')) {
    const isNegated = isWord(statement, index - 1, 'not');
    put(
      statement,
      'negated-condition',
      isNegated ? { from: index - 1, to: index + 1 } : one,
      isNegated ? 'exists' : 'not exists',
    );
  }
  if (isWord(statement, index, 'is', 'null'))
    put(statement, 'negated-condition', { from: index, to: index + 2 }, 'is not null');
  if (isWord(statement, index, 'is', 'not', 'null'))
    put(statement, 'negated-condition', { from: index, to: index + 3 }, 'is null');
}

/** Ranges between separators that stand at the depth of the first token. */
function split({ tokens }: Statement, from: number, to: number, separator: string): { from: number; to: number }[] {
  const depth = tokens[from]?.depth;
  const ranges: { from: number; to: number }[] = [];
  let start = from;
  for (let index = from; index < to; index++) {
    const token = tokens[index];
    if (token?.text !== separator || token.depth !== depth) continue;
    ranges.push({ from: start, to: index });
    start = index + 1;
  }
  ranges.push({ from: start, to });
  return ranges;
}
