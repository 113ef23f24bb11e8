// A row as a message: known by its key columns and by what tells its versions apart.
import { createHash } from 'node:crypto';
import { tooLarge } from '#connectors/about.ts';
import { ConnectorFault } from '#connectors/connector.ts';
import type { RawMessage } from '#connectors/connector.ts';
import type { SqlStream } from './settings.ts';

export type Row = Readonly<Record<string, unknown>>;

export function messageOf(row: Row, { keys, version }: SqlStream, bytesMax: number): RawMessage {
  const body = Buffer.from(JSON.stringify(row));
  const who = keys.map((name) => textOf(row, name));
  const fault = tooLarge(body.length, bytesMax, `The row ${who.join('/')}`);
  const tells = version?.map((name) => textOf(row, name)).join('/') ?? digest(body);
  const key = `${who.map(encodeURIComponent).join('/')}@${tells}`;
  return {
    // Long names are told apart by their digest as well.
    key: key.length <= 512 ? key : digest(Buffer.from(key)),
    body: fault === undefined ? body : new Uint8Array(),
    ...(fault === undefined ? {} : { fault }),
    mediaType: 'application/json',
    about: Object.fromEntries(keys.map((name, index) => [name, who[index] ?? ''])),
  };
}

export function textOf(row: Row, name: string): string {
  const value = row[name];
  if (value === undefined) {
    throw new ConnectorFault({
      code: 'misconfigured',
      detail: `The SELECT gives no column ${name}; it gives ${Object.keys(row).slice(0, 20).join(', ')}.`,
      fix: 'Correct the stream: keys, version and cursor name columns of its SELECT.',
    });
  }
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    throw new ConnectorFault({
      code: 'misconfigured',
      detail: `A row has ${value === null ? 'null' : 'no single value'} in the column ${name}, by which rows are known.`,
      fix: `Leave such rows out (where ${name} is not null), or name another column.`,
    });
  }
  return String(value);
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url');
}
