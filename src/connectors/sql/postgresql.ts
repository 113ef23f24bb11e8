// PostgreSQL. Settings hold for one transaction each, so that a pooler in between (PgBouncer) can't hand them to others.
import { createForeignClient } from '#postgres/foreign.ts';
import type { ForeignClient, ForeignOptions } from '#postgres/foreign.ts';
import { AnswerTooLarge, RowsUnexpected } from './client.ts';
import type { BoundChange, Page, Progress, ReadLimits, SqlClient } from './client.ts';
import type { Row } from './row.ts';
import type { Statement } from './statement.ts';
import type { Parameter } from './values.ts';

const rowsPerFetch = 200;

/** `wanted` ends the socket while it connects. */
export async function openPostgresql(options: ForeignOptions, wanted: AbortSignal): Promise<SqlClient> {
  const client = createForeignClient(options);
  const stop = (): void => client.destroy();
  wanted.addEventListener('abort', stop, { once: true });
  try {
    await client.connect();
  } catch (error) {
    client.destroy();
    throw error;
  } finally {
    wanted.removeEventListener('abort', stop);
  }
  return new PostgresqlClient(client, options.timeoutMs);
}

class PostgresqlClient implements SqlClient {
  readonly #client: ForeignClient;
  readonly #timeoutMs: number;
  #isUsable = true;

  constructor(client: ForeignClient, timeoutMs: number) {
    this.#client = client;
    this.#timeoutMs = timeoutMs;
    const broken = (): void => {
      this.#isUsable = false;
    };
    client.on('error', broken);
    client.on('end', broken);
  }

  get isUsable(): boolean {
    return this.#isUsable;
  }

  async describe(): Promise<string> {
    const { rows } = await this.#client.query<{ version: string; user: string; powers: boolean; reads: boolean }>(
      `select current_setting('server_version') as version, current_user as "user", r.rolsuper as powers,
              pg_is_in_recovery() as reads
         from pg_roles r where r.rolname = current_user`,
    );
    const [seen] = rows;
    if (seen === undefined) return 'PostgreSQL answers.';
    const also = seen.powers ? ' It is a superuser: use one that may do only what it has to.' : '';
    return `PostgreSQL ${seen.version}${seen.reads ? ' (a standby, read only)' : ''}, as the user ${seen.user}.${also}`;
  }

  async read(statement: Statement, parameters: readonly Parameter[], limits: ReadLimits): Promise<Page> {
    this.#client.boundAnswer(limits.answerBytesMax);
    try {
      return await this.#read(statement, parameters, limits);
    } catch (error) {
      throw this.#client.isAnswerOver ? new AnswerTooLarge(limits.answerBytesMax) : error;
    } finally {
      this.#client.boundAnswer(null);
    }
  }

  async #read(statement: Statement, parameters: readonly Parameter[], limits: ReadLimits): Promise<Page> {
    await this.#begin('begin transaction read only', limits.timeoutMs);
    await this.#client.query(`declare crossdock_rows no scroll cursor for ${statement.text}`, [...parameters]);
    const rows: Row[] = [];
    let bytes = 0;
    let largest = 0;
    let hasMore = false;
    for (;;) {
      // As many as there is room for, if they are like the largest so far; two at least, or a page of large rows would not get on.
      const room = largest === 0 ? rowsPerFetch : Math.max(2, Math.ceil((limits.bytesMax - bytes) / largest));
      const rowsAtOnce = Math.min(limits.rowsAtOnce ?? rowsPerFetch, room);
      // One more than is wanted tells whether there are more.
      const wanted = Math.min(rowsAtOnce, limits.rowsMax + 1 - rows.length);
      this.#client.boundAnswer(limits.answerBytesMax);
      const fetched = await this.#client.query<Row>(`fetch forward ${wanted} from crossdock_rows`);
      rows.push(...fetched.rows);
      for (const row of fetched.rows) {
        const { length } = JSON.stringify(row);
        bytes += length;
        largest = Math.max(largest, length);
      }
      hasMore = rows.length > limits.rowsMax || bytes > limits.bytesMax;
      if (hasMore || fetched.rows.length < wanted) break;
    }
    await this.#client.query('commit');
    return { rows: rows.slice(0, limits.rowsMax), hasMore };
  }

  async change(changes: readonly BoundChange[], progress: Progress): Promise<void> {
    await this.#begin('begin transaction isolation level read committed, read write', this.#timeoutMs);
    for (const [index, { statement, parameters, rows }] of changes.entries()) {
      const { rowCount } = await this.#client.query(statement.text, [...parameters]);
      const changed = rowCount ?? 0;
      if (changed >= rows.min && changed <= (rows.max ?? Infinity)) continue;
      await this.#client.query('rollback');
      throw new RowsUnexpected({ index, changed, rows });
    }
    progress.isCommitting = true;
    const { command } = await this.#client.query('commit');
    // A transaction that failed answers a commit so; the error before it would have ended this already.
    if (command !== 'COMMIT') throw new Error(`The commit was answered by ${command}`);
  }

  /** How values are written, and how long each statement may take, for this transaction. */
  async #begin(begin: string, timeoutMs: number): Promise<void> {
    await this.#client.query(begin);
    await this.#client.query(
      `select set_config('statement_timeout', $1, true), set_config('idle_in_transaction_session_timeout', $1, true),
              set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, YMD', true),
              set_config('IntervalStyle', 'iso_8601', true), set_config('bytea_output', 'hex', true)`,
      [String(Math.max(1, Math.ceil(timeoutMs)))],
    );
  }

  async end(): Promise<void> {
    this.#isUsable = false;
    await this.#client.end();
  }

  destroy(): void {
    this.#isUsable = false;
    this.#client.destroy();
  }
}
