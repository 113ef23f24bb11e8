// Which codes of ours there are. Master data and orders are never deleted, so what was there once is.
import type pg from 'pg';
import type { IdentifierKind } from '../mapping/mapping.ts';

type Queryable = pg.Pool | pg.ClientBase;

/** Those of the codes that there are: master data, active or not, and orders. What a warehouse calls its shipment is not checked. */
export async function existingCodes(
  pool: Queryable,
  kind: IdentifierKind,
  codes: readonly string[],
): Promise<Set<string>> {
  if (codes.length === 0) return new Set();
  const { rows } = await pool.query<{ code: string }>({
    name: `existing ${kind}`,
    text: existing[kind],
    values: [codes],
  });
  return new Set(rows.map(({ code }) => code));
}

/** Units have no table: a unit is there when an item is kept or counted in it. */
const unitsOfItems = `select document ->> 'unit' as code, epoch from items
     union all
     select json_array_elements(document -> 'units') ->> 'unit', epoch from items`;

const existing: Readonly<Record<IdentifierKind, string>> = {
  item: 'select code from items where code = any ($1::text[])',
  site: 'select code from sites where code = any ($1::text[])',
  partner: 'select code from partners where code = any ($1::text[])',
  unit: `select distinct code from (${unitsOfItems}) units where code = any ($1::text[])`,
  order: 'select id as code from orders where id = any ($1::text[])',
  release: `select code
     from unnest($1::text[]) as asked (code)
     where code ~ '-R[1-9][0-9]*$' and exists (select from orders where id = regexp_replace(code, '-R[0-9]+$', ''))`,
  shipment: 'select code from unnest($1::text[]) as asked (code)',
};

/** Units of items that changed after the epoch of master data, and the epoch up to which that is. */
export async function unitsSince(
  pool: Queryable,
  epoch: number,
): Promise<{ readonly units: readonly string[]; readonly epoch: number }> {
  const { rows } = await pool.query<{ epoch: number; units: string[] | null }>({
    name: 'units since',
    text: `select (select epoch from catalog_epoch) as epoch,
             (select array_agg(distinct code) from (${unitsOfItems}) units where epoch > $1) as units`,
    values: [epoch],
  });
  const [row] = rows;
  return { units: row?.units ?? [], epoch: row?.epoch ?? epoch };
}
