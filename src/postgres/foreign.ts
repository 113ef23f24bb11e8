// A client of a PostgreSQL that is not the network's own. What it reads stays exact: numbers that JavaScript would round, dates and
// times come as text.
import type { Duplex } from 'node:stream';
import { Client, types } from 'pg';
import type { ClientBase } from 'pg';

export interface ForeignOptions {
  /** The address to connect to; `host` is the name that its certificate must have. */
  readonly address: string;
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string | undefined;
  /** Null: not encrypted. */
  readonly tls: {
    readonly rejectUnauthorized: true;
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
  } | null;
  readonly timeoutMs: number;
}

export interface ForeignClient extends ClientBase {
  end(): Promise<void>;
  /** Ends the socket at once, whatever is under way. */
  destroy(): void;
  /** Once connected: ends the socket when more bytes than this come from now on; null: there is no limit. */
  boundAnswer(bytes: number | null): void;
  /** It ended by that. */
  readonly isAnswerOver: boolean;
}

export function createForeignClient(options: ForeignOptions): ForeignClient {
  const client = new Client({
    host: options.address,
    port: options.port,
    database: options.database,
    user: options.user,
    password: options.password ?? '',
    ssl:
      options.tls === null
        ? false
        : { ...options.tls, host: options.host, servername: options.host, minVersion: 'TLSv1.2' },
    application_name: 'crossdock',
    connectionTimeoutMillis: options.timeoutMs,
    keepAlive: true,
    types: { getTypeParser },
  });
  // A connection that breaks while it is idle is noticed by whoever uses it next; without a listener the event would end the process.
  client.on('error', () => undefined);
  let left = Infinity;
  let isOver = false;
  let heard: Duplex | null = null;
  const count = ({ length }: Buffer): void => {
    left -= length;
    if (left >= 0) return;
    isOver = true;
    socketOf(client).destroy();
  };
  const bounded = {
    destroy: () => void socketOf(client).destroy(),
    boundAnswer(bytes: number | null): void {
      left = bytes ?? Infinity;
      const socket = socketOf(client);
      // Another one after TLS has begun.
      if (heard === socket) return;
      heard?.off('data', count);
      heard = socket.on('data', count);
    },
    get isAnswerOver(): boolean {
      return isOver;
    },
  };
  return Object.defineProperties(client, Object.getOwnPropertyDescriptors(bounded)) as typeof bounded & Client;
}

/** The driver has no way to break off, or to read no more than is wanted; its socket has. The typings leave it out. */
function socketOf(client: Client): Duplex {
  const { connection } = client as unknown as { connection: { stream: Duplex } };
  return connection.stream;
}

const {
  BOOL,
  INT2,
  INT4,
  FLOAT4,
  FLOAT8,
  JSON: json,
  JSONB,
  TIMESTAMP,
  TIMESTAMPTZ,
  BYTEA,
  TEXT,
  OID,
} = types.builtins;
/** Arrays (pg_type.dat) of bool, int2, int4, text, varchar, bpchar, int8, float4, float8, numeric, date, time, timestamps, uuid. */
const arrays = new Set([1000, 1005, 1007, 1009, 1015, 1014, 1016, 1021, 1022, 1231, 1182, 1183, 1115, 1185, 2951]);
/** Of the type text[], with texts as their elements, whatever the element's own type. The typings don't know its number. */
const readArray = (types.getTypeParser as (oid: number) => (text: string) => unknown)(1009);

function getTypeParser(oid: number): (value: string) => unknown {
  switch (oid) {
    case BOOL:
      return (text) => text === 't';
    case INT2:
    case INT4:
    case OID:
      return Number;
    case FLOAT4:
    case FLOAT8:
      return (text) => (Number.isFinite(Number(text)) ? Number(text) : text); // JSON has no NaN and no Infinity.
    case json:
    case JSONB:
      return (text) => JSON.parse(text) as unknown;
    case TIMESTAMP:
      return (text) => text.replace(' ', 'T');
    case TIMESTAMPTZ:
      // The session's zone is UTC.
      return (text) => text.replace(' ', 'T').replace(/\+00$/, 'Z');
    case BYTEA:
      return (text) => Buffer.from(text.slice(2), 'hex').toString('base64');
    default:
      return arrays.has(oid) ? readArray : types.getTypeParser(TEXT, 'text');
  }
}
