// What every connector must survive, on a real PostgreSQL that is read and changed.
import { testDatabase } from '#postgres/test-database.ts';
import { testConnector } from '#connectors/connector.testsuite.ts';
import { startFaultProxy } from '#connectors/fault-proxy.testsuite.ts';
import type { Harness } from '#connectors/harness.testsuite.ts';
import { createReach } from '#connectors/network/reach.ts';
import { sqlConnector } from './connector.ts';

const json = (value: unknown) => ({ value, body: Buffer.from(JSON.stringify(value)), mediaType: 'application/json' });

async function make(): Promise<Harness> {
  const database = await testDatabase({ migrated: false, max: 1 });
  const { pool } = database;
  const url = new URL(database.connectionString);
  await pool.query('create table public.messages (id bigserial primary key, content text not null)');
  await pool.query(
    `create table public.done (id text primary key, mark text not null check (mark <> ''), place bigserial)`,
  );
  const proxy = await startFaultProxy({ path: `${decodeURIComponent(url.hostname)}/.s.PGSQL.${url.port}` });
  const put = async (content: string): Promise<void> => {
    await pool.query('insert into public.messages (content) values ($1)', [content]);
  };
  return {
    settings: {
      system: 'postgresql',
      host: '127.0.0.1',
      port: proxy.port,
      database: url.pathname.slice(1),
      user: decodeURIComponent(url.username),
      tls: 'off',
    },
    credentials: { password: decodeURIComponent(url.password) },
    expired: { password: 'falscher-igel-43' },
    reach: createReach({ allowPrivate: true }),
    proxy,
    incoming: {
      stream: 'messages',
      settings: {
        select: 'select id, content from messages where id >= :cursor order by id',
        keys: ['id'],
        version: ['id'],
        cursor: { column: 'id', kind: 'number', start: '0', overlap: 0 },
      },
      put: async (marks) => {
        for (const mark of marks) await put(mark);
      },
      putLarge: (mark, bytes) => put(mark + 'x'.repeat(bytes)),
    },
    outgoing: {
      operation: 'done',
      settings: {
        statements: [
          {
            sql: 'insert into done (id, mark) values (:id, :mark) on conflict (id) do nothing',
            values: { id: 'id', mark: '/mark' },
            rows: { min: 0, max: 1 },
          },
        ],
        idempotency: 'native',
        look: { select: 'select mark from done where id = :id', values: { id: 'id' } },
      },
      write: (mark) => json({ mark }),
      seen: async () => {
        const { rows } = await pool.query<{ mark: string }>('select mark from public.done order by place');
        return rows.map(({ mark }) => mark);
      },
      refused: () => json({ mark: '' }),
    },
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

testConnector({
  connector: sqlConnector,
  name: 'sql, PostgreSQL',
  make,
  isPaced: true,
  wrong: [
    { part: 'stream', change: { select: 'select 1; select 2' }, field: 'select' },
    { part: 'stream', change: { select: 'select id from messages' }, field: 'cursor' },
    { part: 'operation', change: { idempotency: 'key' }, field: 'idempotency' },
    {
      part: 'operation',
      change: { statements: [{ sql: 'delete from done where id = :who', rows: { min: 1 } }] },
      field: 'who',
    },
  ],
});
