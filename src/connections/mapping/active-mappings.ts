// The mappings in force, as the database has them at the moment they are asked for. Only what has changed is read again.
import assert from 'node:assert/strict';
import type pg from 'pg';
import type { Mapping } from '#mappings/model.ts';
import { readMapping } from '#mappings/read-mapping.ts';

interface Row {
  readonly hash: string;
  /** Null: as it is known. */
  readonly content: string | null;
}

export function activeMappings(pool: pg.Pool): (name: string) => Promise<Mapping | undefined> {
  const known = new Map<string, { readonly hash: string; readonly mapping: Mapping }>();
  return together(async (name) => {
    const before = known.get(name);
    const { rows } = await pool.query<Row>({
      name: 'active-mapping',
      text: `select hash, case when hash = $2 then null else content end as content
             from definitions
             where kind = 'mapping' and name = $1 and active`,
      values: [name, before?.hash ?? ''],
    });
    const [row] = rows;
    if (row === undefined) {
      known.delete(name);
      return undefined;
    }
    if (row.content === null) return before?.mapping;
    const read = readMapping(row.content);
    assert('mapping' in read, `${name} was checked when it was put`);
    known.set(name, { hash: row.hash, mapping: read.mapping });
    return read.mapping;
  });
}

/** Whose identifiers a connection speaks: its system's, or its own. */
export function systemsOf(pool: pg.Pool): (connection: string) => Promise<string> {
  return together(async (connection) => {
    const { rows } = await pool.query<{ readonly system: string | null }>({
      name: 'system-of-connection',
      text: `select document ->> 'system' as system from connections where code = $1`,
      values: [connection],
    });
    return rows[0]?.system ?? connection;
  });
}

/** Many deliveries ask for the same at once: one question answers those that come while it is under way. */
function together<T>(ask: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const underWay = new Map<string, Promise<T>>();
  return (name) => {
    let answer = underWay.get(name);
    if (answer === undefined) {
      answer = ask(name).finally(() => underWay.delete(name));
      underWay.set(name, answer);
    }
    return answer;
  };
}
