// Connections for one network's schema. Everything a session needs is sent with the connection itself, so a
// connection is never used before its settings hold and none costs a round trip more.
import pg from 'pg';
import { SetupError } from './errors.ts';

export interface ConnectionOptions {
  connectionString: string;
  /** The network: the one schema in the search path. */
  schema: string;
  /** Shown in pg_stat_activity; says which part of the program holds a connection. */
  applicationName: string;
}

export interface PoolOptions extends ConnectionOptions {
  /** Connections at most. */
  max: number;
  /** A statement without an answer for so long is given up with its connection: what lies between may swallow everything, untold. */
  answerMs?: number;
  /** Told about connections that broke while idle; the pool replaces them by itself. */
  onIdleError: (error: Error) => void;
}

/** How long a session may hold locks or wait for them before the server ends the transaction. */
const sessionSettings = {
  // A node that stands still in a turn: what it locked is free, and taken over, within ten seconds.
  idle_in_transaction_session_timeout: '8s',
  lock_timeout: '5s',
  // A vanished peer is noticed after this, instead of TCP's 15 minutes. Ignored on Unix sockets.
  tcp_user_timeout: '10s',
  TimeZone: 'UTC',
};

const connectTimeoutMs = 5_000;

/** The server gives a statement up after its caller, so that nothing works on, and holds locks, for nobody. */
const serverLaterMs = 1_000;

/** Of each pool, also those that are taken out. */
const connections = new WeakMap<pg.Pool, Set<pg.PoolClient>>();

export function createPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    ...(options.answerMs === undefined
      ? clientConfig(options)
      : {
          ...clientConfig(options, { statement_timeout: `${options.answerMs + serverLaterMs}ms` }),
          query_timeout: options.answerMs,
        }),
    max: options.max,
    idleTimeoutMillis: 60_000,
  });
  const open = new Set<pg.PoolClient>();
  connections.set(pool, open);
  pool.on('connect', (client) => open.add(client));
  pool.on('remove', (client) => open.delete(client));
  pool.on('error', options.onIdleError);
  // The pool listens while a connection is idle. One that is taken out for a transaction fails its statements; without somebody who
  // listens, the driver's event about it would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Ends a pool without waiting for what its connections do: their statements fail. For work that loses nothing by it. */
export async function abandonPool(pool: pg.Pool): Promise<void> {
  pool.on('connect', (client) => void client.end()); // One that is on its way just now.
  const ended = pool.end();
  await Promise.all([...(connections.get(pool) ?? [])].map((client) => client.end()));
  await ended;
}

/** One connection for work that must not share one: migrations, listening, tools. */
export function createClient(options: ConnectionOptions): pg.Client {
  return new pg.Client(clientConfig(options));
}

export function clientConfig(options: ConnectionOptions, more: Readonly<Record<string, string>> = {}): pg.ClientConfig {
  const settings = Object.entries({ ...sessionSettings, ...more, search_path: quoteIdentifier(options.schema) });
  const ours = settings.map(([name, value]) => `-c ${name}=${value.replaceAll(/[\\ ]/g, '\\$&')}`).join(' ');
  const { connectionString, theirs } = takeOptions(options.connectionString);
  return {
    connectionString,
    application_name: options.applicationName.slice(0, 63),
    // Later settings win: the operator's own come first so that ours hold.
    options: theirs === '' ? ours : `${theirs} ${ours}`,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: connectTimeoutMs,
    types: { getTypeParser },
  };
}

/** A schema name is checked where it enters (settings); quoting is the second net. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The driver lets `options` in the address replace the ones given beside it; both are wanted. */
function takeOptions(address: string): { connectionString: string; theirs: string } {
  let url: URL;
  try {
    url = new URL(address);
  } catch (cause) {
    throw new SetupError(
      'database_address',
      'DATABASE_URL is not an address: write it as postgresql://user:password@host:5432/database.',
      { cause },
    );
  }
  const theirs = url.searchParams.get('options') ?? '';
  if (theirs === '') return { connectionString: address, theirs };
  url.searchParams.delete('options');
  return { connectionString: url.href, theirs };
}

const { INT8, DATE, TEXT } = pg.types.builtins;
// Array types have no name in the driver; numbers from pg_type.dat.
const int8Array = 1016;
const dateArray = 1182;

function getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  switch (oid) {
    case INT8:
      return exactInteger;
    case int8Array:
      return safeIntegers;
    // A date has no zone: it stays text instead of becoming an instant in this process's zone.
    case DATE:
      return pg.types.getTypeParser(TEXT);
    case dateArray:
      return plainArray;
    default:
      // The driver's typings name the two formats in two overloads.
      return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text');
  }
}

function safeIntegers(text: string): (number | null)[] {
  return plainArray(text).map((value) => (value === null ? null : exactInteger(value)));
}

/** One dimension, of elements that PostgreSQL never quotes. */
function plainArray(text: string): (string | null)[] {
  if (text === '{}') return [];
  return text
    .slice(1, -1)
    .split(',')
    .map((value) => (value === 'NULL' ? null : value));
}

/** Quantities, money and positions are bigint in SQL and numbers here; a value that would lose digits must never pass. */
export function exactInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`bigint ${text} from the database does not fit a safe integer (at most 2^53 - 1)`);
  }
  return value;
}
