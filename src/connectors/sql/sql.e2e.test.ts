import assert from 'node:assert/strict';
import { test } from 'node:test';
import { debianProgram, notHere } from '../../../tools/debian.ts';
import { ConnectorFault } from '#connectors/connector.ts';
import { createReach } from '#connectors/network/reach.ts';
import { sqlConnector } from './connector.ts';
import { startMariadb } from './mariadb-server.testsuite.ts';

const signal = new AbortController().signal;

test('MariaDB is read exactly, page by page, and never changed', async (context) => {
  const program = debianProgram('mariadbd');
  if (program === null) return context.skip(notHere('mariadbd', ['mariadb-server']));
  const server = await startMariadb(program);
  context.after(() => server.stop());
  await server.run(
    'create database erp',
    `create table erp.orders (id bigint unsigned primary key, changed_at timestamp(6) not null, total decimal(20,4), day date,
       note varchar(100) character set utf8mb4, paid bit(1), seen datetime(3), scan blob, doc json)`,
    `insert into erp.orders values
       (18446744073709551615, '2026-11-23 10:00:00.123456', 12345678901234.5678, '2026-11-23', 'Zoë 🙂', 1, '2026-11-23 11:00:00.5', x'00ff', '{"a": 1}'),
       (2, '2026-11-23 10:00:01', null, null, null, 0, null, null, null),
       (3, '2026-11-23 10:00:02', 0, null, null, 0, null, null, null)`,
    `create user reader@'%' identified by 'geheim-42'`,
    `grant select, insert on erp.* to reader@'%'`,
  );
  const open = (
    password = 'geheim-42',
    select = 'select * from orders where changed_at >= :cursor order by changed_at',
  ) => {
    const settings = {
      system: 'mariadb',
      host: '127.0.0.1',
      port: server.port,
      database: 'erp',
      user: 'reader',
      tls: 'off',
    };
    const session = sqlConnector.open({
      connection: 'erp',
      settings,
      credentials: { password },
      reach: createReach({ allowPrivate: true }),
      limits: { timeoutMs: 20_000, messageBytesMax: 100_000 },
    });
    const stream = {
      select,
      keys: ['id'],
      cursor: { column: 'changed_at', kind: 'time', start: '2000-01-01', overlap: 0 },
      rowsMax: 2,
    };
    return {
      session,
      receive: (cursor: string | null) => session.receive?.({ stream: 'orders', settings: stream, cursor, signal }),
    };
  };

  const { session, receive } = open();
  assert.match(await session.check(signal), /^MariaDB .* as the user reader@%\.$/);
  const got: unknown[] = [];
  let cursor: string | null = null;
  for await (const batch of receive(null) ?? []) {
    got.push(...batch.messages.map(({ body }) => JSON.parse(Buffer.from(body).toString('utf8')) as unknown));
    cursor = batch.cursor;
  }
  assert.deepEqual(got[0], {
    id: '18446744073709551615',
    changed_at: '2026-11-23T10:00:00.123456Z',
    total: '12345678901234.5678',
    day: '2026-11-23',
    note: 'Zoë 🙂',
    paid: 1,
    seen: '2026-11-23T11:00:00.500',
    scan: 'AP8=',
    doc: { a: 1 },
  });
  assert.equal(cursor, '2026-11-23T10:00:02Z');
  const again: string[] = [];
  for await (const batch of receive(cursor) ?? []) again.push(...batch.messages.map(({ about }) => about['id'] ?? ''));
  assert.deepEqual(again, ['3'], 'the last row comes again, and is known by its key');

  const writes = open('geheim-42', 'insert into orders (id, changed_at) select 4, :cursor');
  await assert.rejects(
    async () => {
      for await (const _ of writes.receive(null) ?? []);
    },
    (error) => error instanceof ConnectorFault && error.fault.code === 'misconfigured',
  );
  const wrong = open('falsch-43');
  await assert.rejects(wrong.session.check(signal), (error) => {
    assert.ok(error instanceof ConnectorFault);
    assert.equal(error.fault.code, 'unauthorized');
    assert.doesNotMatch(JSON.stringify(error.fault), /falsch-43/);
    return true;
  });
  for (const { session: open_ } of [{ session }, writes, wrong]) await open_.close();
});
