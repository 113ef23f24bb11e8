// Turns commit without waiting for the disk, so that their locks and the head of the chain are free at once, and are made durable
// before they are answered. Whoever shows or sends what it has read, without committing anything itself, does the same.
import type pg from 'pg';

/**
 * Ends when everything that was committed before it is on disk, and on synchronous standbys, as far as the database's own setting
 * of synchronous_commit asks: an empty message in the log, committed by itself. A standby has only what is on disk already.
 */
export const flush = `select case when not pg_is_in_recovery() then pg_logical_emit_message(true, 'crossdock', '') end`;

export async function makeDurable(pool: pg.Pool): Promise<void> {
  await pool.query(flush);
}
