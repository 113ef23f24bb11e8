// One prepared statement with its values, rows as arrays. JavaScript arrays go out in PostgreSQL's binary form, encoded as the
// cast that the statement itself puts on them ($1::text[]): one place says the type.
import type pg from 'pg';
import { bigintArray, boolArray, intArray, textArray } from './arrays.ts';

/** Statements asked here select text, numbers and truth values; documents come as text. */
export type Row = readonly (string | number | boolean | null)[];

const encoders: Readonly<Record<string, (values: never) => Buffer>> = {
  text: textArray,
  bigint: bigintArray,
  int: intArray,
  bool: boolArray,
};
const casts = new Map<string, readonly (string | undefined)[]>();

export async function ask(
  client: pg.ClientBase,
  name: string,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const types = castsOf(text);
  const encoded = values.map((value, index) => (Array.isArray(value) ? encode(types[index], value) : value));
  const result = await client.query<(string | number | boolean | null)[]>({
    name,
    text,
    values: encoded,
    rowMode: 'array',
  });
  return result.rows;
}

function encode(type: string | undefined, values: readonly unknown[]): Buffer {
  const encoder = type === undefined ? undefined : encoders[type];
  if (encoder === undefined)
    throw new Error(`bug: an array parameter needs a cast to one of ${Object.keys(encoders).join('[], ')}[]`);
  return encoder(values as never); // The cast in the statement is the type of the values beside it.
}

function castsOf(text: string): readonly (string | undefined)[] {
  let types = casts.get(text);
  if (types === undefined) {
    const found: (string | undefined)[] = [];
    for (const [, number, type] of text.matchAll(/\$(\d+)::(\w+)\[\]/g)) found[Number(number) - 1] = type;
    types = found;
    casts.set(text, types);
  }
  return types;
}
