// Codes of standards and the words that documents have for them. Pure.
import type { Standard } from '../syntax/separators.ts';
import { CorrespondenceProblem } from './notation.ts';
import type { CodeRule } from './notation.ts';

/** Of one table and standard: there and back. */
export interface Words {
  readonly wordOf: ReadonlyMap<string, string>;
  readonly codeOf: ReadonlyMap<string, string>;
}

export type WordTables = ReadonlyMap<string, Readonly<Record<Standard, Words>>>;

/** `table name`, and below it lines `word x12 edifact`. */
export function wordTablesOf(text: string): WordTables {
  const tables = new Map<string, Record<Standard, { wordOf: Map<string, string>; codeOf: Map<string, string> }>>();
  let name = '';
  for (const [index, line] of text.split('\n').entries()) {
    if (line.startsWith('#') || line.trim() === '') continue;
    const [, table] = /^table (\w+)$/.exec(line) ?? [];
    if (table !== undefined) {
      name = table;
      tables.set(name, {
        x12: { wordOf: new Map(), codeOf: new Map() },
        edifact: { wordOf: new Map(), codeOf: new Map() },
      });
      continue;
    }
    const [, word = '', x12 = '', edifact = ''] = /^ {2}(\w+) (\S+) (\S+)$/.exec(line) ?? [];
    const known = tables.get(name);
    if (word === '' || known === undefined)
      throw new CorrespondenceProblem('words.txt', index + 1, 'it is no word with its codes');
    for (const [standard, code] of [
      ['x12', x12],
      ['edifact', edifact],
    ] as const) {
      if (code === '-') continue;
      if (known[standard].wordOf.has(code) || known[standard].codeOf.has(word))
        throw new CorrespondenceProblem('words.txt', index + 1, `${word} or ${code} stands there already`);
      known[standard].wordOf.set(code, word);
      known[standard].codeOf.set(word, code);
    }
  }
  return tables;
}

/** With codes of a message or partner, which go before those that all share. */
export function wordsWith(base: Words, codes: readonly CodeRule[]): Words {
  if (codes.length === 0) return base;
  const wordOf = new Map(base.wordOf);
  const codeOf = new Map(base.codeOf);
  for (const { code, word } of codes) {
    const [before, other] = [wordOf.get(code), codeOf.get(word)];
    if (before !== undefined) codeOf.delete(before);
    if (other !== undefined) wordOf.delete(other);
    wordOf.set(code, word);
    codeOf.set(word, code);
  }
  return { wordOf, codeOf };
}
