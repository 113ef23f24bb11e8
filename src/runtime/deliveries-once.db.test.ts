// What must not be done twice, through the runner: a node died with it, and nobody knows what came of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aConnection, connect } from '#connections/connection.testsuite.ts';
import { createSecretBox } from '#connections/secrets.ts';
import type { Mapped } from '#connections/mapping/mapping.ts';
import type { Connector, Outgoing } from '#connectors/connector.ts';
import { lease } from './deliveries-store.ts';
import { delivering, drain } from './deliveries.testsuite.ts';
import type { Delivering } from './deliveries.testsuite.ts';

/** Books whatever it is sent, as often as it is sent, and cannot be asked what it has. */
function bank(booked: Outgoing[]): Connector {
  return {
    kind: 'bank',
    title: 'An interface that books twice',
    settings: { type: 'object' },
    credentials: {},
    targets: () => [],
    stream: null,
    operation: { type: 'object' },
    declare: () => ({ effect: 'write', idempotency: 'none' }),
    open: () => ({
      check: () => Promise.resolve('It is there.'),
      send: (outgoing) => {
        booked.push(outgoing);
        return Promise.resolve({ kind: 'done' });
      },
      close: () => Promise.resolve(),
    }),
  };
}

/** Its first attempt was under way when its node died. */
async function leftByADeadNode(world: Delivering): Promise<void> {
  const { pool } = world.database;
  const operation = { name: 'pay', settings: {}, types: [], mapping: 'any', format: { name: 'json' }, answers: null };
  await connect(
    pool,
    createSecretBox(Buffer.alloc(32, 3)),
    aConnection({ code: 'bank', kind: 'bank', operations: [operation] }),
  );
  const [seq = 0] = await world.queue('bank', ['a']);
  await pool.query(`update deliveries set operation = 'pay'`);
  assert.equal((await lease(pool, 'dead node', [seq], 5_000)).length, 1);
  await world.letTimePass();
}

test('that nobody knows what came of an attempt is not forgotten when the next one is put off', async () => {
  await using world = await delivering();
  await leftByADeadNode(world);
  const booked: Outgoing[] = [];
  let isAway = true;
  const mapper = {
    map: (): Promise<readonly Mapped[]> =>
      isAway ? Promise.reject(new Error('identifiers are away')) : Promise.resolve([{ ok: true, value: { pay: 1 } }]),
  };
  const runner = world.runner({ mapper, connector: bank(booked) });
  await drain(runner);
  assert.match(world.problems.join(), /identifiers are away/);
  isAway = false;
  await world.letTimePass();
  await drain(runner);
  assert.deepEqual(
    (await world.states()).map(({ state, error }) => [state, error]),
    [['dead', 'outcome_unknown']],
  );
  assert.equal(booked.length, 0);
});

test('nor when nothing can be made of it any more', async () => {
  await using world = await delivering();
  await leftByADeadNode(world);
  const problem = { code: 'mapping_failed', detail: 'There is no amount.', fix: 'Mend the mapping.' } as const;
  const mapper = { map: (): Promise<readonly Mapped[]> => Promise.resolve([{ ok: false, problem }]) };
  await drain(world.runner({ mapper, connector: bank([]) }));
  const [delivery] = await world.states();
  assert.deepEqual([delivery?.state, delivery?.error], ['dead', 'outcome_unknown']);
  const { rows } = await world.database.pool.query<{ said: string }>('select last_error::text as said from deliveries');
  assert.match(rows[0]?.said ?? '', /There is no amount/);
  assert.match(world.problems.join(), /is dead \(outcome_unknown\)/);
});

test('what was sent is not sent again because something beside it failed', async () => {
  await using world = await delivering();
  const { pool } = world.database;
  const sent: Outgoing[] = [];
  const connector: Connector = {
    ...bank(sent),
    kind: 'busy',
    open: () => ({
      check: () => Promise.resolve('It is there.'),
      send: (outgoing) => {
        sent.push(outgoing);
        const fault = { code: 'busy', detail: 'It is busy.', fix: 'Wait.' } as const;
        return Promise.resolve(sent.length > 5 ? { kind: 'done' } : { kind: 'later', fault });
      },
      close: () => Promise.resolve(),
    }),
  };
  await connect(pool, createSecretBox(Buffer.alloc(32, 3)), aConnection({ code: 'busy', kind: 'busy' }));
  const [seq] = await world.queue('busy', ['a']);
  let now = 0;
  const runner = world.runner({ connector, clock: () => now });
  for (let failure = 1; failure <= 5; failure++) {
    await world.letTimePass();
    await runner.step();
    now += 120_000;
  }
  await world.letTimePass();
  // That its receiver is back hurries what waits, and cannot read this row.
  await pool.query(
    `insert into deliveries (connection, lane, turn_id, ordinal, type, attempts, available_at, last_error)
     values ('busy', 'b', gen_random_uuid(), 0, 'any', 1, now() + interval '1 hour', $1)`,
    [JSON.stringify({ code: 'busy', detail: '\0' })],
  );
  await runner.step();
  const { rows } = await pool.query('select state from deliveries where seq = $1', [seq]);
  assert.deepEqual([rows, sent.length], [[{ state: 'delivered' }], 6]);
  assert.match(world.problems.join(), /Unicode/);
});
