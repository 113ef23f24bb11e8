// Crossdock as it is shipped, on the same PostgreSQL: over HTTP one order a request, or in batches.
import { fileURLToPath } from 'node:url';
import { answers, startChild } from '../child.ts';
import type { Child } from '../child.ts';
import { post } from '../requests.ts';
import type { Server } from '../database.ts';
import type { OrderRequest } from './orders.ts';
import type { Subject } from './subject.ts';

const firstPort = 18_860;
export const batchSize = 256;

export interface NodeOptions {
  readonly key: string;
  readonly database: string;
  readonly port: number;
}

export function startCrossdock(server: Server, { key, database, port }: NodeOptions): Promise<Child> {
  return startChild({
    name: 'Crossdock',
    command: process.execPath,
    args: [
      '--max-semi-space-size=8',
      fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url)),
      'start',
      '--role',
      'api',
    ],
    env: {
      PORT: String(port),
      DATABASE_URL: server.address(database),
      CROSSDOCK_ADMIN_KEY: key,
      CROSSDOCK_DEMO: '0',
    },
    isReady: () => answers(`http://127.0.0.1:${port}/readyz`),
  });
}

export function crossdock(server: Server, key: string, way: 'http' | 'batch', database = 'crossdock'): Subject {
  const body = (order: OrderRequest | undefined): string => JSON.stringify(order);
  return {
    name: way === 'http' ? 'crossdock' : 'crossdock-batch',
    title: way === 'http' ? 'Crossdock' : `Crossdock in batches of ${batchSize}`,
    group: 'crossdock',
    settings:
      'the shipped command with --role api; journal and its seal, deliveries, object references, all as shipped',
    batch: way === 'http' ? 1 : batchSize,
    callers: way === 'http' ? 64 : 4,
    async start(nodes) {
      const ports = Array.from({ length: nodes }, (_, node) => firstPort + node);
      const children = await Promise.all(ports.map((port) => startCrossdock(server, { key, database, port })));
      return {
        ports,
        roots: [server.pid, ...children.map(({ pid }) => pid)],
        request: (orders) =>
          way === 'http'
            ? post('/v1/orders', key, body(orders[0]))
            : post('/v1/orders:batch', key, `{"orders":[${orders.map(body).join(',')}]}`),
        async stored() {
          const rows = await server.query<{ orders: string; units: string }>(
            database,
            `select (select count(*) from crossdock.orders where channel = 'web') as orders, (select sum(reserved) from crossdock.balances) as units`,
          );
          return { orders: Number(rows[0]?.orders), unitsReserved: Number(rows[0]?.units) };
        },
        stop: async () => void (await Promise.all(children.map((child) => child.stop()))),
      };
    },
  };
}
