// What whoever starts a node is to know: without a process in force orders are promised, and nobody is asked to send them.
import type pg from 'pg';

export async function noProcess(pool: pg.Pool): Promise<string | null> {
  const { rows } = await pool.query(
    `select from definitions
     where kind = 'process' and active
     limit 1`,
  );
  return rows.length > 0
    ? null
    : 'No process is in force: orders are promised, and nobody is asked to send them. Put one in force: crossdock process activate order-fulfilment --policies';
}
