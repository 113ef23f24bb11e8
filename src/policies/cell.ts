// One input cell: what it may say, and with what it compares. Matching itself is left to the engine; this reading refuses
// what it would take in silence (a misspelt name is null to it) and finds the values at which the cell changes its answer.
import { fieldNamed, lineOf, rangeOf, readSum } from './expression.ts';
import type { Fields } from './expression.ts';
import type { Field, Line, Operand } from './model.ts';
import { readerOf, Wording } from './tokens.ts';
import type { Reader } from './tokens.ts';
import { dateSecond } from './zen.ts';

export interface Cell {
  /** What it compares numbers and dates with. */
  readonly operands: readonly Operand[];
  /** Texts and yes/no it names. */
  readonly named: readonly (string | boolean)[];
}

interface Reading {
  readonly reader: Reader;
  readonly field: Field;
  readonly fields: Fields;
  readonly operands: Operand[];
  readonly named: (string | boolean)[];
}

/** Throws a `Wording`. */
export function readCell(text: string, field: Field, fields: Fields): Cell {
  const one: Reading = { reader: readerOf(text), field, fields, operands: [], named: [] };
  do readTest(one);
  while (one.reader.take(',', 'or', 'and') !== null);
  if (one.reader.peek().kind !== 'end') one.reader.fail('a comma, "and", "or" or the end of the cell');
  return { operands: one.operands, named: one.named };
}

function readTest(one: Reading): void {
  const { reader, field } = one;
  switch (field.type) {
    case 'boolean':
      return readYesNo(one);
    case 'string':
      if (readIn(reader)) return readList(one);
      reader.take('==', '!=');
      return readOperand(one);
    case 'number':
    case 'date': {
      const isSet = readIn(reader);
      if (isSet || ['[', '('].includes(reader.peek().text)) return readRangeOrList(one, isSet);
      reader.take('<', '<=', '>', '>=', '==', '!=');
      return readOperand(one);
    }
  }
}

/** `in` or `not in`. */
function readIn(reader: Reader): boolean {
  if (reader.take('not') === null) return reader.take('in') !== null;
  reader.expect('in');
  return true;
}

function readYesNo({ reader, field, named }: Reading): void {
  const token = reader.take('true', 'false');
  if (token === null)
    throw new Wording(`${field.name} is yes or no`, 'Write true or false without quotes, or leave the cell empty.');
  named.push(token.text === 'true');
}

function readList(one: Reading): void {
  one.reader.expect('[');
  do readOperand(one);
  while (one.reader.take(',') !== null);
  one.reader.expect(']');
}

function readRangeOrList(one: Reading, isListAllowed: boolean): void {
  const open = one.reader.expect('[', '(');
  readOperand(one);
  if (isListAllowed && open.text === '[' && one.reader.peek().text !== '..') {
    while (one.reader.take(',') !== null) readOperand(one);
    return void one.reader.expect(']');
  }
  one.reader.expect('..');
  readOperand(one);
  one.reader.expect(']', ')');
}

function readOperand(one: Reading): void {
  if (one.field.type === 'string') return readText(one);
  const { start } = one.reader.peek();
  const line = one.field.type === 'date' ? readDate(one) : readNumber(one);
  // The next token begins behind blanks, which do no harm.
  one.operands.push({ text: one.reader.source.slice(start, one.reader.peek().start).trim(), line });
}

function readText({ reader, field, named }: Reading): void {
  const token = reader.peek();
  if (token.kind === 'name')
    throw new Wording(`${token.text} is a name, and ${field.name} is text`, `Put it in quotes: "${token.text}".`);
  if (token.kind !== 'text') return reader.fail('a text in quotes');
  const text = reader.next().text.slice(1, -1);
  if (field.values?.includes(text) === false)
    throw new Wording(`"${text}" is not a value of ${field.name}`, `Use one of ${field.values.join(', ')}.`);
  named.push(text);
}

function readNumber({ reader, field, fields }: Reading): Line {
  if (reader.peek().kind === 'text')
    throw new Wording(
      `${reader.peek().text} is text, and ${field.name} is a number`,
      'Write the number without quotes.',
    );
  const expression = readSum(reader, fields);
  rangeOf(expression);
  const line = lineOf(expression);
  if (line === null)
    throw new Wording(
      'a cell compares with a number, or with one input times a number plus a number',
      'Work the rest out as an input of its own.',
    );
  if (line.field === field.name)
    throw new Wording(`${field.name} is compared with itself`, 'Name another input, or a number.');
  if (line.field === null && (line.plus < (field.min ?? -Infinity) || line.plus > (field.max ?? Infinity)))
    throw new Wording(
      `${field.name} is never ${line.plus}: it goes from ${field.min ?? 'anything'} to ${field.max ?? 'anything'}`,
      'Correct the number, or min and max.',
    );
  return line;
}

/** date('2026-01-31'), or date(input) of another date. */
function readDate({ reader, field, fields }: Reading): Line {
  const wanted = "a date written date('2026-01-31')";
  if (reader.take('date') === null || reader.take('(') === null) return reader.fail(wanted);
  const token = reader.next();
  reader.expect(')');
  if (token.kind === 'text') {
    const second = dateSecond(token.text.slice(1, -1));
    if (second === null) throw new Wording(`${token.text} is not a date`, `Write ${wanted}.`);
    return { field: null, factor: 0, plus: second };
  }
  const other = fieldNamed(token.text, fields);
  if (other.type !== 'date' || other.name === field.name)
    throw new Wording(`${other.name} is not another date`, `Name another date input, or write ${wanted}.`);
  return { field: other.name, factor: 1, plus: 0 };
}
