// The services of the order on Restate, for its server to call. `StockItem` and `OrderObject` keep stock and orders in Restate's own state, one
// object per item and site and one per order; `OrderService` keeps both in PostgreSQL, in one transaction that is safe to repeat.
import * as restate from '@restatedev/restate-sdk';
import cluster from 'node:cluster';
import pg from 'pg';
import { answerOf, placeOrder } from '../orders.ts';

const { DATABASE_URL, NODES, ONHAND, POOL_SIZE, PORT } = process.env;
const onHand = Number(ONHAND);

const stockItem = restate.object({
  name: 'StockItem',
  handlers: {
    reserve: async (context, quantity) => {
      const reserved = (await context.get('reserved')) ?? 0;
      if (reserved + quantity > onHand) return false;
      context.set('reserved', reserved + quantity);
      return true;
    },
    release: async (context, quantity) => {
      context.set('reserved', (await context.get('reserved')) - quantity);
    },
  },
});

const orderObject = restate.object({
  name: 'OrderObject',
  handlers: {
    place: async (context, order) => {
      const earlier = await context.get('order');
      if (earlier !== null) return answerOf(earlier, earlier.status);
      const stock = ({ item }) => context.objectClient(stockItem, `${item}@${order.site}`);
      const taken = await restate.RestatePromise.all(order.lines.map((line) => stock(line).reserve(line.quantity)));
      const promised = taken.every(Boolean);
      if (!promised)
        await restate.RestatePromise.all(
          order.lines.filter((_, index) => taken[index]).map((line) => stock(line).release(line.quantity)),
        );
      const status = promised ? 'promised' : 'refused';
      context.set('order', { ...order, status });
      return answerOf(order, status);
    },
  },
});

const pool = new pg.Pool({ connectionString: DATABASE_URL, max: Number(POOL_SIZE) });

const orderService = restate.service({
  name: 'OrderService',
  handlers: {
    // The only step of its handler, so it is called directly and not through `ctx.run`: repeated, it finds the order.
    place: async (_context, order) => {
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
  },
});

if (cluster.isPrimary && Number(NODES) > 1) {
  let listening = 0;
  cluster.on('listening', () => {
    listening += 1;
    if (listening === Number(NODES)) process.send('ready');
  });
  for (let node = 0; node < Number(NODES); node += 1) cluster.fork();
  process.once('disconnect', () => process.exit(0));
} else {
  await restate.serve({ services: [stockItem, orderObject, orderService], port: Number(PORT) });
  if (cluster.isPrimary) process.send('ready');
  process.once('disconnect', () => process.exit(0));
}
