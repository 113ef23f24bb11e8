// Arithmetic over number inputs, in the words of Zen. Bounds are worked out when the policy is read: the engine ends the
// process on overflow and answers a division by zero with null, so what could grow too far or divide by zero is refused.
import { closest } from '#contracts/spelling.ts';
import { numberMax } from './model.ts';
import type { Field, Line } from './model.ts';
import { Wording } from './tokens.ts';
import type { Reader } from './tokens.ts';

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'field'; readonly field: Field }
  | { readonly kind: 'negative'; readonly of: Expression }
  | { readonly kind: Sign; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'call'; readonly name: Call; readonly of: readonly Expression[]; readonly places: number };

type Sign = '+' | '-' | '*' | '/';
type Call = 'min' | 'max' | 'abs' | 'floor' | 'ceil' | 'round';

export interface Range {
  readonly low: number;
  readonly high: number;
}

export type Fields = ReadonlyMap<string, Field>;

/** What the engine can hold with ten decimals to spare, and hand back. */
const partMax = 1e18;
const calls: readonly Call[] = ['min', 'max', 'abs', 'floor', 'ceil', 'round'];

export function readSum(reader: Reader, fields: Fields): Expression {
  let left = readProduct(reader, fields);
  for (let sign = reader.take('+', '-'); sign !== null; sign = reader.take('+', '-'))
    left = { kind: sign.text === '+' ? '+' : '-', left, right: readProduct(reader, fields) };
  return left;
}

function readProduct(reader: Reader, fields: Fields): Expression {
  let left = readFactor(reader, fields);
  for (let sign = reader.take('*', '/'); sign !== null; sign = reader.take('*', '/'))
    left = { kind: sign.text === '*' ? '*' : '/', left, right: readFactor(reader, fields) };
  return left;
}

function readFactor(reader: Reader, fields: Fields): Expression {
  if (reader.take('-') !== null) return { kind: 'negative', of: readFactor(reader, fields) };
  if (reader.take('(') !== null) {
    const inner = readSum(reader, fields);
    reader.expect(')');
    return inner;
  }
  const token = reader.peek();
  if (token.kind === 'number') return { kind: 'number', value: Number(reader.next().text) };
  if (token.kind !== 'name') return reader.fail('a number or the name of an input');
  reader.next();
  const call = calls.find((name) => name === token.text);
  if (reader.peek().text !== '(') return { kind: 'field', field: numberField(token.text, fields) };
  if (call === undefined)
    throw new Wording(
      `${token.text}() is not a function of policies`,
      `Use ${calls.join(', ')}, or give an input for it.`,
    );
  return readCall(call, reader, fields);
}

/** The engine's min and max take a list, min([a, b]); its round may be told how many places stay, round(a, 2). */
function readCall(name: Call, reader: Reader, fields: Fields): Expression {
  const isList = name === 'min' || name === 'max';
  reader.expect('(');
  if (isList) reader.expect('[');
  const of = [readSum(reader, fields)];
  while (isList && reader.take(',') !== null) of.push(readSum(reader, fields));
  if (isList) reader.expect(']');
  const places = name === 'round' && reader.take(',') !== null ? readPlaces(reader) : 0;
  reader.expect(')');
  return { kind: 'call', name, of, places };
}

function readPlaces(reader: Reader): number {
  const { kind, text } = reader.peek();
  return kind === 'number' && /^\d$/.test(text)
    ? Number(reader.next().text)
    : reader.fail('a number of places from 0 to 9');
}

export function fieldNamed(name: string, fields: Fields): Field {
  const field = fields.get(name);
  if (field !== undefined) return field;
  const meant = closest(name, [...fields.keys()]);
  throw new Wording(
    `${name} is not an input of this policy`,
    meant === undefined
      ? `Name one of ${[...fields.keys()].join(', ')}; text stands in quotes.`
      : `Did you mean ${meant}?`,
  );
}

function numberField(name: string, fields: Fields): Field {
  const field = fieldNamed(name, fields);
  if (field.type === 'number') return field;
  throw new Wording(`${name} is a ${field.type}, and arithmetic needs numbers`, 'Use a number input.');
}

export function readsOf(expression: Expression): string[] {
  switch (expression.kind) {
    case 'number':
      return [];
    case 'field':
      return [expression.field.name];
    case 'negative':
      return readsOf(expression.of);
    case 'call':
      return expression.of.flatMap(readsOf);
    case '+':
    case '-':
    case '*':
    case '/':
      return [...readsOf(expression.left), ...readsOf(expression.right)];
  }
}

/** Whether it never gives a fraction. */
export function isWhole(expression: Expression): boolean {
  switch (expression.kind) {
    case 'number':
      return Number.isInteger(expression.value);
    case 'field':
      return expression.field.whole;
    case 'negative':
      return isWhole(expression.of);
    case 'call':
      return ['floor', 'ceil', 'round'].includes(expression.name)
        ? expression.places === 0
        : expression.of.every(isWhole);
    case '/':
      return false;
    case '+':
    case '-':
    case '*':
      return isWhole(expression.left) && isWhole(expression.right);
  }
}

/** The least and the most it can give. Every part is held to what the engine's decimals can. */
export function rangeOf(expression: Expression): Range {
  const range = spanOf(expression);
  if (Math.max(-range.low, range.high) > partMax)
    throw new Wording(
      'a part of this can grow beyond 18 digits',
      'Give its inputs a min and a max, or bound a part of it with min([…]).',
    );
  return range;
}

function spanOf(expression: Expression): Range {
  switch (expression.kind) {
    case 'number':
      return { low: expression.value, high: expression.value };
    case 'field':
      return { low: expression.field.min ?? -numberMax, high: expression.field.max ?? numberMax };
    case 'negative': {
      const { low, high } = rangeOf(expression.of);
      return { low: -high, high: -low };
    }
    case 'call':
      return spanOfCall(expression, expression.of.map(rangeOf));
    case '+':
    case '-':
    case '*':
    case '/':
      return spanOfPair(expression.kind, rangeOf(expression.left), rangeOf(expression.right));
  }
}

function spanOfPair(sign: Sign, left: Range, right: Range): Range {
  switch (sign) {
    case '+':
      return { low: left.low + right.low, high: left.high + right.high };
    case '-':
      return { low: left.low - right.high, high: left.high - right.low };
    case '*':
      return spanOfCorners(left, right, (a, b) => a * b);
    case '/':
      if (right.low <= 0 && right.high >= 0)
        throw new Wording('this can divide by zero', 'Give the divisor a min above zero.');
      return spanOfCorners(left, right, (a, b) => a / b);
  }
}

function spanOfCorners(left: Range, right: Range, combine: (a: number, b: number) => number): Range {
  const corners = [left.low, left.high].flatMap((a) => [right.low, right.high].map((b) => combine(a, b)));
  return { low: Math.min(...corners), high: Math.max(...corners) };
}

function spanOfCall({ name, places }: { name: Call; places: number }, ranges: readonly Range[]): Range {
  const lows = ranges.map(({ low }) => low);
  const highs = ranges.map(({ high }) => high);
  const [low, high] = [Math.min(...lows), Math.max(...highs)];
  switch (name) {
    case 'min':
      return { low, high: Math.min(...highs) };
    case 'max':
      return { low: Math.max(...lows), high };
    case 'abs':
      return { low: Math.max(low, -high, 0), high: Math.max(Math.abs(low), Math.abs(high)) };
    case 'floor':
      return { low: Math.floor(low), high: Math.floor(high) };
    case 'ceil':
      return { low: Math.ceil(low), high: Math.ceil(high) };
    case 'round': {
      const scale = 10 ** places;
      return { low: Math.floor(low * scale) / scale, high: Math.ceil(high * scale) / scale };
    }
  }
}

/** As factor × field + plus; null if it is more than that. */
export function lineOf(expression: Expression): Line | null {
  switch (expression.kind) {
    case 'number':
      return { field: null, factor: 0, plus: expression.value };
    case 'field':
      return { field: expression.field.name, factor: 1, plus: 0 };
    case 'negative':
      return scaled(lineOf(expression.of), -1);
    case 'call':
      return null;
    case '+':
      return summed(lineOf(expression.left), lineOf(expression.right), 1);
    case '-':
      return summed(lineOf(expression.left), lineOf(expression.right), -1);
    case '*': {
      const [left, right] = [lineOf(expression.left), lineOf(expression.right)];
      return left?.field === null ? scaled(right, left.plus) : right?.field === null ? scaled(left, right.plus) : null;
    }
    case '/': {
      const right = lineOf(expression.right);
      return right?.field === null ? scaled(lineOf(expression.left), 1 / right.plus) : null;
    }
  }
}

function scaled(line: Line | null, by: number): Line | null {
  return line === null ? null : { field: line.field, factor: line.factor * by, plus: line.plus * by };
}

function summed(left: Line | null, right: Line | null, sign: 1 | -1): Line | null {
  if (left === null || right === null || (left.field ?? right.field) !== (right.field ?? left.field)) return null;
  return {
    field: left.field ?? right.field,
    factor: left.factor + sign * right.factor,
    plus: left.plus + sign * right.plus,
  };
}
