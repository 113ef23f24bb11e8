// Master data read for lists and views. The turn writes it; documents are the models as JSON.
import type pg from 'pg';
import type { DefinitionVersion, Item, Partner, Site } from './model.ts';

export interface CodePage {
  /** Codes after this one; null from the start. */
  readonly after: string | null;
  readonly limit: number;
}

export async function listItems(pool: pg.Pool, page: CodePage & { readonly active: boolean | null }): Promise<Item[]> {
  const { rows } = await pool.query<{ document: Item }>(
    `select document
     from items
     where ($1::text is null or code > $1) and ($2::boolean is null or active = $2)
     order by code
     limit $3`,
    [page.after, page.active, page.limit],
  );
  return rows.map(({ document }) => document);
}

export async function readItem(pool: pg.Pool, code: string): Promise<Item | undefined> {
  const { rows } = await pool.query<{ document: Item }>({
    name: 'item',
    text: 'select document from items where code = $1',
    values: [code],
  });
  return rows[0]?.document;
}

/** Decimal places of items that are components of others. */
export async function readScales(pool: pg.Pool, codes: readonly string[]): Promise<Map<string, number>> {
  if (codes.length === 0) return new Map();
  const { rows } = await pool.query<{ code: string; scale: number }>(
    'select code, scale from items where code = any ($1::text[])',
    [codes],
  );
  return new Map(rows.map(({ code, scale }) => [code, scale]));
}

export async function readSites(pool: pg.Pool): Promise<Site[]> {
  const { rows } = await pool.query<{ document: Site }>('select document from sites order by code');
  return rows.map(({ document }) => document);
}

export async function readSite(pool: pg.Pool, code: string): Promise<Site | undefined> {
  const { rows } = await pool.query<{ document: Site }>('select document from sites where code = $1', [code]);
  return rows[0]?.document;
}

/** `companies` null means all; partners without company belong to everyone. */
export async function listPartners(
  pool: pg.Pool,
  page: CodePage & { readonly companies: readonly string[] | null },
): Promise<Partner[]> {
  const { rows } = await pool.query<{ document: Partner }>(
    `select document
     from partners
     where ($1::text is null or code > $1) and ($2::text[] is null or company is null or company = any ($2))
     order by code
     limit $3`,
    [page.after, page.companies, page.limit],
  );
  return rows.map(({ document }) => document);
}

export interface PartnerRecord {
  readonly partner: Partner;
  /** Null when there is none, or when it was erased. */
  readonly contact: Readonly<Record<string, unknown>> | null;
}

export async function readPartner(pool: pg.Pool, code: string): Promise<PartnerRecord | undefined> {
  const { rows } = await pool.query<{ partner: Partner; contact: Record<string, unknown> | null }>(
    `select partners.document as partner, party_details.details as contact
     from partners
     left join party_details on party_details.id = partners.document ->> 'party'
     where code = $1`,
    [code],
  );
  return rows[0];
}

/** A version without its content. */
export interface DefinitionRow extends Omit<DefinitionVersion, 'content'> {
  readonly changedAt: Date;
}

const definitionColumns = `kind, name, version, hash, owner, active, changed_at as "changedAt"`;

export async function listDefinitions(
  pool: pg.Pool,
  page: {
    readonly kind: string | null;
    readonly name: string | null;
    readonly after: readonly [kind: string, name: string, version: number] | null;
    readonly limit: number;
  },
): Promise<DefinitionRow[]> {
  const { rows } = await pool.query<DefinitionRow>(
    `select ${definitionColumns}
     from definitions
     where ($1::text is null or kind = $1) and ($2::text is null or name = $2)
       and ($3::text is null or (kind, name, version) > ($3::text, $4::text, $5::int))
     order by kind, name, version
     limit $6`,
    [page.kind, page.name, ...(page.after ?? [null, null, null]), page.limit],
  );
  return rows;
}

export async function readDefinitionVersion(
  pool: pg.Pool,
  of: Pick<DefinitionVersion, 'kind' | 'name' | 'version'>,
): Promise<(DefinitionRow & Pick<DefinitionVersion, 'content'>) | undefined> {
  const { rows } = await pool.query<DefinitionRow & Pick<DefinitionVersion, 'content'>>(
    `select ${definitionColumns}, content from definitions where kind = $1 and name = $2 and version = $3`,
    [of.kind, of.name, of.version],
  );
  return rows[0];
}
