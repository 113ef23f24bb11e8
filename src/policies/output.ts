// One output cell: a value, or for numbers an expression over the inputs whose bounds are known.
import { isWhole, rangeOf, readsOf, readSum } from './expression.ts';
import type { Fields } from './expression.ts';
import { numberMax } from './model.ts';
import type { Field, PolicyValue } from './model.ts';
import { readerOf, Wording } from './tokens.ts';
import type { Reader } from './tokens.ts';
import { dateSecond } from './zen.ts';

export type Output =
  | { readonly kind: 'fixed'; readonly value: PolicyValue }
  | { readonly kind: 'worked'; readonly expression: string; readonly reads: readonly string[] };

/** Throws a `Wording`. */
export function readOutput(text: string, field: Field, fields: Fields): Output {
  if (text === '')
    throw new Wording(`${field.name} is left empty, and every rule gives every output`, 'Write a value.');
  const reader = readerOf(text);
  const output = field.type === 'number' ? readNumber(text, reader, field, fields) : readValue(reader, field);
  if (reader.peek().kind !== 'end') reader.fail('the end of the cell');
  return output;
}

function readNumber(text: string, reader: Reader, field: Field, fields: Fields): Output {
  if (reader.peek().kind === 'text')
    throw new Wording(
      `${reader.peek().text} is text, and ${field.name} is a number`,
      'Write the number without quotes.',
    );
  const expression = readSum(reader, fields);
  const { low, high } = rangeOf(expression);
  if (Math.max(-low, high) > numberMax)
    throw new Wording('this can grow beyond 15 digits', 'Give its inputs a min and a max, or bound it with min([…]).');
  if (low < (field.min ?? -Infinity) || high > (field.max ?? Infinity))
    throw new Wording(
      `this can give ${low === high ? low : `${low} to ${high}`}, and ${field.name} goes from ${field.min ?? 'anything'} to ${field.max ?? 'anything'}`,
      'Bound it with min([…]) or max([…]), or correct the policy.',
    );
  if (field.whole && !isWhole(expression))
    throw new Wording(
      `this can give a fraction, and ${field.name} is a whole number`,
      'Put it into round(…), floor(…) or ceil(…).',
    );
  const reads = [...new Set(readsOf(expression))];
  return reads.length === 0 && low === high
    ? { kind: 'fixed', value: low }
    : { kind: 'worked', expression: text, reads };
}

function readValue(reader: Reader, field: Field): Output {
  const token = reader.next();
  if (field.type === 'boolean') {
    if (token.kind === 'name' && (token.text === 'true' || token.text === 'false'))
      return { kind: 'fixed', value: token.text === 'true' };
    throw new Wording(`${field.name} is yes or no`, 'Write true or false, without quotes.');
  }
  if (token.kind !== 'text') throw new Wording(`${field.name} is a ${field.type}`, 'Write it in quotes.');
  const value = token.text.slice(1, -1);
  if (field.values?.includes(value) === false)
    throw new Wording(`"${value}" is not a value of ${field.name}`, `Use one of ${field.values.join(', ')}.`);
  if (field.type === 'date' && dateSecond(value) === null)
    throw new Wording(`"${value}" is not a date`, 'Write it as "2026-01-31".');
  return { kind: 'fixed', value };
}
