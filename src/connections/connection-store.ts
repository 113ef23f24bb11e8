// Connections in the database. They decide what turns write as deliveries, so every change takes the lock of the catalog and
// advances its epoch: no turn commits with a list of subscribers that is not the current one.
import type pg from 'pg';
import { limits } from '#kernel/limits.ts';
import { jsonColumn } from '#postgres/json-column.ts';
import { inTransaction } from '#postgres/transaction.ts';
import { changesOf } from './changes.ts';
import { noteChange } from './history-store.ts';
import type { HistoryDetails } from './history-store.ts';
import { withMovedLimits } from './moved-limits.ts';
import type { Connection, ConnectionRecord, Pause, Rotation } from './model.ts';
import { withoutExpired } from './rotation.ts';
import type { SecretBox } from './secrets.ts';

export interface LiveConnection extends Connection {
  /** Sealed. */
  readonly secrets: Buffer | null;
  readonly epoch: number;
  readonly pause: Pause | null;
  readonly rotations: Readonly<Record<string, Rotation>>;
}

interface Row {
  readonly code: string;
  readonly kind: string;
  readonly owner: string;
  readonly active: boolean;
  readonly types: readonly string[];
  readonly document: Stored;
  readonly problem: unknown;
  readonly pause: Pause | null;
  readonly rotations: Readonly<Record<string, Rotation>> | null;
  readonly epoch: number;
  readonly changedAt: Date;
  readonly changedBy: string;
  readonly secrets: Buffer | null;
}

type Stored = Partial<Omit<Connection, 'code' | 'kind' | 'owner' | 'active' | 'types'>> & {
  readonly credentials?: readonly string[];
};

const columns = `code, kind, owner, active, types, document, problem, pause, rotations, epoch, changed_at as "changedAt", changed_by as "changedBy", credentials as secrets`;

/** What a connection has that says nothing else. */
export const usual = {
  settings: {},
  streams: [],
  operations: [],
  rights: null,
  system: null,
  limits: { perSecond: null, concurrent: 32, timeoutMs: 15_000, messageBytesMax: limits.pushedBytesMax },
  service: { quietSecondsMax: null, backlogSecondsMax: null },
  maintenance: [],
} as const satisfies Partial<Connection>;

export async function listConnections(
  pool: pg.Pool,
  page: { readonly after: string | null; readonly limit: number },
): Promise<ConnectionRecord[]> {
  const { rows } = await pool.query<Row>(
    `select ${columns}
     from connections
     where $1::text is null or code > $1
     order by code
     limit $2`,
    [page.after, page.limit],
  );
  return rows.map(recordOf);
}

export async function readConnection(pool: pg.Pool, code: string): Promise<ConnectionRecord | undefined> {
  const { rows } = await pool.query<Row>(`select ${columns} from connections where code = $1`, [code]);
  return rows[0] && recordOf(rows[0]);
}

/** What nodes work with. */
export async function readLiveConnections(pool: pg.Pool): Promise<LiveConnection[]> {
  const { rows } = await pool.query<Row>(`select ${columns} from connections where active order by code`);
  return rows.map(liveOf);
}

/** One with its sealed credentials, active or not. */
export async function readSealed(pool: pg.Pool, code: string): Promise<LiveConnection | undefined> {
  const { rows } = await pool.query<Row>(`select ${columns} from connections where code = $1`, [code]);
  return rows[0] && liveOf(rows[0]);
}

/** The credentials that are good now: while one is being replaced, with the one before it. */
export function openCredentials(secrets: SecretBox, code: string, sealed: Buffer | null): Record<string, string> {
  return withoutExpired(openKept(secrets, code, sealed), Date.now());
}

/** Opens what `sealCredentials` made, as it was kept: to be changed and sealed again. */
export function openKept(secrets: SecretBox, code: string, sealed: Buffer | null): Record<string, string> {
  if (sealed === null) return {};
  const text = secrets.open(`connection ${code}`, sealed);
  // Before migration 000003 the secret of a webhook stood alone.
  return text.startsWith('{') ? (JSON.parse(text) as Record<string, string>) : { secret: text };
}

export function sealCredentials(
  secrets: SecretBox,
  code: string,
  credentials: Readonly<Record<string, string>>,
): Buffer | null {
  return Object.keys(credentials).length === 0 ? null : secrets.seal(`connection ${code}`, JSON.stringify(credentials));
}

export interface Change {
  readonly connection: Connection;
  readonly credentials: readonly string[];
  readonly sealed: Buffer | null;
  /** Left out: as they were. */
  readonly rotations?: Readonly<Record<string, Rotation>>;
  /** Names of credentials, for the history. */
  readonly replaced?: readonly string[];
  readonly removed?: readonly string[];
}

/**
 * Defines a connection. `decide` sees what is there under the lock and throws to refuse. Nothing changes, the epoch neither, when
 * everything is as it was.
 */
export function putConnection(
  pool: pg.Pool,
  code: string,
  by: string,
  decide: (known: ConnectionRecord | undefined, sealed: Buffer | null) => Change,
): Promise<{ readonly record: ConnectionRecord; readonly created: boolean }> {
  return underCatalogLock(pool, async (client) => {
    const { rows } = await client.query<Row>(`select ${columns} from connections where code = $1`, [code]);
    const [known] = rows;
    const {
      connection,
      credentials,
      sealed,
      rotations,
      replaced = [],
      removed = [],
    } = decide(known && recordOf(known), known?.secrets ?? null);
    const { code: _code, kind, owner, active, types, ...rest } = connection;
    const document: Stored = { ...rest, credentials };
    if (
      known !== undefined &&
      sealed === known.secrets &&
      JSON.stringify(connectionOf(known)) === JSON.stringify(connection)
    )
      return { record: recordOf(known), created: false };
    const written = await client.query<Row>(
      `with next as (update catalog_epoch set epoch = epoch + 1 returning epoch)
       insert into connections (code, kind, owner, types, document, credentials, active, rotations, epoch, changed_at, changed_by)
       select $1, $2, $3, $4, $5, $6, $7, $9, next.epoch, clock_timestamp(), $8
       from next
       on conflict (code) do update
       set kind = excluded.kind, owner = excluded.owner, types = excluded.types, document = excluded.document,
         credentials = excluded.credentials, active = excluded.active, rotations = coalesce(excluded.rotations, connections.rotations),
         problem = case when excluded.active then null else connections.problem end,
         epoch = excluded.epoch, changed_at = excluded.changed_at, changed_by = excluded.changed_by
       returning ${columns}`,
      [
        code,
        kind,
        owner,
        types,
        JSON.stringify(document),
        sealed,
        active,
        by,
        rotations === undefined ? null : JSON.stringify(rotations),
      ],
    );
    const [record] = written.rows;
    if (record === undefined)
      throw new Error(
        'The table catalog_epoch is empty; restore its one row: insert into catalog_epoch (epoch) values (0)',
      );
    await noteChange(client, code, by, known === undefined ? 'defined' : 'changed', {
      ...changesOf(known === undefined ? null : connectionOf(known), connection),
      ...(replaced.length > 0 && { replaced }),
      ...(removed.length > 0 && { removed }),
    });
    return { record: recordOf(record), created: known === undefined };
  });
}

/** Switches a connection off for what its receiver said, unless it was changed since `epoch`. True when it was switched off now. */
export function switchOff(
  pool: pg.Pool,
  code: string,
  epoch: number,
  problem: {
    readonly code: string;
    readonly detail?: string;
    readonly fix?: string;
    readonly cause?: string;
    readonly at?: string;
    readonly delivery?: number;
  },
): Promise<boolean> {
  return underCatalogLock(pool, async (client) => {
    const { rowCount } = await client.query(
      `with next as (select epoch + 1 as epoch from catalog_epoch)
       update connections c
       set active = false, problem = $3, epoch = next.epoch, changed_at = clock_timestamp(), changed_by = 'system'
       from next
       where c.code = $1 and c.epoch = $2 and c.active`,
      [code, epoch, jsonColumn(problem)],
    );
    if (rowCount !== 1) return false;
    await client.query('update catalog_epoch set epoch = epoch + 1');
    // Without what the receiver said: it may quote a name, and the history is not erased.
    const { code: error, delivery } = problem;
    await noteChange(client, code, 'system', 'switched_off', {
      code: error,
      ...(delivery !== undefined && { delivery }),
    });
    return true;
  });
}

/** Pauses a connection, or lets it go on (null). Whoever asks for what is so already changes nothing. */
export function putPause(
  pool: pg.Pool,
  code: string,
  by: string,
  pause: Pause | null,
): Promise<ConnectionRecord | undefined> {
  return underCatalogLock(pool, async (client) => {
    const { rows } = await client.query<Row>(`select ${columns} from connections where code = $1`, [code]);
    const [known] = rows;
    if (known === undefined) return undefined;
    if ((known.pause === null) === (pause === null)) return recordOf(known);
    const changed = await client.query<Row>(
      `with next as (update catalog_epoch set epoch = epoch + 1 returning epoch as number)
       update connections
       set pause = $2, epoch = next.number
       from next
       where code = $1
       returning ${columns}`,
      [code, pause === null ? null : JSON.stringify(pause)],
    );
    const { reason = '' } = pause ?? known.pause ?? {};
    await noteChange(client, code, by, pause === null ? 'resumed' : 'paused', { reason });
    return changed.rows[0] && recordOf(changed.rows[0]);
  });
}

export interface Reseal {
  readonly sealed: Buffer | null;
  readonly rotations: Readonly<Record<string, Rotation>>;
  /** Names of the credentials that are there. */
  readonly credentials: readonly string[];
  readonly what: 'credential_replaced' | 'credential_expired';
  readonly details: HistoryDetails;
}

/** Replaces credentials. `decide` sees what is there under the lock; null: it stays. */
export function resealCredentials(
  pool: pg.Pool,
  code: string,
  by: string,
  decide: (known: ConnectionRecord, sealed: Buffer | null) => Reseal | null,
): Promise<ConnectionRecord | undefined> {
  return underCatalogLock(pool, async (client) => {
    const { rows } = await client.query<Row>(`select ${columns} from connections where code = $1`, [code]);
    const [known] = rows;
    if (known === undefined) return undefined;
    const decided = decide(recordOf(known), known.secrets);
    if (decided === null) return recordOf(known);
    const document: Stored = { ...known.document, credentials: decided.credentials };
    const changed = await client.query<Row>(
      `with next as (update catalog_epoch set epoch = epoch + 1 returning epoch as number)
       update connections
       set credentials = $2, rotations = $3, document = $4, epoch = next.number
       from next
       where code = $1
       returning ${columns}`,
      [code, decided.sealed, JSON.stringify(decided.rotations), JSON.stringify(document)],
    );
    await noteChange(client, code, by, decided.what, decided.details);
    return changed.rows[0] && recordOf(changed.rows[0]);
  });
}

function connectionOf({ code, kind, owner, active, types, document }: Row): Connection {
  const { credentials: _credentials, ...rest } = document;
  return withMovedLimits({ code, kind, owner, active, types, ...usual, ...rest });
}

function recordOf(row: Row): ConnectionRecord {
  const { problem, pause, rotations, epoch, changedAt, changedBy, document, secrets } = row;
  // What was stored before it had names is the secret of a webhook.
  const credentials = document.credentials ?? (secrets === null ? [] : ['secret']);
  return { ...connectionOf(row), problem, pause, rotations: rotations ?? {}, credentials, epoch, changedAt, changedBy };
}

function liveOf(row: Row): LiveConnection {
  const { secrets, epoch, pause, rotations } = row;
  return { ...connectionOf(row), secrets, epoch, pause, rotations: rotations ?? {} };
}

function underCatalogLock<Result>(pool: pg.Pool, change: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
  return inTransaction(pool, async (client) => {
    await client.query(`select pg_advisory_xact_lock(hashtext('crossdock:' || current_schema()))`);
    return change(client);
  });
}
