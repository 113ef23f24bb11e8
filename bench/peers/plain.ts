// (b) One transaction per order, in our own plain words.
import { fileURLToPath } from 'node:url';
import { nodeFlags, startChild } from '../child.ts';
import { post } from '../requests.ts';
import { storedIn } from './stores.ts';
import type { Server } from '../database.ts';
import type { Subject } from './subject.ts';

const firstPort = 18_800;

export function plain(server: Server, poolSize: number): Subject {
  const database = 'bench_plain';
  return {
    name: 'plain',
    title: 'one transaction per order, written plainly',
    group: 'plain',
    database,
    settings: `pg with prepared statements, ${poolSize} connections a node, read committed`,
    tuned: `${poolSize} connections`,
    batch: 1,
    callers: 64,
    async start(nodes) {
      const ports = Array.from({ length: nodes }, (_, node) => firstPort + node);
      const children = await Promise.all(
        ports.map((port) =>
          startChild({
            name: 'the plain server',
            command: process.execPath,
            args: [...nodeFlags, fileURLToPath(new URL('plain/server.ts', import.meta.url))],
            env: { PORT: String(port), DATABASE_URL: server.address(database), POOL_SIZE: String(poolSize) },
          }),
        ),
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
