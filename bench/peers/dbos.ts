// (c) The order as a durable workflow of DBOS, in three ways.
import { join } from 'node:path';
import { nodeFlags, startChild } from '../child.ts';
import type { Child } from '../child.ts';
import { post } from '../requests.ts';
import { storedIn } from './stores.ts';
import type { Server } from '../database.ts';
import { folderOf, installedVersion } from './install.ts';
import type { Subject } from './subject.ts';

const firstPort = 18_820;

const variants = {
  step: 'one step with a transaction of its own',
  transaction: 'one data source transaction',
  transactions: 'order and reservation in a data source transaction each',
} as const;

export type DbosVariant = keyof typeof variants;

/** `poolSize`: connections of a node to its system database, and as many to the store. */
export function dbos(server: Server, variant: DbosVariant, poolSize: number): Subject {
  const database = `bench_dbos_${variant}`;
  return {
    name: `dbos-${variant}`,
    title: `DBOS workflow, ${variants[variant]}`,
    group: 'dbos',
    database,
    settings: `@dbos-inc/dbos-sdk ${installedVersion('dbos', '@dbos-inc/dbos-sdk')}, workflow id = order id, run in the process that answers, system database in the same database; connections a node: ${poolSize} for its system database, ${poolSize} for the store; no tracing`,
    tuned: `${poolSize} + ${poolSize} connections`,
    batch: 1,
    callers: 64,
    async start(nodes) {
      const ports = Array.from({ length: nodes }, (_, node) => firstPort + node);
      const children: Child[] = [];
      // One after the other: the first one makes the tables.
      for (const [node, port] of ports.entries())
        children.push(
          await startChild({
            name: 'the DBOS server',
            command: process.execPath,
            args: [...nodeFlags, join(folderOf('dbos'), 'server.mjs')],
            env: {
              PORT: String(port),
              DATABASE_URL: server.address(database),
              EXECUTOR: `node-${node}`,
              POOL_SIZE: String(poolSize),
              SYSTEM_POOL_SIZE: String(poolSize),
              VARIANT: variant,
            },
          }),
        );
      return {
        ports,
        roots: [server.pid, ...children.map(({ pid }) => pid)],
        request: ([order]) => post('/orders', '', JSON.stringify(order)),
        stored: () => storedIn(server, database),
        stop: async () => void (await Promise.all(children.map((child) => child.stop()))),
      };
    },
  };
}
