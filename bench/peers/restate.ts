// (d) The order on Restate, in two ways: stock and orders in its own state, one virtual object per item and site and one per order, as its
// documentation keeps inventories; or a service that does it in one transaction on PostgreSQL, as its guide to databases says.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answers, nodeFlags, startChild } from '../child.ts';
import type { Child } from '../child.ts';
import { post } from '../requests.ts';
import { onHand, storedIn } from './stores.ts';
import type { Server } from '../database.ts';
import { folderOf, installedVersion } from './install.ts';
import type { OrderRequest } from './orders.ts';
import { orderId } from './orders.ts';
import type { Stored, Subject } from './subject.ts';

const ports = { ingress: 18_840, admin: 18_841, node: 18_842, endpoint: 18_843 };

const variants = {
  objects: {
    title: 'Restate, stock and orders in virtual objects',
    path: (order: OrderRequest) => `/OrderObject/${encodeURIComponent(orderId(order))}/place`,
  },
  service: {
    title: 'Restate, a service with one transaction on PostgreSQL',
    path: () => '/OrderService/place',
  },
} as const;

export type RestateVariant = keyof typeof variants;

export interface RestateOptions {
  /** Connections of a node to the store. */
  readonly poolSize: number;
  readonly partitions: number;
}

export function restate(server: Server, variant: RestateVariant, { poolSize, partitions }: RestateOptions): Subject {
  const database = 'bench_restate';
  // It stays from round to round, as the databases do, and goes with the process.
  const folder = mkdtempSync(join(tmpdir(), `crossdock-restate-${variant}-`));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return {
    name: `restate-${variant}`,
    title: variants[variant].title,
    group: 'restate',
    ...(variant === 'service' ? { database } : {}),
    settings: `@restatedev/restate-server ${installedVersion('restate', '@restatedev/restate-server')} with @restatedev/restate-sdk ${installedVersion('restate', '@restatedev/restate-sdk')}, one server with ${partitions} partitions and all roles, log synced before the answer, all else as shipped; called over its HTTP ingress; the node count is that of service processes over HTTP/2${variant === 'service' ? `, ${poolSize} connections each` : ''}`,
    tuned: `${partitions} partitions${variant === 'service' ? `, ${poolSize} connections` : ''}`,
    batch: 1,
    callers: 64,
    async start(nodes) {
      const children: Child[] = [];
      const stop = async (): Promise<void> => {
        for (const child of children.toReversed()) await child.stop();
      };
      try {
        children.push(await startRestate(folder, partitions));
        children.push(
          await startChild({
            name: 'the Restate service',
            command: process.execPath,
            args: [...nodeFlags, join(folderOf('restate'), 'endpoint.mjs')],
            env: {
              PORT: String(ports.endpoint),
              NODES: String(nodes),
              DATABASE_URL: server.address(database),
              POOL_SIZE: String(poolSize),
              ONHAND: String(onHand),
              RESTATE_LOGGING: 'ERROR',
            },
          }),
        );
        await register();
      } catch (error) {
        await stop();
        throw error;
      }
      const { path } = variants[variant];
      const pids = children.map(({ pid }) => pid);
      return {
        ports: [ports.ingress],
        roots: variant === 'service' ? [server.pid, ...pids] : pids,
        request: ([order]) => (order === undefined ? '' : post(path(order), '', JSON.stringify(order))),
        stored: () => (variant === 'service' ? storedIn(server, database) : storedInObjects()),
        stop,
      };
    },
  };
}

function startRestate(folder: string, partitions: number): Promise<Child> {
  const { platform, arch } = process;
  const program = join(
    folderOf('restate'),
    'node_modules/@restatedev',
    `restate-server-${platform}-${arch}`,
    'bin/restate-server',
  );
  return startChild({
    name: 'the Restate server',
    command: program,
    args: ['--node-name', 'bench', '--base-dir', folder, '--no-logo'],
    env: {
      RESTATE_LISTEN_MODE: 'tcp',
      RESTATE_BIND_IP: '127.0.0.1',
      RESTATE_BIND_PORT: String(ports.node),
      RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${ports.node}/`,
      RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ports.ingress}`,
      RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${ports.admin}`,
      RESTATE_DEFAULT_NUM_PARTITIONS: String(partitions),
      RESTATE_DISABLE_TELEMETRY: 'true',
      RESTATE_LOG_FILTER: 'warn',
      DO_NOT_TRACK: '1',
    },
    isReady: async () =>
      (await answers(`http://127.0.0.1:${ports.admin}/health`)) &&
      (await answers(`http://127.0.0.1:${ports.ingress}/restate/health`)) &&
      (await hasPartitions()),
  });
}

/** After a start, partitions come one after the other; until all are there, it cannot be asked what it stores. */
async function hasPartitions(): Promise<boolean> {
  const answer = await ask('select count(*) as objects from state');
  await answer.arrayBuffer();
  return answer.ok;
}

async function register(): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${ports.admin}/deployments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ uri: `http://127.0.0.1:${ports.endpoint}`, force: true }),
  });
  if (!answer.ok) throw new Error(`Restate did not take the services: ${answer.status} ${await answer.text()}`);
}

async function storedInObjects(): Promise<Stored> {
  const [orders] = await introspect(
    `select count(*) as orders from state where service_name = 'OrderObject' and key = 'order'`,
  );
  const [units] = await introspect(
    `select sum(cast(value_utf8 as bigint)) as units from state where service_name = 'StockItem' and key = 'reserved'`,
  );
  return { orders: Number(orders?.['orders'] ?? 0), unitsReserved: Number(units?.['units'] ?? 0) };
}

function ask(query: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${ports.admin}/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query }),
  });
}

async function introspect(query: string): Promise<Readonly<Record<string, unknown>>[]> {
  const answer = await ask(query);
  if (!answer.ok) throw new Error(`Restate did not say what it stores: ${answer.status} ${await answer.text()}`);
  const { rows } = (await answer.json()) as { rows: Readonly<Record<string, unknown>>[] }; // Its documented form.
  return rows;
}
