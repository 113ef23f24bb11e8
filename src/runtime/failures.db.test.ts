// What goes wrong under a turn: a message that the database or the code cannot bear, locks that cross, connections that break.
import assert from 'node:assert/strict';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { limits } from '#kernel/limits.ts';
import type { Command } from '#processes/message.ts';
import { createClient } from '#postgres/pool.ts';
import type { TestDatabase } from '#postgres/test-database.ts';
import { event, item, place, site } from './commands.testsuite.ts';
import { Spec, refused } from './spec.ts';
import { stepped } from './stepped.testsuite.ts';
import type { SteppedNode } from './stepped.testsuite.ts';

const world: readonly Command[] = [
  site('S1', { rank: 1 }),
  site('S2', { rank: 2 }),
  item('A'),
  item('B'),
  event('received', 'A', 'S1', 500),
  event('received', 'B', 'S1', 500),
];

/** The last message lets the node see the master data that the others made. */
async function prepared(node: SteppedNode): Promise<Spec> {
  const spec = new Spec();
  await node.run(world.map((command) => spec.message(command)));
  await node.run([spec.message(event('received', 'A', 'S2', 1))]);
  return spec;
}

async function onHand(pool: pg.Pool, code = 'A'): Promise<number> {
  const { rows } = await pool.query<{ on_hand: number }>(
    `select on_hand from balances where item = $1 and site = 'S1'`,
    [code],
  );
  return rows[0]?.on_hand ?? 0;
}

test(`messages that cannot be borne harm none of the other ${limits.turnMessagesMax}`, async () => {
  await using stage = await stepped();
  const node = await stage.node();
  const spec = await prepared(node);
  const poison = new Map<number, readonly [what: string, command: Command]>([
    [3, ['a text that the database refuses to store', event('issued', 'A', 'S1', 1, { reason: 'nul \u0000 byte' })]],
    [77, ['a code that the database refuses to look up', place('poison', [['nul \u0000 byte', 1]])]],
    [100, ['a name that the database refuses to look up', place('nul \u0000 byte', [['A', 1]])]],
    // A document that no contract lets through: deciding it throws.
    [
      128,
      [
        'a bug in the decision',
        place('bug1', [['A', 1]], { lines: [{ line: 1, item: 'A', quantity: 1, price: null }] } as never),
      ],
    ],
    [200, ['a bug before the decision', place('bug2', [['A', 1]], { lines: 5 } as never)]],
    [
      255,
      [
        'a bug in an outside event',
        event('issued', 'A', 'S1', 1, { unit: { length: 1 } as never, asOf: null as never }),
      ],
    ],
  ]);
  const commands = Array.from(
    { length: limits.turnMessagesMax },
    (_, at) => poison.get(at)?.[1] ?? place(`good${at}`, [[at % 2 === 0 ? 'A' : 'B', 1]]),
  );
  const replies = await node.run(commands.map((command) => spec.message(command)));
  for (const [at, { answer }] of replies.entries()) {
    const [what = 'a good message'] = poison.get(at) ?? [];
    assert.equal(answer.status, poison.has(at) ? 'refused' : 'done', `${what}: ${JSON.stringify(answer)}`);
    if (poison.has(at) && at !== 255) refused(answer, 'message_failed');
  }
  const { rows } = await stage.database.pool.query(
    `select (select count(*)::int from orders) as orders, (select count(*)::int from intakes where state = 'held') as held`,
  );
  assert.deepEqual(rows, [{ orders: limits.turnMessagesMax - poison.size, held: 2 }]);
  assert.ok(node.bugs.length >= poison.size - 1);
});

test('a turn that loses a deadlock is run again', async () => {
  await using stage = await stepped();
  const node = await stage.node();
  const spec = await prepared(node);
  const opened = node.opened();
  await withClient(stage.database, async (client) => {
    await client.query(`set deadlock_timeout = '1min'`); // So that the turn is the one that finds out.
    await client.query('begin');
    await client.query(`select 1 from balances where item = 'B' for update`);
    const turn = node.run([
      spec.message(
        place('1', [
          ['A', 1],
          ['B', 1],
        ]),
      ),
    ]);
    await waitingFor(stage.database.pool, 1);
    const crossing = client.query(`select 1 from balances where item = 'A' for update`);
    await crossing;
    await client.query('commit');
    const [reply] = await turn;
    assert.equal(reply?.answer.status, 'done');
  });
  assert.equal(node.opened(), opened + 2);
});

test('a turn that waits too long for a lock is run again', async () => {
  await using stage = await stepped();
  const node = await stage.node();
  const spec = await prepared(node);
  const opened = node.opened();
  await withClient(stage.database, async (client) => {
    await client.query('begin');
    await client.query(`select 1 from balances where item = 'A' for update`);
    const turn = node.run([spec.message(place('1', [['A', 1]]))]);
    for (const giveUp = Date.now() + 15_000; node.opened() < opened + 2;) {
      assert.ok(Date.now() < giveUp, 'the lock timeout of 5 s was not noticed');
      await sleep(50);
    }
    await client.query('commit');
    const [reply] = await turn;
    assert.equal(reply?.answer.status, 'done');
  });
});

test('a connection that is killed before the commit leaves nothing, and the next turn runs', async () => {
  await using stage = await stepped();
  let kill = false;
  const node = await stage.node({
    beforeCommit: async () => {
      if (!kill) return;
      kill = false;
      await stage.database.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'stepped turns'`,
      );
    },
  });
  const spec = await prepared(node);
  const order = spec.message(place('1', [['A', 1]]), { claim: { source: 'key:1', id: 'k' } });
  kill = true;
  await assert.rejects(node.run([order]), { name: 'Fault', code: 'store_unavailable' });
  const { rowCount } = await stage.database.pool.query('select 1 from orders');
  assert.equal(rowCount, 0);
  const [again] = await node.run([order]);
  assert.deepEqual([again?.answer.status, again?.repeated], ['done', false]);
});

for (const [what, forwarded] of [
  ['reached the server', true],
  ['did not reach the server', false],
] as const) {
  test(`the outcome of a commit whose connection broke is looked up: it ${what} (n8n-io/n8n#23807: success overwritten by crash marker)`, async () => {
    await using stage = await stepped();
    await using wire = await cuttableWire(stage.database);
    const node = await stage.node({ connectionString: wire.address });
    const spec = await prepared(node);
    const turns = async (): Promise<number> =>
      (await stage.database.pool.query<{ position: number }>('select position from journal_head')).rows[0]?.position ??
      0;
    const before = await turns();
    const issue = spec.message(event('issued', 'A', 'S1', 1), { claim: { source: 'wms', id: '1' } });
    await withClient(stage.database, async (client) => {
      // The head of the chain is held, so that the lost transaction still runs when its outcome is asked for.
      await client.query('begin');
      await client.query('select 1 from journal_head for update');
      const cut = wire.cutAtCommit(forwarded);
      const turn = node.run([issue]);
      const ended = forwarded
        ? turn.then(([reply]) => assert.equal(reply?.answer.status, 'done'))
        : assert.rejects(turn, { name: 'Fault', code: 'store_unavailable' });
      await cut;
      await waitingFor(stage.database.pool, forwarded ? 2 : 1);
      await client.query('commit');
      await ended;
    });
    assert.deepEqual([await turns(), await onHand(stage.database.pool)], forwarded ? [before + 1, 499] : [before, 500]);
    const [again] = await node.run([issue]);
    assert.deepEqual(
      [again?.answer.status, again?.repeated, await onHand(stage.database.pool)],
      ['done', forwarded, 499],
    );
  });
}

test('a database that cannot be asked about a lost commit leaves its outcome unknown', async () => {
  await using stage = await stepped();
  await using wire = await cuttableWire(stage.database);
  const node = await stage.node({ connectionString: wire.address });
  const spec = await prepared(node);
  const cut = wire.cutAtCommit(true, true);
  const turn = assert.rejects(node.run([spec.message(event('issued', 'A', 'S1', 1))]), {
    name: 'Fault',
    code: 'outcome_unknown',
  });
  await cut;
  await turn;
});

async function withClient(database: TestDatabase, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = createClient({ ...database, applicationName: 'other session' });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** Until as many sessions of turns wait for a lock. */
async function waitingFor(pool: pg.Pool, count: number): Promise<void> {
  for (const giveUp = Date.now() + 8_000; ; await sleep(20)) {
    const { rowCount } = await pool.query(
      `select 1 from pg_stat_activity where datname = current_database() and application_name = 'stepped turns' and wait_event_type = 'Lock'`,
    );
    if (rowCount === count) return;
    assert.ok(Date.now() < giveUp, `${rowCount} sessions wait, not ${count}`);
  }
}

interface Wire {
  readonly address: string;
  /** Breaks the client's side of the connection that next commits; resolves when it did. `forGood` lets nobody in any more. */
  cutAtCommit(forward: boolean, forGood?: boolean): Promise<void>;
  [Symbol.asyncDispose]: () => Promise<void>;
}

/** A TCP relay to the database. */
async function cuttableWire(database: TestDatabase): Promise<Wire> {
  const {
    host,
    port,
    user = '',
    password = '',
    database: name = '',
  } = createClient({ ...database, applicationName: 'address' });
  const sockets = new Set<Socket>();
  let armed: { readonly forward: boolean; readonly forGood: boolean; readonly done: () => void } | undefined;
  const server: Server = createServer((client) => {
    const upstream = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    for (const socket of [client, upstream]) sockets.add(socket);
    for (const socket of [client, upstream]) socket.on('error', () => socket.destroy());
    upstream.on('data', (data) => client.writable && client.write(data));
    client.on('data', (data) => {
      const commits = data.includes('commit\0');
      if (armed === undefined || !commits) {
        upstream.write(data);
        return;
      }
      const { forward, forGood, done } = armed;
      armed = undefined;
      if (forGood) server.close();
      if (forward) upstream.write(data);
      else upstream.destroy();
      client.destroy();
      done();
    });
    client.on('end', () => upstream.end());
    upstream.on('end', () => client.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const listening = (server.address() as AddressInfo).port;
  return {
    address: `postgres://${encodeURIComponent(user)}:${encodeURIComponent(String(password))}@127.0.0.1:${listening}/${name}`,
    cutAtCommit: (forward, forGood = false) => new Promise<void>((done) => (armed = { forward, forGood, done })),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

test('a turn that meets a database that only reads is refused, and the next one finds the one that writes', async () => {
  await using stage = await stepped();
  const node = await stage.node();
  const spec = await prepared(node);
  const { pool } = stage.database;
  const readOnly = (value: 'on' | 'off'): Promise<unknown> =>
    pool.query(
      `do $$ begin execute format('alter database %I set default_transaction_read_only = ${value}', current_database()); end $$`,
    );
  await readOnly('on');
  await pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = 'stepped turns'`,
  );
  const refusals = [spec.message(place('1', [['A', 1]])), spec.message(place('2', [['A', 1]]))];
  for (const submission of refusals) await assert.rejects(node.run([submission]), { code: 'store_unavailable' });
  // As when an address leads to another server: connections that were made before still lead to the old one.
  await pool.query('set default_transaction_read_only = off');
  await readOnly('off');
  const [reply] = await node.run(refusals.slice(0, 1));
  assert.equal(reply?.answer.status, 'done');
});
