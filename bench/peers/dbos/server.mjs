// An order as a durable workflow of DBOS, run in the process that answers; its id is the workflow's, so it runs once. VARIANT says how:
// `transaction`: one transaction of a data source does it all; `transactions`: the order and its reservation in one each;
// `step`: one plain step with a transaction of its own, which is safe to repeat because the order's key is unique.
import { DBOS } from '@dbos-inc/dbos-sdk';
import pg from 'pg';
import { answerOf, cancelOrder, earlierAnswer, insertOrder, orderId, placeOrder, reserve } from '../orders.ts';
import { serveOrders } from '../serve.ts';
import { PgDataSource } from './data-source.mjs';

const { DATABASE_URL, EXECUTOR, POOL_SIZE, SYSTEM_POOL_SIZE, VARIANT } = process.env;
const store = { connectionString: DATABASE_URL, max: Number(POOL_SIZE) };

DBOS.setConfig({
  name: 'orders',
  executorID: EXECUTOR,
  applicationVersion: '1',
  systemDatabaseUrl: DATABASE_URL,
  systemDatabasePoolSize: Number(SYSTEM_POOL_SIZE),
  logLevel: 'error',
});

const variants = {
  transaction: () => {
    const source = new PgDataSource('store', store);
    return source.register((order) => placeOrder(source.client, order), 'placeOrder');
  },
  transactions: () => {
    const source = new PgDataSource('store', store);
    const insert = source.register(async (order) => {
      if (await insertOrder(source.client, order)) return null;
      return earlierAnswer(source.client, order);
    }, 'insertOrder');
    const take = source.register((order) => reserve(source.client, order), 'reserve');
    const refuse = source.register((order) => cancelOrder(source.client, order), 'refuse');
    return async (order) => {
      const earlier = await insert(order);
      if (earlier !== null) return earlier;
      if (await take(order)) return answerOf(order, 'promised');
      await refuse(order);
      return answerOf(order, 'refused');
    };
  },
  step: () => {
    const pool = new pg.Pool(store);
    return (order) =>
      DBOS.runStep(
        async () => {
          const client = await pool.connect();
          let failed = true;
          try {
            await client.query('begin');
            const answer = await placeOrder(client, order);
            await client.query('commit');
            failed = false;
            return answer;
          } finally {
            client.release(failed);
          }
        },
        { name: 'placeOrder' },
      );
  },
};

const work = variants[VARIANT]();
const place = DBOS.registerWorkflow((order) => work(order), { name: 'placeOrder' });
await DBOS.launch();
serveOrders((order) => DBOS.withNextWorkflowID(orderId(order), () => place(order)));
