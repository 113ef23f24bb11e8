// MariaDB and MySQL, read only. Statements are prepared on the server: values never stand in the text.
import { connect } from 'node:net';
import { createConnection } from 'mysql2/promise';
import type { Connection } from 'mysql2/promise';
import type { Connection as Core, TypeCast } from 'mysql2';
import type { TlsOptions } from '#connectors/network/server.ts';
import type { Page, ReadLimits, SqlClient } from './client.ts';
import type { Row } from './row.ts';
import type { Statement } from './statement.ts';
import type { Parameter } from './values.ts';

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

export async function openMariadb(options: MariadbOptions): Promise<SqlClient> {
  const socket = connect({ host: options.address, port: options.port, keepAlive: true, noDelay: true });
  try {
    const connection = await createConnection({
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
    const client = new MariadbClient(connection);
    await client.prepare();
    return client;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

class MariadbClient implements SqlClient {
  readonly #connection: Connection;
  readonly #core: Core;
  #isUsable = true;
  #isMariadb = true;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#core = (connection as unknown as { connection: Core }).connection; // The typings leave it out; it is what streams.
    const broken = (): void => {
      this.#isUsable = false;
    };
    this.#core.on('error', broken);
    this.#core.on('end', broken);
  }

  get isUsable(): boolean {
    return this.#isUsable;
  }

  async prepare(): Promise<void> {
    const { version } = await this.#first('select @@version as version');
    this.#isMariadb = /mariadb/i.test(String(version));
    await this.#connection.query(`set session time_zone = '+00:00', session autocommit = 1`);
  }

  async describe(): Promise<string> {
    const { version, user } = await this.#first('select @@version as version, current_user() as user');
    const name = this.#isMariadb ? 'MariaDB' : 'MySQL';
    return `${name} ${String(version)}, as the user ${String(user)}.`;
  }

  async read(statement: Statement, parameters: readonly Parameter[], limits: ReadLimits): Promise<Page> {
    const ms = Math.max(1, Math.ceil(limits.timeoutMs));
    await this.#connection.query(
      this.#isMariadb ? `set session max_statement_time = ${ms / 1_000}` : `set session max_execution_time = ${ms}`,
    );
    await this.#connection.query('start transaction read only');
    const rows: Row[] = [];
    let bytes = 0;
    const given = parameters.map((value) => (typeof value === 'string' ? asServerWrites(value) : value));
    const stream = this.#core.execute(statement.text, given).stream({ highWaterMark: 200 });
    for await (const row of stream as AsyncIterable<Row>) {
      if (rows.length === limits.rowsMax || bytes > limits.bytesMax) {
        // The rest is on its way already: only ending the connection stops it.
        this.destroy();
        return { rows, hasMore: true };
      }
      rows.push(row);
      bytes += JSON.stringify(row).length;
    }
    await this.#connection.query('commit');
    return { rows, hasMore: false };
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

  async #first(sql: string): Promise<Row> {
    const [rows] = await this.#connection.query(sql);
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
