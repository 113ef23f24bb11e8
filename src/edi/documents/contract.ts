// What contracts say of a path of a document: whether there is one, and what stands there. Pure.
import type { JsonSchema, SchemaIndex } from '#contracts/schema.ts';
import type { Path } from './notation.ts';

/** How a value is written in documents. */
export type Form = 'text' | 'decimal' | 'count' | 'moment' | 'word';

export interface Leaf {
  readonly form: Form;
  /** Of `word`: those of its contract. */
  readonly words: ReadonlySet<string>;
  readonly maxLength: number;
}

/** An object of a document, by its schema. */
export interface Shape {
  readonly schema: JsonSchema;
  readonly index: SchemaIndex;
}

const forms: Readonly<Record<string, Form>> = { decimal: 'decimal', wholeNumber: 'count', moment: 'moment' };

export function shapeOf(index: SchemaIndex, contract: string): Shape | null {
  const schema = index.at(`https://crossdock.dev/contracts/${contract}/1-0-0`);
  return schema === undefined ? null : { schema, index };
}

/** Null: the contract has no such object. */
export function objectAt(shape: Shape, path: Path): Shape | null {
  let at: Shape | null = shape;
  for (const name of path) at = at === null ? null : resolved(at, at.schema.properties?.[name]);
  return at?.schema.properties === undefined ? null : at;
}

/** What each entry of a list is; null: the contract has no such list. */
export function entryAt(shape: Shape, path: Path): Shape | null {
  const list = partAt(shape, path);
  return list?.schema.type === 'array' ? resolved(list, list.schema.items) : null;
}

/** Null: the contract has no such value. */
export function leafAt(shape: Shape, path: Path): Leaf | null {
  const holder = objectAt(shape, path.slice(0, -1));
  const part = holder?.schema.properties?.[path.at(-1) ?? ''];
  if (holder === null || part === undefined) return null;
  return leafOf(holder, part);
}

/** Of the texts of a list; null: it is no list of texts. */
export function textsAt(shape: Shape, path: Path): Leaf | null {
  const list = partAt(shape, path);
  return list?.schema.type !== 'array' || list.schema.items === undefined ? null : leafOf(list, list.schema.items);
}

function leafOf(holder: Shape, part: JsonSchema): Leaf | null {
  const schema = resolved(holder, part)?.schema;
  if (schema === undefined || schema.properties !== undefined || schema.type === 'array') return null;
  const enumerated = schema.anyOf?.flatMap((one) => (Array.isArray(one['enum']) ? (one['enum'] as string[]) : [])); // Words.
  const maxLength = typeof schema['maxLength'] === 'number' ? schema['maxLength'] : Infinity;
  if (enumerated !== undefined) return { form: 'word', words: new Set(enumerated), maxLength };
  return { form: forms[part.$ref?.split('/').at(-1) ?? ''] ?? 'text', words: new Set(), maxLength };
}

function partAt(shape: Shape, path: Path): Shape | null {
  const holder = objectAt(shape, path.slice(0, -1));
  return holder === null ? null : resolved(holder, holder.schema.properties?.[path.at(-1) ?? '']);
}

function resolved({ index }: Shape, part: JsonSchema | undefined): Shape | null {
  return part === undefined ? null : { schema: index.resolve(part), index };
}
