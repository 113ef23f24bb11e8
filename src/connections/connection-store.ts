// Connections in the database. They decide what turns write as deliveries, so every change takes the lock of the catalog and
// advances its epoch: no turn commits with a list of subscribers that is not the current one.
import type pg from 'pg';
import { inTransaction } from '#postgres/transaction.ts';

export interface Connection {
  readonly code: string;
  readonly kind: 'webhook';
  /** Who answers for it: a person or a team. */
  readonly owner: string;
  readonly url: string;
  /** Types of journal entries that it gets. */
  readonly types: readonly string[];
  readonly active: boolean;
}

export interface ConnectionRecord extends Connection {
  /** Why Crossdock itself switched it off. */
  readonly problem: unknown;
  readonly changedAt: Date;
  readonly changedBy: string;
}

export interface LiveConnection {
  readonly code: string;
  readonly url: string;
  readonly secret: Buffer;
  readonly epoch: number;
}

const columns = `code, kind, owner, url, types, active, problem, changed_at as "changedAt", changed_by as "changedBy"`;

export async function listConnections(
  pool: pg.Pool,
  page: { readonly after: string | null; readonly limit: number },
): Promise<ConnectionRecord[]> {
  const { rows } = await pool.query<ConnectionRecord>(
    `select ${columns}
     from connections
     where $1::text is null or code > $1
     order by code
     limit $2`,
    [page.after, page.limit],
  );
  return rows;
}

export async function readConnection(pool: pg.Pool, code: string): Promise<ConnectionRecord | undefined> {
  const { rows } = await pool.query<ConnectionRecord>(`select ${columns} from connections where code = $1`, [code]);
  return rows[0];
}

/** What deliveries are sent with, and the epoch as of which that is. */
export async function readLiveConnections(pool: pg.Pool): Promise<LiveConnection[]> {
  const { rows } = await pool.query<LiveConnection>(
    'select code, url, secret, epoch from connections where active order by code',
  );
  return rows;
}

/**
 * Defines a connection. `check` sees what is there under the lock and throws to refuse; it gives back the sealed secret, null to
 * keep the one there is. Nothing changes, the epoch neither, when everything is as it was.
 */
export function putConnection(
  pool: pg.Pool,
  connection: Connection,
  by: string,
  check: (known: ConnectionRecord | undefined) => Buffer | null,
): Promise<{ readonly record: ConnectionRecord; readonly created: boolean }> {
  return underCatalogLock(pool, async (client) => {
    const { rows } = await client.query<ConnectionRecord>(`select ${columns} from connections where code = $1`, [
      connection.code,
    ]);
    const [known] = rows;
    const secret = check(known);
    if (known !== undefined && secret === null && isSame(known, connection)) return { record: known, created: false };
    const written = await client.query<ConnectionRecord>(
      `with next as (update catalog_epoch set epoch = epoch + 1 returning epoch)
       insert into connections (code, kind, owner, url, types, secret, active, epoch, changed_at, changed_by)
       select $1, $2, $3, $4, $5, coalesce($6, (select secret from connections where code = $1)), $7, next.epoch, clock_timestamp(), $8
       from next
       on conflict (code) do update
       set kind = excluded.kind, owner = excluded.owner, url = excluded.url, types = excluded.types, secret = excluded.secret, active = excluded.active,
         problem = case when excluded.active then null else connections.problem end,
         epoch = excluded.epoch, changed_at = excluded.changed_at, changed_by = excluded.changed_by
       returning ${columns}`,
      [
        connection.code,
        connection.kind,
        connection.owner,
        connection.url,
        connection.types,
        secret,
        connection.active,
        by,
      ],
    );
    const [record] = written.rows;
    if (record === undefined)
      throw new Error(
        'The table catalog_epoch is empty; restore its one row: insert into catalog_epoch (epoch) values (0)',
      );
    return { record, created: known === undefined };
  });
}

/** Switches a connection off for what its receiver said, unless it was changed since `epoch`. True when it was switched off now. */
export function switchOff(pool: pg.Pool, code: string, epoch: number, problem: object): Promise<boolean> {
  return underCatalogLock(pool, async (client) => {
    const { rowCount } = await client.query(
      `with next as (select epoch + 1 as epoch from catalog_epoch)
       update connections c
       set active = false, problem = $3, epoch = next.epoch, changed_at = clock_timestamp(), changed_by = 'system'
       from next
       where c.code = $1 and c.epoch = $2 and c.active`,
      [code, epoch, JSON.stringify(problem)],
    );
    if (rowCount === 1) await client.query('update catalog_epoch set epoch = epoch + 1');
    return rowCount === 1;
  });
}

function isSame(known: Connection, wanted: Connection): boolean {
  const { kind, owner, url, active, types } = wanted;
  return (
    known.kind === kind &&
    known.owner === owner &&
    known.url === url &&
    known.active === active &&
    JSON.stringify(known.types) === JSON.stringify(types)
  );
}

function underCatalogLock<Result>(pool: pg.Pool, change: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
  return inTransaction(pool, async (client) => {
    await client.query(`select pg_advisory_xact_lock(hashtext('crossdock:' || current_schema()))`);
    return change(client);
  });
}
