// MariaDB and MySQL, read only. Statements are prepared on the server: values never stand in the text.
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { createConnection } from 'mysql2/promise';
import type { Connection } from 'mysql2/promise';
import type { Connection as Core, TypeCast } from 'mysql2';
import { GivenUp } from '#connectors/network/deadline.ts';
import type { TlsOptions } from '#connectors/network/server.ts';
import type { Page, ReadLimits, SqlClient } from './client.ts';
import type { Row } from './row.ts';
import type { Statement } from './statement.ts';
import type { Parameter } from './values.ts';

/** Rows may be large: no more than these are read before they are looked at. */
const rowsAhead = 4;

export interface MariadbOptions {
  readonly address: string;
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string | undefined;
  readonly tls: TlsOptions | null;
  readonly timeoutMs: number;
}

/** `wanted` ends the socket while it connects. */
export async function openMariadb(options: MariadbOptions, wanted: AbortSignal): Promise<SqlClient> {
  const socket = connect({ host: options.address, port: options.port, keepAlive: true, noDelay: true });
  const lost = lossOf(socket);
  const stop = (): void => void socket.destroy(new GivenUp());
  wanted.addEventListener('abort', stop, { once: true });
  try {
    const connecting = createConnection({
      stream: socket,
      host: options.host, // The name in its certificate; the socket leads to the address that was checked.
      port: options.port,
      database: options.database,
      user: options.user,
      password: options.password ?? '',
      connectTimeout: options.timeoutMs,
      ...(options.tls === null ? {} : { ssl: { ...options.tls, verifyIdentity: true, minVersion: 'TLSv1.2' } }),
      flags: ['-LOCAL_FILES'], // No server may ask for files of ours.
      disableEval: true,
      charset: 'utf8mb4',
      dateStrings: true,
      supportBigNumbers: true,
      bigNumberStrings: true,
      jsonStrings: true,
      typeCast: exactly,
    });
    const client = new MariadbClient(await Promise.race([connecting, lost]), lost);
    await client.prepare();
    return client;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    wanted.removeEventListener('abort', stop);
  }
}

/** Rejects when the socket ends. The driver does not tell everything that waits: a prepared statement could wait for ever. */
function lossOf(socket: Socket): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined); // Heard by the calls that race with it.
  socket.once('error', (error) => reject(error));
  socket.once('close', () =>
    reject(Object.assign(new Error('The server ended the connection'), { code: 'PROTOCOL_CONNECTION_LOST' })),
  );
  return promise;
}

class MariadbClient implements SqlClient {
  readonly #connection: Connection;
  readonly #lost: Promise<never>;
  readonly #core: Core;
  #isUsable = true;
  #isMariadb = true;

  constructor(connection: Connection, lost: Promise<never>) {
    this.#connection = connection;
    this.#lost = lost;
    this.#core = (connection as unknown as { connection: Core }).connection; // The typings leave it out; it is what streams.
    const broken = (): void => {
      this.#isUsable = false;
    };
    this.#core.on('error', broken);
    this.#core.on('end', broken);
    lost.catch(broken);
  }

  get isUsable(): boolean {
    return this.#isUsable;
  }

  async prepare(): Promise<void> {
    const { version } = await this.#first('select @@version as version');
    this.#isMariadb = /mariadb/i.test(String(version));
    await this.#query(`set session time_zone = '+00:00', session autocommit = 1`);
  }

  async describe(): Promise<string> {
    const { version, user } = await this.#first('select @@version as version, current_user() as user');
    const name = this.#isMariadb ? 'MariaDB' : 'MySQL';
    return `${name} ${String(version)}, as the user ${String(user)}.`;
  }

  read(statement: Statement, parameters: readonly Parameter[], limits: ReadLimits): Promise<Page> {
    return Promise.race([this.#read(statement, parameters, limits), this.#lost]);
  }

  async #read(statement: Statement, parameters: readonly Parameter[], limits: ReadLimits): Promise<Page> {
    const ms = Math.max(1, Math.ceil(limits.timeoutMs));
    await this.#query(
      this.#isMariadb ? `set session max_statement_time = ${ms / 1_000}` : `set session max_execution_time = ${ms}`,
    );
    await this.#query('start transaction read only');
    const rows: Row[] = [];
    let bytes = 0;
    let hasMore = false;
    const given = parameters.map((value) => (typeof value === 'string' ? asServerWrites(value) : value));
    const stream = this.#core.execute(statement.text, given).stream({ highWaterMark: rowsAhead });
    for await (const row of stream as AsyncIterable<Row>) {
      hasMore = rows.length === limits.rowsMax || bytes > limits.bytesMax;
      if (hasMore) break;
      rows.push(row);
      bytes += JSON.stringify(row).length;
    }
    // The rest is on its way already: only ending the connection stops it.
    if (hasMore) this.destroy();
    else await this.#query('commit');
    return { rows, hasMore };
  }

  change(): Promise<void> {
    return Promise.reject(new Error('MariaDB and MySQL are only read')); // The check of the settings let no operation through.
  }

  async end(): Promise<void> {
    this.#isUsable = false;
    await this.#connection.end();
  }

  destroy(): void {
    this.#isUsable = false;
    this.#connection.destroy();
  }

  #query(sql: string): ReturnType<Connection['query']> {
    return Promise.race([this.#connection.query(sql), this.#lost]);
  }

  async #first(sql: string): Promise<Row> {
    const [rows] = await this.#query(sql);
    const [first] = Array.isArray(rows) ? (rows as readonly Row[]) : [];
    return first ?? {};
  }
}

/** Times as everywhere else, with a T; those of TIMESTAMP columns are instants, and the session's zone is UTC. */
const exactly: TypeCast = (field, next) => {
  const value = next() as string | number | Buffer | null; // What the driver makes of values, with the options above.
  if (Buffer.isBuffer(value)) return field.type === 'BIT' ? bits(value) : value.toString('base64');
  if (typeof value !== 'string') return value;
  if (field.type === 'JSON' || field.extendedFormat === 'json') return JSON.parse(value) as unknown;
  if (field.type === 'TIMESTAMP') return `${value.replace(' ', 'T')}Z`;
  return field.type === 'DATETIME' ? value.replace(' ', 'T') : value;
};

function bits(bytes: Buffer): number | string {
  const value = BigInt(`0x${bytes.toString('hex') || '0'}`);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : String(value);
}

function asServerWrites(value: string): string {
  const [, date, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d(?:\.\d{1,6})?)Z?$/.exec(value) ?? [];
  return date === undefined ? value : `${date} ${time}`;
}
