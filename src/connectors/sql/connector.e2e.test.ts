// What every connector must survive, on a real MariaDB, which is read only.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { createConnection } from 'mysql2/promise';
import { debianProgram, notHere } from '../../../tools/debian.ts';
import { testConnector } from '#connectors/connector.testsuite.ts';
import { startFaultProxy } from '#connectors/fault-proxy.testsuite.ts';
import { createReach } from '#connectors/network/reach.ts';
import { sqlConnector } from './connector.ts';
import { startMariadb } from './mariadb-server.testsuite.ts';

const packages = ['mariadb-server'];
const program = debianProgram('mariadbd');
const server = program === null ? null : await startMariadb(program);
after(() => server?.stop());
const password = 'geheim-hase-42';
await server?.run(
  'create database places',
  `create user reader@'%' identified by '${password}'`,
  `grant select on places.* to reader@'%'`,
);

let places = 0;

testConnector({
  connector: sqlConnector,
  name: 'sql, MariaDB',
  skip: server === null ? notHere('mariadbd', packages) : undefined,
  sends: false,
  make: async () => {
    assert.ok(server);
    const table = `place${(places += 1)}`;
    const other = await createConnection({ host: '127.0.0.1', port: server.port, user: 'root', database: 'places' });
    await other.query(`create table ${table} (id bigint auto_increment primary key, content mediumtext not null)`);
    const proxy = await startFaultProxy({ port: server.port });
    const put = async (content: string): Promise<void> => {
      await other.execute(`insert into ${table} (content) values (?)`, [content]);
    };
    return {
      settings: {
        system: 'mariadb',
        host: '127.0.0.1',
        port: proxy.port,
        database: 'places',
        user: 'reader',
        tls: 'off',
      },
      credentials: { password },
      expired: { password: 'falscher-igel-43' },
      reach: createReach({ allowPrivate: true }),
      proxy,
      incoming: {
        stream: 'messages',
        settings: {
          select: `select id, content from ${table} where id >= :cursor order by id`,
          keys: ['id'],
          version: ['id'],
          cursor: { column: 'id', kind: 'number', start: '0', overlap: 0 },
        },
        put: async (marks) => {
          for (const mark of marks) await put(mark);
        },
        putLarge: (mark, bytes) => put(mark + 'x'.repeat(bytes)),
      },
      [Symbol.asyncDispose]: async () => {
        await proxy[Symbol.asyncDispose]();
        await other.end();
      },
    };
  },
  isPaced: true,
  wrong: [
    { part: 'settings', change: { system: 'oracle' }, field: 'system' },
    { part: 'stream', change: { keys: [] }, field: 'keys' },
  ],
});
