// The rows that life cycles left, written again by bulk insert with no logic: what the database alone could do.
import type pg from 'pg';

/** Tables with the column that names the order. */
const tables = [
  { table: 'orders', key: 'id' },
  { table: 'order_sites', key: 'order_id' },
  { table: 'journal', key: 'subject' },
  { table: 'reservation_parts', key: 'holder' },
  { table: 'deliveries', key: 'lane' },
  { table: 'movements', key: 'reference' },
] as const;
const perTransaction = 256;

export async function bulkRate(pool: pg.Pool, orders: number): Promise<number> {
  const { rows } = await pool.query<{ id: string }>(
    `select id from orders where channel = 'bench' and status = 'closed' order by id desc limit $1`,
    [orders],
  );
  const ids = rows.map(({ id }) => id);
  await pool.query(`create table bulk_inbox (like inbox including all)`);
  for (const { table } of tables) await pool.query(`create table bulk_${table} (like ${table} including all)`);
  await pool.query(`create index if not exists bulk_reference on movements (reference)`);
  await pool.query('analyze movements');
  const client = await pool.connect();
  let seconds = 0;
  try {
    for (let from = 0; from < ids.length; from += perTransaction) {
      const some = ids.slice(from, from + perTransaction);
      const held = new Map<string, string>();
      for (const { table, key } of tables)
        held.set(table, await textOf(client, `select t.* from ${table} t where t.${key} = any ($1::text[])`, some));
      held.set(
        'inbox',
        await textOf(
          client,
          `select t.* from inbox t join unnest($1::text[]) as o (id) on t.source = 'bench' and t.id in (
             'release.accepted ' || substr(o.id, 5), 'shipment.picked ' || substr(o.id, 5), 'shipment.packed ' || substr(o.id, 5),
             'transport.booked ' || substr(o.id, 5), 'shipment.shipped ' || substr(o.id, 5), 'issue.posted ' || substr(o.id, 5),
             'invoice.issued ' || substr(o.id, 5), 'shipment.delivered ' || substr(o.id, 5))`,
          some,
        ),
      );
      const started = performance.now();
      await client.query('begin');
      for (const [table, text] of held)
        await client.query(
          `insert into bulk_${table} ${table === 'deliveries' ? 'overriding system value ' : ''}select * from json_populate_recordset(null::${table}, $1::json)`,
          [text],
        );
      await client.query('commit');
      seconds += (performance.now() - started) / 1_000;
    }
  } finally {
    client.release();
  }
  for (const { table } of tables) await pool.query(`drop table bulk_${table}`);
  await pool.query('drop table bulk_inbox');
  await pool.query('drop index bulk_reference');
  return ids.length / seconds;
}

async function textOf(client: pg.PoolClient, query: string, ids: readonly string[]): Promise<string> {
  const { rows } = await client.query<{ rows: string }>(
    `select coalesce(json_agg(found), '[]')::text as rows from (${query}) found`,
    [ids],
  );
  return rows[0]?.rows ?? '[]';
}
