// The rows that measured orders left, written again by bulk insert with no logic: what the database alone could do.
import type pg from 'pg';

/** Tables with the column that names the order. */
const tables = [
  { table: 'orders', key: 'id' },
  { table: 'order_sites', key: 'order_id' },
  { table: 'journal', key: 'subject' },
  { table: 'reservation_parts', key: 'holder' },
  { table: 'deliveries', key: 'lane' },
] as const;
const perTransaction = 256;

export interface SameRows {
  readonly orders: number;
  /** How many write at once. */
  readonly connections: number;
}

/** Orders a second. */
export async function sameRowsRate(pool: pg.Pool, { orders, connections }: SameRows): Promise<number> {
  const chunks = await readChunks(pool, orders);
  for (const { table } of tables) await pool.query(`create table bulk_${table} (like ${table} including all)`);
  try {
    const started = performance.now();
    await Promise.all(
      Array.from({ length: connections }, async (_, writer) => {
        const client = await pool.connect();
        try {
          for (let chunk = writer; chunk < chunks.length; chunk += connections) {
            await client.query('begin');
            for (const [table, rows] of chunks[chunk] ?? [])
              await client.query(
                `insert into bulk_${table} ${table === 'deliveries' ? 'overriding system value ' : ''}select * from json_populate_recordset(null::${table}, $1::json)`,
                [rows],
              );
            await client.query('commit');
          }
        } finally {
          client.release();
        }
      }),
    );
    const seconds = (performance.now() - started) / 1_000;
    return (chunks.length * perTransaction) / seconds;
  } finally {
    for (const { table } of tables) await pool.query(`drop table bulk_${table}`);
  }
}

/** The rows of the newest orders as JSON, by transaction and table; read before anything is timed. */
async function readChunks(pool: pg.Pool, orders: number): Promise<ReadonlyMap<string, string>[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select id from orders where channel = 'web' order by id desc limit $1`,
    [orders],
  );
  const ids = rows.map(({ id }) => id);
  if (ids.length < perTransaction)
    throw new Error(`only ${ids.length} measured orders are stored: measure at least ${perTransaction} first`);
  const chunks: Map<string, string>[] = [];
  for (let from = 0; from + perTransaction <= ids.length; from += perTransaction) {
    const some = ids.slice(from, from + perTransaction);
    const chunk = new Map<string, string>();
    for (const { table, key } of tables) {
      const read = await pool.query<{ rows: string }>(
        `select coalesce(json_agg(t), '[]')::text as rows from ${table} t where t.${key} = any ($1::text[])`,
        [some],
      );
      chunk.set(table, read.rows[0]?.rows ?? '[]');
    }
    chunks.push(chunk);
  }
  return chunks;
}
