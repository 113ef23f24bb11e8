// A system that is reached by its database alone: its outbox is polled, and what it is told is inserted, by a statement that would
// insert it twice.
import { startFaultProxy } from '#connectors/fault-proxy.testsuite.ts';
import { testDatabase } from '#postgres/test-database.ts';
import { prove } from './proof.testsuite.ts';
import { lostAnswers, networkTroubles } from './troubles.testsuite.ts';
import { toldTypes } from './words.testsuite.ts';
import type { Effect } from './words.testsuite.ts';

prove({
  name: 'sql',
  seed: 20_260_507,
  async make(_, random) {
    const database = await testDatabase({ migrated: false });
    const { pool } = database;
    const url = new URL(database.connectionString);
    await pool.query('create schema crossdock');
    await pool.query(`alter database ${url.pathname.slice(1)} set search_path = crossdock`);
    await pool.query(
      `create table outbox (sequence bigint generated always as identity, id text, source text, type text, time text, data jsonb)`,
    );
    await pool.query('create table told (place bigint generated always as identity, id text, body jsonb)');
    const proxy = await startFaultProxy({ path: `${decodeURIComponent(url.hostname)}/.s.PGSQL.${url.port}` });
    return {
      connections: {
        erp: {
          kind: 'sql',
          owner: 'Proof',
          settings: {
            system: 'postgresql',
            host: proxy.host,
            port: proxy.port,
            database: url.pathname.slice(1),
            user: decodeURIComponent(url.username),
            tls: 'off',
            connectionsMax: 3,
          },
          credentials: { password: decodeURIComponent(url.password) },
          streams: [
            {
              name: 'reports',
              everySeconds: 0.1,
              settings: {
                select: `select '1.0' as specversion, sequence, id, source, type, time, data from outbox where sequence >= :cursor order by sequence`,
                keys: ['id'],
                cursor: { column: 'sequence', kind: 'number', start: '0', overlap: 5 },
              },
            },
          ],
          operations: [
            {
              name: 'tell',
              types: toldTypes,
              settings: {
                statements: [
                  {
                    sql: 'insert into told (id, body) values (:id, :body)',
                    values: { id: '/id', body: 'body' },
                    rows: { min: 1, max: 1 },
                  },
                ],
                idempotency: 'none',
                look: { select: 'select id from told where id = :id', values: { id: '/id' } },
              },
            },
          ],
          rights: { role: 'warehouse', sources: ['/wms'] },
          limits: { timeoutMs: 1_000 },
        },
      },
      troubles: [networkTroubles(proxy, random)],
      killedIn: lostAnswers([proxy]),
      async send({ id, source, type, time, data }) {
        await pool.query('insert into outbox (id, source, type, time, data) values ($1, $2, $3, $4, $5)', [
          id,
          source,
          type,
          time,
          data,
        ]);
      },
      async effects() {
        const { rows } = await pool.query<Effect>(`select 'erp' as connection, id from told order by place`);
        return rows;
      },
      async [Symbol.asyncDispose]() {
        await proxy[Symbol.asyncDispose]();
        await database[Symbol.asyncDispose]();
      },
    };
  },
});
