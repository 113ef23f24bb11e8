// One transaction per order, written plainly with the same driver as Crossdock: begin, insert, lock, check, update, commit.
import pg from 'pg';
import { placeOrder } from '../orders.ts';
import { serveOrders } from '../serve.ts';

const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: Number(process.env['POOL_SIZE']) });

serveOrders(async (order) => {
  const client = await pool.connect();
  let failed = true;
  try {
    await client.query('begin');
    const answer = await placeOrder(client, order);
    await client.query('commit');
    failed = false;
    return answer;
  } finally {
    // A connection with an open transaction is not given back.
    client.release(failed);
  }
});
