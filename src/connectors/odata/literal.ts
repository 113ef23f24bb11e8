// Values in addresses of OData: keys and filters. A quote in a text is doubled, so no value ends its literal. Pure.
// https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html (5.1.1.6.1)
import { scalarText } from '#connectors/http/json.ts';
import { at } from '#connectors/http/pointer.ts';
import { TemplateProblem } from '#connectors/http/template.ts';

export type LiteralType = 'string' | 'number' | 'guid' | 'date' | 'time';

export interface Literal {
  /** Into the value that is sent. */
  readonly pointer: string;
  /** Left out: string. */
  readonly type?: LiteralType;
}

const forms: Readonly<Record<Exclude<LiteralType, 'string'>, RegExp>> = {
  number: /^-?\d{1,30}(?:\.\d{1,30})?$/,
  guid: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  date: /^\d{4}-\d{2}-\d{2}$/,
  time: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,12})?(?:Z|[+-]\d{2}:\d{2})$/,
};

/** As it stands in a filter; not yet percent-encoded. */
export function literal(value: unknown, { pointer, type = 'string' }: Literal): string {
  const text = scalarText(at(value, pointer));
  if (text === undefined || text === '')
    throw new TemplateProblem(`The value has nothing at ${pointer}, a part of the key.`, 'Have the mapping set it.');
  if (!text.isWellFormed())
    throw new TemplateProblem(`The text at ${pointer} has half a character in it.`, 'Correct it where it was cut.');
  if (type === 'string') return `'${text.replaceAll("'", "''")}'`;
  if (forms[type].test(text)) return text;
  throw new TemplateProblem(`What is at ${pointer} is no ${type}.`, 'Correct the mapping, or the type of the key.');
}

/** `(1)` or `(No='A',Line=1)`, percent-encoded. */
export function keySegment(value: unknown, key: Readonly<Record<string, Literal>>): string {
  const parts = Object.entries(key).map(([name, one]) => [name, encodeURIComponent(literal(value, one))] as const);
  const [only, more] = parts;
  return only !== undefined && more === undefined
    ? `(${only[1]})`
    : `(${parts.map(([name, text]) => `${name}=${text}`).join(',')})`;
}
