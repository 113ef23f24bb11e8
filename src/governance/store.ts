// API keys in the database. Secrets are kept as SHA-256 only: they are 256 random bits, so there is nothing to slow a guesser
// down for, and a lookup by hash needs no constant-time comparison (timing tells about the hash, which leads to no secret).
import type pg from 'pg';
import type { Scope } from '#kernel/scope.ts';
import { inTransaction } from '#postgres/transaction.ts';
import type { Grant, Role } from './model.ts';

export interface LiveKey extends Grant {
  /** SHA-256 of the key, base64. */
  readonly hash: string;
}

interface LiveRow {
  id: string;
  name: string;
  role: Role;
  sites: string[] | null;
  companies: string[] | null;
  sources: string[] | null;
  hash: string;
}

export async function readLiveKeys(pool: pg.Pool): Promise<LiveKey[]> {
  const { rows } = await pool.query<LiveRow>(
    `select id, name, role, sites, companies, sources, encode(secret_hash, 'base64') as hash
     from api_keys
     where revoked_at is null`,
  );
  return rows.map(({ id, name, role, sites, companies, sources, hash }) => ({
    id,
    name,
    role,
    scope: scopeOf(sites, companies),
    sources,
    hash,
  }));
}

export interface KeyRecord {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly sites: readonly string[] | null;
  readonly companies: readonly string[] | null;
  readonly sources: readonly string[] | null;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly revokedAt: Date | null;
}

const columns = `id, name, role, sites, companies, sources, created_at as "createdAt", created_by as "createdBy", revoked_at as "revokedAt"`;

export async function listKeys(
  pool: pg.Pool,
  page: { readonly before: string | null; readonly limit: number },
): Promise<KeyRecord[]> {
  const { rows } = await pool.query<KeyRecord>(
    `select ${columns}
     from api_keys
     where $1::text is null or id < $1
     order by id desc
     limit $2`,
    [page.before, page.limit],
  );
  return rows;
}

export async function readKey(pool: pg.Pool, id: string): Promise<KeyRecord | undefined> {
  const { rows } = await pool.query<KeyRecord>(`select ${columns} from api_keys where id = $1`, [id]);
  return rows[0];
}

export interface NewKey {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly scope: Scope;
  readonly sources: readonly string[] | null;
  readonly hash: Buffer;
  readonly createdBy: string;
}

/** False when a key with this id or secret is there already; nothing is changed then. */
export function insertKey(pool: pg.Pool, key: NewKey): Promise<boolean> {
  return changeKeys(pool, async (client) => {
    const { rowCount } = await client.query(
      `insert into api_keys (id, name, role, sites, companies, sources, secret_hash, created_at, created_by)
       values ($1, $2, $3, $4, $5, $6, $7, clock_timestamp(), $8)
       on conflict do nothing`,
      [
        key.id,
        key.name,
        key.role,
        key.scope.sites ?? null,
        key.scope.companies ?? null,
        key.sources,
        key.hash,
        key.createdBy,
      ],
    );
    return rowCount === 1;
  });
}

/** False when no live key has this id. */
export function revokeKey(pool: pg.Pool, id: string): Promise<boolean> {
  return changeKeys(pool, async (client) => {
    const { rowCount } = await client.query(
      'update api_keys set revoked_at = clock_timestamp() where id = $1 and revoked_at is null',
      [id],
    );
    return rowCount === 1;
  });
}

/**
 * Keys are part of what turns decide with: a change waits for the turns that are under way and advances the epoch, so that
 * later ones, and other nodes, see it.
 */
function changeKeys(pool: pg.Pool, change: (client: pg.PoolClient) => Promise<boolean>): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    await client.query(`select pg_advisory_xact_lock(hashtext('crossdock:' || current_schema()))`);
    const changed = await change(client);
    if (changed) await client.query('update catalog_epoch set epoch = epoch + 1');
    return changed;
  });
}

export async function readEpoch(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ epoch: number }>('select epoch from catalog_epoch');
  const [row] = rows;
  if (row === undefined)
    throw new Error(
      'The table catalog_epoch is empty; restore its one row: insert into catalog_epoch (epoch) values (0)',
    );
  return row.epoch;
}

function scopeOf(sites: string[] | null, companies: string[] | null): Scope {
  return { ...(sites !== null && { sites }), ...(companies !== null && { companies }) };
}

/** What keys were made for, revoked ones too. */
export async function readKeyNames(pool: pg.Pool, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await pool.query<{ id: string; name: string }>(
    'select id, name from api_keys where id = any ($1::text[])',
    [ids],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
