// Follows the journal and tells of goods that came and left as events of traceability, with the GTINs and GLNs that are known by then.
import type pg from 'pg';
import { goodsEvents, goodsTypes } from '#traceability/goods.ts';
import type { GoodsEntry, ItemNames, Movement } from '#traceability/goods.ts';
import { appendOwn, gs1System } from '#traceability/store.ts';
import { incomingOf } from '#traceability/verdicts.ts';

const packedType = 'crossdock.shipment.packed.v1';

/** The turns after `from` up to `to`. */
export async function followGoods(client: pg.ClientBase, from: number, to: number): Promise<void> {
  // Most networks have no GLN: nothing is read for them.
  const { rowCount: any } = await client.query("select from identifiers where system = $1 and kind = 'site' limit 1", [
    gs1System,
  ]);
  if (any === 0) return;
  const { rows } = await client.query<Row>(
    `select t.position, j.ordinal, j.type, j.subject, j.entry
     from turns t
     join journal j on j.turn_id = t.id
     where t.position > $1 and t.position <= $2 and j.type = any ($3::text[])
     order by t.position, j.ordinal`,
    [from, to, goodsTypes],
  );
  const told = rows.map((row) => ({ row, entry: JSON.parse(row.entry) as Told })); // As turns seal them.
  const moved = told.flatMap(({ entry }) => entry.data.movements ?? []);
  if (moved.length === 0) return;
  const glns = await glnsOf(client, [...new Set(moved.map(({ site }) => site))]);
  // Without a place nothing is told, and items need not be looked up.
  if (glns.size === 0) return;
  const items = await itemsOf(client, [...new Set(moved.map(({ item }) => item))]);
  const packed = await packedOf(client, told);
  const events = told.flatMap(({ row, entry }) => goodsEvents(goodsEntry(row, entry, packed), { items, glns }));
  await appendOwn(client, events.map(incomingOf));
}

interface Row {
  readonly position: number;
  readonly ordinal: number;
  readonly type: GoodsEntry['type'];
  readonly subject: string;
  readonly entry: string;
}

interface Told {
  readonly occurredAt: string;
  readonly data: {
    readonly movements?: readonly Movement[];
    readonly shipment?: string;
    readonly reference?: string | null;
    readonly packages?: readonly { readonly id: string }[];
  };
}

type Packed = ReadonlyMap<string, NonNullable<GoodsEntry['packed']>>;

function goodsEntry({ position, ordinal, type, subject }: Row, { occurredAt, data }: Told, packed: Packed): GoodsEntry {
  const { movements = [], shipment = null, reference = null } = data;
  return {
    position: Number(position),
    ordinal,
    type,
    occurredAt,
    movements,
    shipment,
    reference,
    packed: packed.get(shipmentKey(subject, shipment)) ?? null,
  };
}

function shipmentKey(order: string, shipment: string | null): string {
  return `${order} ${shipment ?? ''}`;
}

async function glnsOf(client: pg.ClientBase, sites: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ code: string; id: string }>(
    `select code, id from identifiers where system = $1 and kind = 'site' and code = any ($2::text[]) order by preferred, id desc`,
    [gs1System, sites],
  );
  return new Map(rows.map(({ code, id }) => [code, id]));
}

/** The GTIN of master data, or else the one that the identifiers say. */
async function itemsOf(client: pg.ClientBase, codes: readonly string[]): Promise<ReadonlyMap<string, ItemNames>> {
  const { rows } = await client.query<ItemNames & { readonly code: string }>(
    `select i.code, i.scale, i.document ->> 'unit' as unit, coalesce(i.document ->> 'gtin', (
         select n.id from identifiers n
         where n.system = $1 and n.kind = 'item' and n.code = i.code order by n.preferred desc, n.id limit 1)) as gtin
     from items i
     where i.code = any ($2::text[])`,
    [gs1System, codes],
  );
  return new Map(rows.map(({ code, ...names }) => [code, names]));
}

/** What warehouses told when they packed the shipments of these entries. */
async function packedOf(client: pg.ClientBase, told: readonly { row: Row; entry: Told }[]): Promise<Packed> {
  const orders = [
    ...new Set(told.flatMap(({ row, entry }) => (entry.data.shipment === undefined ? [] : [row.subject]))),
  ];
  if (orders.length === 0) return new Map();
  const { rows } = await client.query<{ subject: string; entry: string }>(
    `select subject, entry from journal where subject = any ($1::text[]) and type = $2 order by turn_id, ordinal`,
    [orders, packedType],
  );
  return new Map(
    rows.flatMap(({ subject, entry }) => {
      const { occurredAt, data } = JSON.parse(entry) as Told; // As turns seal them.
      const packages = (data.packages ?? []).map(({ id }) => id);
      // Told again without its packages, a shipment still has them.
      if (packages.length === 0) return [];
      return [[shipmentKey(subject, data.shipment ?? null), { at: occurredAt, packages }] as const];
    }),
  );
}
