// Agreements in the database. A change is kept with what was before, and advances the epoch that nodes ask for.
import type pg from 'pg';
import { limits } from '#kernel/limits.ts';
import { inTransaction } from '#postgres/transaction.ts';
import { addressKey } from './match.ts';
import type { Agreement, AgreementChange, AgreementRecord } from './model.ts';

type Document = Omit<Agreement, 'code' | 'owner' | 'partner' | 'active'>;
interface Row {
  readonly code: string;
  readonly owner: string;
  readonly partner: string;
  readonly active: boolean;
  readonly document: Document;
  readonly changedAt: Date;
  readonly changedBy: string;
}

const columns = `code, owner, partner, active, document, changed_at as "changedAt", changed_by as "changedBy"`;

export type Put =
  | { readonly kind: 'put'; readonly record: AgreementRecord; readonly created: boolean }
  /** Another active one is found by the same ids. */
  | { readonly kind: 'overlaps'; readonly other: string };

/** `check` sees what is there under the lock, and throws to change nothing. */
export function putAgreement(
  pool: pg.Pool,
  agreement: Agreement,
  actor: string,
  check: (known: AgreementRecord | undefined, count: number) => void,
): Promise<Put> {
  return inTransaction(pool, async (client) => {
    const epoch = await nextEpoch(client);
    const known = await readOne(client, agreement.code);
    const { rows: counted } = await client.query<{ count: number }>('select count(*)::int as count from agreements');
    check(known, counted[0]?.count ?? 0);
    const before = known === undefined ? null : settingsOf(known);
    if (known !== undefined && JSON.stringify(before) === JSON.stringify(agreement))
      return { kind: 'put', record: known, created: false };
    const { code, owner, partner, active, ...document } = agreement;
    const ids = [agreement.standard, addressKey(agreement.ours), addressKey(agreement.theirs), agreement.indicator];
    const { rows: others } = await client.query<{ code: string }>(
      `select code
       from agreements
       where active and $6 and standard = $1 and ours = $2 and theirs = $3 and indicator = $4 and code <> $5`,
      [...ids, code, active],
    );
    const [other] = others;
    if (other !== undefined) return { kind: 'overlaps', other: other.code };
    const { rows } = await client.query<Row>(
      `insert into agreements (standard, ours, theirs, indicator, code, owner, partner, active, document, changed_at, changed_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, clock_timestamp(), $10)
       on conflict (code) do update
       set standard = excluded.standard, ours = excluded.ours, theirs = excluded.theirs, indicator = excluded.indicator,
         owner = excluded.owner, partner = excluded.partner, active = excluded.active, document = excluded.document,
         changed_at = excluded.changed_at, changed_by = excluded.changed_by
       returning ${columns}`,
      [...ids, code, owner, partner, active, JSON.stringify(document), actor],
    );
    const [row] = rows;
    if (row === undefined) throw new Error(`agreement ${code} was put and is not there`);
    await note(client, epoch, code, before, agreement, actor);
    return { kind: 'put', record: recordOf(row), created: known === undefined };
  });
}

/** False: there is none. What was sent and received under it stays. */
export function removeAgreement(
  pool: pg.Pool,
  code: string,
  actor: string,
  check: (known: AgreementRecord) => void,
): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const epoch = await nextEpoch(client);
    const known = await readOne(client, code);
    if (known === undefined) return false;
    check(known);
    await client.query('delete from agreements where code = $1', [code]);
    await note(client, epoch, code, settingsOf(known), null, actor);
    return true;
  });
}

export async function readAgreement(pool: pg.Pool, code: string): Promise<AgreementRecord | undefined> {
  return readOne(pool, code);
}

export async function listAgreements(
  pool: pg.Pool,
  page: { readonly after: string | null; readonly limit: number },
): Promise<AgreementRecord[]> {
  const { rows } = await pool.query<Row>(
    `select ${columns} from agreements where $1::text is null or code > $1 order by code limit $2`,
    [page.after, page.limit],
  );
  return rows.map(recordOf);
}

/** The latest first. */
export async function listAgreementChanges(
  pool: pg.Pool,
  code: string,
  page: { readonly before: number | null; readonly limit: number },
): Promise<AgreementChange[]> {
  const { rows } = await pool.query<AgreementChange>(
    `select epoch, before, after, changed_at as "changedAt", changed_by as "changedBy"
     from agreement_changes
     where agreement = $1 and ($2::bigint is null or epoch < $2)
     order by epoch desc
     limit $3`,
    [code, page.before, page.limit],
  );
  return rows;
}

export async function agreementEpoch(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ epoch: number }>({
    name: 'agreement-epoch',
    text: 'select epoch from agreement_epoch',
  });
  if (rows[0] === undefined) throw epochMissing();
  return rows[0].epoch;
}

export async function readAgreements(pool: pg.Pool): Promise<AgreementRecord[]> {
  const { rows } = await pool.query<Row>(`select ${columns} from agreements order by code limit $1`, [
    limits.agreementsMax,
  ]);
  return rows.map(recordOf);
}

/** What people edit. */
export function settingsOf({ changedAt: _at, changedBy: _by, ...agreement }: AgreementRecord): Agreement {
  return agreement;
}

/** Changes come one after the other. */
async function nextEpoch(client: pg.PoolClient): Promise<number> {
  const { rows } = await client.query<{ epoch: number }>('select epoch from agreement_epoch for update');
  if (rows[0] === undefined) throw epochMissing();
  return rows[0].epoch + 1;
}

async function note(
  client: pg.PoolClient,
  epoch: number,
  code: string,
  before: Agreement | null,
  after: Agreement | null,
  actor: string,
): Promise<void> {
  await client.query('update agreement_epoch set epoch = $1', [epoch]);
  await client.query(
    `insert into agreement_changes (epoch, agreement, before, after, changed_at, changed_by)
     values ($1, $2, $3, $4, clock_timestamp(), $5)`,
    [epoch, code, before && JSON.stringify(before), after && JSON.stringify(after), actor],
  );
}

async function readOne(client: pg.Pool | pg.PoolClient, code: string): Promise<AgreementRecord | undefined> {
  const { rows } = await client.query<Row>(`select ${columns} from agreements where code = $1`, [code]);
  return rows[0] && recordOf(rows[0]);
}

function recordOf({ code, owner, partner, active, document, changedAt, changedBy }: Row): AgreementRecord {
  return { code, owner, partner, active, ...document, changedAt, changedBy };
}

function epochMissing(): Error {
  return new Error(
    'The table agreement_epoch is empty; restore its one row: insert into agreement_epoch (epoch) values (0)',
  );
}
