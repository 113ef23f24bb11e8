// Crossdock as it is shipped, on the same PostgreSQL: over HTTP one order a request, or in batches; as a node that only answers, as one that
// also does the work behind, and with the process of fulfilment in force.
import { fileURLToPath } from 'node:url';
import { startNode } from '../../src/runtime/node.ts';
import { answers, nodeFlags, startChild } from '../child.ts';
import type { Child } from '../child.ts';
import { copyDatabase } from '../database.ts';
import type { Server } from '../database.ts';
import { activate } from '../lives.ts';
import { post } from '../requests.ts';
import type { OrderRequest } from './orders.ts';
import type { Subject } from './subject.ts';

const firstPort = 18_860;
const receiverPort = 18_859;
const batchSize = 256;

export type Roles = 'api' | 'worker' | 'api,worker';

export interface NodeOptions {
  readonly key: string;
  readonly database: string;
  readonly port: number;
  /** Left out: `api`. */
  readonly roles?: Roles;
}

export function startCrossdock(server: Server, { key, database, port, roles = 'api' }: NodeOptions): Promise<Child> {
  return startChild({
    name: 'Crossdock',
    command: process.execPath,
    args: [...nodeFlags, fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url)), 'start', '--role', roles],
    env: {
      PORT: String(port),
      DATABASE_URL: server.address(database),
      CROSSDOCK_ADMIN_KEY: key,
      CROSSDOCK_DEMO: '0',
      // The receiver of a worker stands on this machine.
      CROSSDOCK_ALLOW_PRIVATE_TARGETS: '1',
    },
    isReady: () => (roles === 'worker' ? isWorking(server, database) : answers(`http://127.0.0.1:${port}/readyz`)),
  });
}

/** A worker alone listens nowhere; it is ready when it asks what is to be sent. */
async function isWorking(server: Server, database: string): Promise<boolean> {
  const sessions = await server.query(
    database,
    `select from pg_stat_activity where datname = current_database() and application_name = 'crossdock deliveries'`,
  );
  return sessions.length > 0;
}

/** A server that takes every delivery; its time is not counted, as that of the callers is not. */
export async function startReceiver(node: { readonly port: number; readonly key: string }): Promise<Child> {
  const receiver = await startChild({
    name: 'the receiver of deliveries',
    command: process.execPath,
    args: [fileURLToPath(new URL('../bare-server.ts', import.meta.url)), String(receiverPort)],
  });
  try {
    const address = `http://127.0.0.1:${node.port}/v1/connections/erp`;
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${node.key}` };
    const known = await fetch(address, { headers });
    const { types } = (await known.json()) as { types: string[] }; // As its API describes it.
    const put = await fetch(address, {
      method: 'PUT',
      headers: { ...headers, 'if-match': known.headers.get('etag') ?? '' },
      body: JSON.stringify({
        kind: 'webhook',
        owner: 'bench',
        settings: { url: `http://127.0.0.1:${receiverPort}/` },
        types,
        credentials: { secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` },
      }),
    });
    if (!put.ok) throw new Error(`the connection was not taken: ${put.status} ${await put.text()}`);
    return receiver;
  } catch (error) {
    await receiver.stop();
    throw error;
  }
}

/** A copy of a database in which orders run by the shipped process and policies. */
export async function activateProcess(server: Server, from: string, to: string): Promise<void> {
  await copyDatabase(server, from, to);
  const node = await startNode({
    connectionString: server.address(to),
    schema: 'crossdock',
    worker: false,
    onError: (error, what) => {
      throw new Error(`${what} failed`, { cause: error });
    },
  });
  await activate(node).finally(() => node.stop());
}

export interface CrossdockOptions {
  readonly key: string;
  readonly way: 'http' | 'batch';
  readonly database?: string;
  readonly roles?: Roles;
  /** `activateProcess` made the database. */
  readonly process?: boolean;
}

export function crossdock(
  server: Server,
  { key, way, database = 'crossdock', roles = 'api', process: hasProcess = false }: CrossdockOptions,
): Subject {
  const body = (order: OrderRequest | undefined): string => JSON.stringify(order);
  const isBatch = way === 'batch';
  return {
    name: `crossdock${isBatch ? '-batch' : ''}${roles === 'api' ? '' : '-worker'}${hasProcess ? '-process' : ''}`,
    title: `Crossdock${isBatch ? ` in batches of ${batchSize}` : ''}${roles === 'api' ? '' : ', worker too'}${hasProcess ? ', with its process in force' : ''}`,
    group: roles === 'api' && !hasProcess ? 'crossdock' : 'crossdock-more',
    settings: `the shipped command with --role ${roles}; ${hasProcess ? 'the shipped process and policies in force; ' : ''}journal and its seal, deliveries${roles === 'api' ? ' written and not sent' : ' sent to a receiver that takes all, deadlines, projections and the verifier at work'}, object references, all as shipped`,
    batch: isBatch ? batchSize : 1,
    callers: isBatch ? 4 : 64,
    async start(nodes) {
      const ports = Array.from({ length: nodes }, (_, node) => firstPort + node);
      const children = await Promise.all(ports.map((port) => startCrossdock(server, { key, database, port, roles })));
      const receiver = roles === 'api' ? undefined : await startReceiver({ port: firstPort, key });
      return {
        ports,
        roots: [server.pid, ...children.map(({ pid }) => pid)],
        request: (orders) =>
          isBatch
            ? post('/v1/orders:batch', key, `{"orders":[${orders.map(body).join(',')}]}`)
            : post('/v1/orders', key, body(orders[0])),
        async stored() {
          const rows = await server.query<{ orders: string; units: string }>(
            database,
            `select (select count(*) from crossdock.orders where channel = 'web') as orders, (select sum(reserved) from crossdock.balances) as units`,
          );
          return { orders: Number(rows[0]?.orders), unitsReserved: Number(rows[0]?.units) };
        },
        async stop() {
          await Promise.all(children.map((child) => child.stop()));
          await receiver?.stop();
        },
      };
    },
  };
}
