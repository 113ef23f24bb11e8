// What nodes tell each other: one rate for all of them, receivers that fail, and what attempts came to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAllHealth, readHealth } from '#connections/health/health.ts';
import { putPause, usual } from '#connections/connection-store.ts';
import { testDatabase } from '#postgres/test-database.ts';
import { paceOf } from './connection-pace.ts';
import { drawTokens, reserveToken } from './deliveries-notes.ts';
import { delivering, drain } from './deliveries.testsuite.ts';
import { forgetNotes, forgetOldEdits } from './housekeeping.ts';
import { ConnectionWatch } from './watch-connections.ts';

test('a rate holds for all nodes together, however many ask at once', async () => {
  await using database = await testDatabase({ max: 8 });
  const { pool } = database;
  const ask = (wanted: number) => drawTokens(pool, [{ connection: 'shop', perSecond: 20, wanted }]);
  const begun = performance.now();
  const given = await Promise.all(Array.from({ length: 8 }, () => ask(10)));
  const sum = given.reduce((total, map) => total + (map.get('shop') ?? 0), 0);
  const flowedIn = (20 * (performance.now() - begun)) / 1_000;
  assert.ok(sum >= 20 && sum <= 20 + flowedIn, `${sum} given, of a full bucket and ${flowedIn}`);
  // A clock that went back gives nothing, and takes nothing.
  await pool.query(`update connection_rates set tokens = 0.5, at = clock_timestamp() + interval '1 hour'`);
  assert.equal((await ask(10)).get('shop'), 0);
  await pool.query(`update connection_rates set tokens = 0, at = clock_timestamp() - interval '250 milliseconds'`);
  const [some = 0] = [...(await ask(50)).values()];
  assert.ok(some >= 5 && some <= 20);
  // A slow rate gives one at a time; a long rest does not save up for a rush.
  await drawTokens(pool, [{ connection: 'slow', perSecond: 0.5, wanted: 1 }]);
  await pool.query(`update connection_rates set at = clock_timestamp() - interval '1 hour' where connection = 'slow'`);
  assert.equal((await drawTokens(pool, [{ connection: 'slow', perSecond: 0.5, wanted: 9 }])).get('slow'), 1);
});

test('who polls waits for its turn behind others, and deliveries draw nothing meanwhile', async () => {
  await using database = await testDatabase({ max: 8 });
  const { pool } = database;
  const bucket = { connection: 'shop', perSecond: 0.001 };
  const waits = await Promise.all(Array.from({ length: 4 }, () => reserveToken(pool, bucket)));
  // The bucket holds one; each of the others has its turn a thousand seconds after the one before.
  const turns = waits.map((ms) => Math.ceil(ms / 1_000_000)).toSorted((one, other) => one - other);
  assert.deepEqual(turns, [0, 1, 2, 3]);
  assert.equal((await drawTokens(pool, [{ ...bucket, wanted: 5 }])).get('shop'), 0);
  await pool.query(`update connection_rates set at = at - interval '3500 seconds'`);
  assert.equal((await drawTokens(pool, [{ ...bucket, wanted: 5 }])).get('shop'), 0);
  await pool.query(`update connection_rates set at = at - interval '1000 seconds'`);
  assert.equal((await drawTokens(pool, [{ ...bucket, wanted: 5 }])).get('shop'), 1);
});

test('a wait for a turn ends when it is told to', async () => {
  await using database = await testDatabase({ max: 2 });
  const limits = { ...usual.limits, perSecond: 0.01 };
  assert.equal(paceOf(database.pool, { code: 'shop', limits: usual.limits }), undefined);
  const pace = paceOf(database.pool, { code: 'shop', limits });
  assert.ok(pace);
  const stop = new AbortController();
  await pace(stop.signal);
  const waiting = pace(stop.signal);
  stop.abort();
  await assert.rejects(waiting, { name: 'AbortError' });
});

test('a runner begins no more than the rate lets it, and asks again when there may be more', async () => {
  await using world = await delivering();
  await world.connect('shop', { perSecond: 0.01 });
  await world.queue('shop', ['a', 'b', 'c', 'd']);
  let now = 0;
  const runners = [world.runner({ clock: () => now }), world.runner({ clock: () => now })];
  await drain(...runners);
  assert.equal(world.receiver.received.length, 1, 'for both nodes together');
  await world.database.pool.query(`update connection_rates set at = at - interval '100 seconds'`);
  // Both know that nothing was left, and do not ask before their clocks say that there may be more.
  await drain(...runners);
  assert.equal(world.receiver.received.length, 1);
  now = 100_000;
  await drain(...runners);
  assert.equal(world.receiver.received.length, 2);
});

test('a receiver that fails is known to all, with since when and why, until it answers', async () => {
  await using world = await delivering();
  const { pool } = world.database;
  await world.queue(
    'shop',
    Array.from({ length: 40 }, (_, index) => `lane-${index}`),
  );
  world.receiver.answer = 503;
  let now = 0;
  const runner = world.runner({ clock: () => now });
  for (let round = 0; round < 6; round++) {
    await runner.step();
    await world.letTimePass();
  }
  const failing = await readHealth(pool, 'shop');
  assert.equal(failing?.state, 'failing');
  assert.match(failing.why, /503/);
  assert.deepEqual([failing.breakers.length, failing.rates.delivered, failing.rates.errorRate], [1, 0, 1]);
  assert.ok(failing.rates.failed > 0);

  const said: string[] = [];
  const watch = new ConnectionWatch(pool, (sentence) => said.push(sentence));
  await watch.step();
  await watch.step();
  world.receiver.answer = 200;
  for (let round = 0; round < 8; round++) {
    now += 120_000;
    await world.letTimePass();
    await drain(runner);
  }
  const back = await readHealth(pool, 'shop');
  assert.deepEqual([back?.state, back?.breakers.length, back?.backlog.queued], ['working', 0, 0]);
  assert.equal(back?.rates.delivered, 40);
  await watch.step();
  assert.equal(said.length, 2, said.join('\n'));
  assert.match(said[0] ?? '', /^Connection shop of Tests is failing since .*503/);
  assert.match(said[1] ?? '', /^Connection shop of Tests is working again\.$/);
});

test('while it is paused nothing goes out, everything is kept, and then it all goes, in order', async () => {
  await using world = await delivering();
  const { pool } = world.database;
  const runner = world.runner();
  const pause = { at: new Date().toISOString(), by: 'key:test', reason: 'Their stock count' };
  await putPause(pool, 'shop', 'key:test', pause);
  await world.queue('shop', ['a', 'b', 'a', 'a']);
  await drain(runner);
  assert.equal(world.receiver.received.length, 0);
  assert.ok((await world.states()).every(({ state, attempts }) => state === 'queued' && attempts === 0));
  const health = await readHealth(pool, 'shop');
  assert.deepEqual([health?.state, health?.backlog.queued], ['paused', 4]);
  await putPause(pool, 'shop', 'key:test', null);
  await drain(runner);
  assert.deepEqual(
    world.receiver.received
      .filter(({ event }) => event['subject'] === 'a')
      .map(({ event }) => (event['data'] as { index: number }).index),
    [0, 2, 3],
  );
  assert.deepEqual(
    (await readAllHealth(pool, { after: null, limit: 10 })).map(({ state }) => state),
    ['working'],
  );
});

test('a node that stops takes back what it knew of receivers, and old notes are forgotten', async () => {
  await using world = await delivering();
  const { pool } = world.database;
  await world.queue(
    'shop',
    Array.from({ length: 40 }, (_, index) => `lane-${index}`),
  );
  world.receiver.answer = 503;
  const runner = world.runner({ clock: () => 0 });
  for (let round = 0; round < 6; round++) {
    await runner.step();
    await world.letTimePass();
  }
  const count = async (table: string): Promise<number> =>
    (await pool.query<{ count: number }>(`select count(*)::int as count from ${table}`)).rows[0]?.count ?? -1;
  assert.equal(await count('connection_breakers'), 1);
  await runner.stop();
  assert.equal(await count('connection_breakers'), 0);
  assert.ok((await count('connection_minutes')) > 0);
  await pool.query(`update connection_minutes set minute = minute - interval '3 days'`);
  await forgetNotes(pool);
  assert.equal(await count('connection_minutes'), 0);
});

test('what people wrote into a delivery is forgotten months after it was settled, and who did it is not', async () => {
  await using world = await delivering();
  const { pool } = world.database;
  await world.queue('shop', ['a', 'b', 'c']);
  await pool.query(
    `update deliveries set edited = '{"name":"Buyer"}', edited_by = 'key:test', edited_at = now() - interval '1 year',
       state = case lane when 'a' then 'delivered' when 'b' then 'dead' else state end`,
  );
  assert.equal(await forgetOldEdits(pool), 1);
  const { rows } = await pool.query(
    'select lane, edited is null as forgotten, edited_by as by from deliveries order by lane',
  );
  assert.deepEqual(rows, [
    { lane: 'a', forgotten: true, by: 'key:test' },
    { lane: 'b', forgotten: false, by: 'key:test' },
    { lane: 'c', forgotten: false, by: 'key:test' },
  ]);
});
