// The PostgreSQL of benchmarks that run more than one node or more than one product: the embedded one with the settings that Crossdock
// ships, and room for connections. It is stopped with the benchmark, however that ends.
import pg from 'pg';
import { startEmbedded } from '../src/postgres/embedded.ts';
import { endWithUs, hasEnded } from './child.ts';

export interface Server {
  /** Of its main process. */
  readonly pid: number;
  readonly version: string;
  /** The address of a database of this name. */
  address(name: string): string;
  /** On the database of this name. */
  query<Row extends pg.QueryResultRow>(database: string, text: string, values?: unknown[]): Promise<Row[]>;
  stop(): Promise<void>;
}

export async function startServer(home: string): Promise<Server> {
  const embedded = await startEmbedded({ home, log: () => undefined, settings: { max_connections: '300' } });
  // A fast shutdown.
  endWithUs(embedded.pid, 'SIGINT');
  const address = (name: string): string => {
    const url = new URL(embedded.connectionString);
    url.pathname = `/${name}`;
    return url.href;
  };
  const query: Server['query'] = async (database, text, values) => {
    const client = new pg.Client({ connectionString: address(database) });
    await client.connect();
    try {
      return (await client.query(text, values)).rows;
    } finally {
      await client.end();
    }
  };
  const version = await query<{ server_version: string }>('postgres', 'show server_version');
  return {
    pid: embedded.pid,
    version: version[0]?.server_version ?? 'unknown',
    address,
    query,
    async stop() {
      await embedded.stop();
      hasEnded(embedded.pid);
    },
  };
}

/** Both without connections. */
export async function copyDatabase(server: Server, from: string, to: string): Promise<void> {
  await server.query('postgres', `drop database if exists ${to} with (force)`);
  await server.query('postgres', `create database ${to} template ${from} strategy file_copy`);
}
