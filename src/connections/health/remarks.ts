// What live connections remark though they work, told to whoever asks how connections do: that the credential before the current one
// is used. A row among those by which nodes tell of receivers, with no failures.
import { hostname } from 'node:os';
import type pg from 'pg';
import { v7 } from 'uuid';
import { jsonColumn } from '#postgres/json-column.ts';
import type { Sessions } from '../sessions.ts';

export const remarksEveryMs = 2_000;

interface Parts {
  readonly pool: pg.Pool;
  readonly sessions: readonly Sessions[];
}

export class Remarks {
  readonly #node = `${hostname()} ${process.pid} ${v7()}`;
  readonly #parts: Parts;
  #told: readonly string[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Asks the database only while there is something to tell, or to take back. */
  async tell(): Promise<void> {
    const { pool } = this.#parts;
    const remarks = this.#collect();
    const over = this.#told.filter((code) => !remarks.has(code));
    if (over.length > 0)
      await pool.query('delete from connection_breakers where node = $1 and connection = any ($2::text[])', [
        this.#node,
        over,
      ]);
    this.#told = [...remarks.keys()];
    if (remarks.size === 0) return;
    await pool.query(
      `insert into connection_breakers (connection, node, failures, since, until, noted_at, error)
       select connection, $1, 0, now(), now(), now(), error::json
       from unnest($2::text[], $3::text[]) as remark (connection, error)
       on conflict (connection, node) do update
       set noted_at = excluded.noted_at, error = excluded.error`,
      [this.#node, this.#told, [...remarks.values()].map((detail) => jsonColumn({ detail }))],
    );
  }

  /** A node that stops remarks nothing more. */
  async forget(): Promise<void> {
    const { pool } = this.#parts;
    if (this.#told.length > 0) await pool.query('delete from connection_breakers where node = $1', [this.#node]);
    this.#told = [];
  }

  #collect(): Map<string, string> {
    const remarks = new Map<string, string>();
    for (const sessions of this.#parts.sessions) {
      for (const code of sessions.codes()) {
        const remark = sessions.get(code)?.session.remark?.() ?? null;
        if (remark !== null) remarks.set(code, remark);
      }
    }
    return remarks;
  }
}
