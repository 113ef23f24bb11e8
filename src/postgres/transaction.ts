// One transaction on a connection of its own.
import type pg from 'pg';

/**
 * What went wrong takes the connection with it, and so the transaction: a rollback is one more statement that may stay without an
 * answer, and whoever borrowed the connection next would work inside of a transaction that is not theirs.
 */
export async function inTransaction<Result>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.release(broken);
  }
}
