import assert from 'node:assert/strict';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { test } from 'node:test';
import { testDatabase } from '#postgres/test-database.ts';
import type { TestDatabase } from '#postgres/test-database.ts';
import { ConnectorFault } from '#connectors/connector.ts';
import type { Outgoing, Sent, Session, Settings } from '#connectors/connector.ts';
import { createReach } from '#connectors/network/reach.ts';
import { sqlConnector } from './connector.ts';
import type { SqlOperation, SqlStream } from './settings.ts';

const signal = new AbortController().signal;

/** The test server listens on a Unix socket alone: a door on loopback leads to it. `cut`: what the door does with bytes of the client. */
async function door(database: TestDatabase, cut: (bytes: Buffer) => boolean = () => false) {
  const url = new URL(database.connectionString);
  const socketPath = `${decodeURIComponent(url.hostname)}/.s.PGSQL.${url.port}`;
  const seen = { connections: 0 };
  const server = createServer((client) => {
    seen.connections += 1;
    const inner = connect(socketPath);
    client.on('data', (bytes) => {
      if (!cut(bytes)) return void inner.write(bytes);
      // What was asked for is done, and the answer is lost.
      inner.removeAllListeners('data');
      inner.write(bytes);
      inner.once('data', () => client.destroy());
    });
    inner.on('data', (bytes) => client.write(bytes));
    for (const socket of [client, inner]) socket.on('error', () => undefined);
    client.on('close', () => inner.end());
    inner.on('close', () => client.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port, url, seen };
}

async function started(context: { after(work: () => unknown): void }, cut?: (bytes: Buffer) => boolean) {
  const database = await testDatabase({ migrated: false });
  const { server, port, url, seen } = await door(database, cut);
  const settings: Settings = {
    system: 'postgresql',
    host: '127.0.0.1',
    port,
    database: url.pathname.slice(1),
    user: decodeURIComponent(url.username),
    tls: 'off',
    connectionsMax: 2,
  };
  const session = sqlConnector.open({
    connection: 'erp',
    settings,
    credentials: { password: decodeURIComponent(url.password) },
    reach: createReach({ allowPrivate: true }),
    limits: { timeoutMs: 20_000, messageBytesMax: 100_000 },
  });
  context.after(async () => {
    await session.close();
    server.close();
    await database[Symbol.asyncDispose]();
  });
  await database.pool.query(`alter database ${url.pathname.slice(1)} set search_path = crossdock, public`);
  await database.pool.query('create schema crossdock');
  const run = (sql: string) => database.pool.query(sql);
  return { session, run, settings, seen };
}

async function receive(session: Session, stream: SqlStream, cursor: string | null = null) {
  const messages: { key: string; value: unknown }[] = [];
  let last = cursor;
  for await (const batch of session.receive?.({
    stream: 's',
    settings: stream as unknown as Settings,
    cursor,
    signal,
  }) ?? []) {
    for (const { key, body } of batch.messages)
      messages.push({ key, value: JSON.parse(Buffer.from(body).toString('utf8')) });
    last = batch.cursor;
    await batch.done();
  }
  return { messages, cursor: last };
}

const outgoing = (operation: SqlOperation, value: unknown, id = 'dlv_1'): Outgoing => ({
  id,
  operation: 'orders',
  settings: operation as unknown as Settings,
  lane: 'ord_1',
  attempt: 1,
  value,
  body: Buffer.from(JSON.stringify(value)),
  mediaType: 'application/json',
  traceparent: null,
});

const faultCode = (code: string) => (error: unknown) => error instanceof ConnectorFault && error.fault.code === code;
const refusal = (sent: Sent | undefined) => (sent?.kind === 'refused' ? sent.fault.detail : sent?.kind);

test('rows come exactly as they are', async (context) => {
  const { session, run } = await started(context);
  assert.match(await session.check(signal), /^PostgreSQL \d+.*, as the user /);
  await run(
    `create table t (id bigint, n numeric, d date, at timestamptz, naive timestamp, f float8, b bool, j jsonb, raw bytea, list numeric[])`,
  );
  await run(`insert into t values (9223372036854775807, 12345678901234567890.123, '2026-03-29', '2026-11-23 10:00:00.123456+02',
    '2026-11-23 10:00:00', 'NaN', true, '{"a": [1]}', '\\x00ff', '{1.10,2}')`);
  const { messages } = await receive(session, { select: 'select * from t', keys: ['id'], version: ['at'] });
  assert.deepEqual(messages, [
    {
      key: '9223372036854775807@2026-11-23T08:00:00.123456Z',
      value: {
        id: '9223372036854775807',
        n: '12345678901234567890.123',
        d: '2026-03-29',
        at: '2026-11-23T08:00:00.123456Z',
        naive: '2026-11-23T10:00:00',
        f: 'NaN',
        b: true,
        j: { a: [1] },
        raw: 'AP8=',
        list: ['1.10', '2'],
      },
    },
  ]);
});

test('rows that suddenly get large are broken off, and read few at a time', async (context) => {
  const { session, run, seen } = await started(context);
  await run('create table t (id int primary key, what text not null)');
  await run(`insert into t select n, 'small' from generate_series(1, 250) n`);
  await run(`insert into t select n, repeat('x', 1000000) from generate_series(251, 290) n`);
  const select = 'select id, what from t where id >= :cursor order by id';
  const cursor = { column: 'id', kind: 'number', start: '0', overlap: 0 } as const;
  const stream: SqlStream = { select, keys: ['id'], version: ['id'], cursor };
  const keys = new Set<string>();
  const faults: string[] = [];
  const from = { stream: 's', settings: stream as unknown as Settings, cursor: null, signal };
  for await (const { messages } of session.receive?.(from) ?? [])
    for (const { key, fault } of messages) {
      if (!keys.has(key) && fault !== undefined) faults.push(fault.code);
      keys.add(key);
    }
  assert.equal(keys.size, 290);
  assert.deepEqual([faults.length, new Set(faults)], [40, new Set(['too_large'])]);
  assert.equal(seen.connections, 2, 'the first one ended in the middle of what it had been asked for');

  // One row that is too large by itself is no message at all, and says so.
  await run(`insert into t values (300, repeat('x', 20000000))`);
  const only = 'select id, what from t where id >= :cursor and id >= 300 order by id';
  await assert.rejects(receive(session, { ...stream, select: only }), faultCode('too_large'));
});

test('a commit that comes late is not lost, and what comes again is known by its key', async (context) => {
  const { session, run } = await started(context);
  await run('create table t (id int primary key, changed_at timestamptz not null)');
  await run(
    `insert into t select n, timestamptz '2026-11-23 10:00:00Z' + n * interval '1 s' from generate_series(1, 250) n`,
  );
  const stream: SqlStream = {
    select: 'select id, changed_at from t where changed_at >= :cursor order by changed_at, id',
    keys: ['id'],
    version: ['changed_at'],
    cursor: { column: 'changed_at', kind: 'time', start: '2026-01-01T00:00:00Z', overlap: 60 },
    rowsMax: 100,
  };
  const first = await receive(session, stream);
  assert.deepEqual(new Set(first.messages.map(({ key }) => key.split('@')[0])).size, 250);
  assert.equal(first.cursor, '2026-11-23T10:04:10Z');

  await run(`insert into t values (1000, '2026-11-23 10:03:30Z')`);
  const second = await receive(session, stream, first.cursor);
  const known = new Set(first.messages.map(({ key }) => key));
  assert.deepEqual(
    second.messages.filter(({ key }) => !known.has(key)).map(({ key }) => key),
    ['1000@2026-11-23T10:03:30Z'],
  );
  assert.equal(second.cursor, first.cursor, 'the cursor never goes back');
});

test('a stream that could lose rows is refused in words', async (context) => {
  const { session, run } = await started(context);
  await run('create table t (id int primary key, seq bigint)');
  await run('insert into t select n, case when n < 50 then 1 else 100 - n end from generate_series(1, 60) n');
  const cursor = { column: 'seq', kind: 'number', start: '0', overlap: 0 } as const;
  const wrong: readonly (readonly [SqlStream, string])[] = [
    [
      { select: 'select * from t where seq >= :cursor order by id desc', keys: ['id'], cursor: { ...cursor } },
      'misconfigured',
    ],
    [{ select: 'select * from t where seq >= :cursor order by seq', keys: ['id'], cursor, rowsMax: 20 }, 'too_large'],
    [{ select: 'select * from t', keys: ['id'], rowsMax: 20 }, 'too_large'],
    [{ select: 'select * from t', keys: ['nr'] }, 'misconfigured'],
    [{ select: 'select null as id', keys: ['id'] }, 'misconfigured'],
    [{ select: 'select * from nowhere', keys: ['id'] }, 'misconfigured'],
    [{ select: 'delete from t returning id', keys: ['id'] }, 'misconfigured'],
  ];
  for (const [stream, code] of wrong) await assert.rejects(receive(session, stream), faultCode(code), stream.select);
  assert.equal((await run('select count(*)::int as n from t')).rows[0].n, 60);
});

const upsert: SqlOperation = {
  statements: [
    {
      sql: `insert into orders (id, total, note, sent_by) values (:id, :total, :note, :by)
            on conflict (id) do update set total = excluded.total, note = excluded.note`,
      values: { id: '/id', total: '/total', note: { at: '/note', orNull: true }, by: 'id' },
      rows: { min: 1, max: 1 },
    },
  ],
  idempotency: 'native',
  look: {
    select: 'select id, total from orders where id = :id and total = :total::numeric',
    values: { id: '/id', total: '/total' },
  },
};

test('statements get their values as parameters, and do all or nothing', async (context) => {
  const { session, run } = await started(context);
  await run('create table orders (id text primary key, total numeric check (total >= 0), note text, sent_by text)');
  const evil = `x'); drop table orders; --`;
  const value = { id: evil, total: 12.5 };
  assert.deepEqual(await session.look?.(outgoing(upsert, value), signal), { state: null, isDone: false });
  for (let attempt = 0; attempt < 2; attempt += 1)
    assert.deepEqual(await session.send?.(outgoing(upsert, value), signal), { kind: 'done' });
  assert.deepEqual((await run('select id, total, note, sent_by from orders')).rows, [
    { id: evil, total: '12.5', note: null, sent_by: 'dlv_1' },
  ]);
  assert.deepEqual(await session.look?.(outgoing(upsert, value), signal), {
    state: [{ id: evil, total: '12.5' }],
    isDone: true,
  });

  assert.match(
    refusal(await session.send?.(outgoing(upsert, { id: 'b', total: -1 }), signal)) ?? '',
    /check constraint.*\(23514\)/,
  );
  assert.match(refusal(await session.send?.(outgoing(upsert, { id: 'b' }), signal)) ?? '', /nothing at \/total/);
  const two: SqlOperation = {
    statements: [
      { sql: `insert into orders (id, total) values ('c', 1)`, rows: { min: 1, max: 1 } },
      { sql: 'update orders set total = 2 where id = :id', values: { id: '/id' }, rows: { min: 1, max: 1 } },
    ],
    idempotency: 'none',
  };
  assert.match(
    refusal(await session.send?.(outgoing(two, { id: 'none' }), signal)) ?? '',
    /Statement 2 changed 0 rows; 1 were expected/,
  );
  assert.equal((await run(`select 1 from orders where id = 'c'`)).rowCount, 0);

  const stopped = AbortSignal.abort();
  assert.deepEqual(await session.send?.(outgoing(upsert, value), stopped), { kind: 'given_up' });
  const sends = Array.from({ length: 20 }, async (_, n) =>
    session.send?.(outgoing(upsert, { id: `n${n}`, total: n }), signal),
  );
  assert.ok(
    (await Promise.all(sends)).every((sent) => sent?.kind === 'done'),
    'over two connections, in turns',
  );
});

test('a lost answer to the commit is told as unknown, and looking tells', async (context) => {
  let isLosing = true;
  const cut = (bytes: Buffer): boolean => isLosing && bytes.includes('commit\0') && bytes[0] === 0x51;
  const { session, run } = await started(context, cut);
  await run('create table orders (id text primary key, total numeric, note text, sent_by text)');
  const sent = await session.send?.(outgoing(upsert, { id: 'a', total: 1 }), signal);
  assert.equal(sent?.kind, 'unknown');
  isLosing = false;
  assert.equal((await session.look?.(outgoing(upsert, { id: 'a', total: 1 }), signal))?.isDone, true);
  assert.equal((await run('select 1 from orders')).rowCount, 1);
});

test('settings that could not work are told before they are kept', () => {
  const problems = sqlConnector.check?.(
    {
      settings: { system: 'postgresql' },
      streams: {
        a: { select: 'select 1; select 2', keys: ['id'] },
        b: { select: 'select 1', keys: ['id'], cursor: { column: 'x', kind: 'time', start: 'soon', overlap: 0 } },
      },
      operations: {
        c: { statements: [{ sql: 'delete from t where id = :id', rows: { min: 1 } }], idempotency: 'none' },
      },
      credentials: [],
    },
    { allowPrivate: true },
  );
  assert.deepEqual(
    problems?.map(({ pointer }) => pointer),
    ['/streams/a/select', '/streams/b/select', '/streams/b/cursor/start', '/operations/c/statements/0/sql'],
  );
});

test('while a password is being replaced, the one before it lets us in, and that is said', async (context) => {
  const { run, settings } = await started(context);
  await run(`create role rotated_${String(settings['port'])} login password 'alt-geheim-1'`);
  const check = async (credentials: Record<string, string>): Promise<string> => {
    const session = sqlConnector.open({
      connection: 'erp',
      settings: { ...settings, user: `rotated_${String(settings['port'])}` },
      credentials,
      reach: createReach({ allowPrivate: true }),
      limits: { timeoutMs: 20_000, messageBytesMax: 100_000 },
    });
    try {
      return await session.check(signal);
    } finally {
      await session.close();
    }
  };
  const both = { password: 'neu-geheim-2', 'password.previous': 'alt-geheim-1' };
  try {
    assert.match(await check(both), /with the credential before the current one/);
    await assert.rejects(check({ password: 'neu-geheim-2' }), faultCode('unauthorized'));
    await assert.rejects(check({ ...both, 'password.previous': 'falsch-3' }), faultCode('unauthorized'));
    await run(`alter role rotated_${String(settings['port'])} password 'neu-geheim-2'`);
    assert.doesNotMatch(await check(both), /before the current one/);
  } finally {
    await run(`drop role rotated_${String(settings['port'])}`);
  }
});
