import assert from 'node:assert/strict';
import { once } from 'node:events';
import { fork } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { aConnection, connect } from '#connections/connection.testsuite.ts';
import { readConnection, readLiveConnections, switchOff } from '#connections/connection-store.ts';
import { replayAll } from '#connections/outbound/dead-letters.ts';
import type { Mapper } from '#connections/mapping/mapping.ts';
import { createSecretBox } from '#connections/secrets.ts';
import type { Received } from '#connectors/webhook/receiver.testsuite.ts';
import { verifies } from '#connectors/webhook/receiver.testsuite.ts';
import { makeSecret } from '#connectors/webhook/signature.ts';
import { lease, park } from './deliveries-store.ts';
import { replay, settle, skip } from './deliveries-settle.ts';
import { delivering, drain } from './deliveries.testsuite.ts';

const subjects = (received: readonly Received[]): unknown[] =>
  received.map(({ event }) => `${String(event['subject'])}:${String((event['data'] as { index: number }).index)}`);

test('a delivery is a signed CloudEvent of its journal entry', async () => {
  await using world = await delivering();
  await world.queue('shop', ['ord_1']);
  await drain(world.runner());
  const [received] = world.receiver.received;
  assert.ok(received);
  assert.equal(verifies(world.secret, received.headers, received.body, Date.now() / 1_000), true);
  assert.equal(received.headers['content-type'], 'application/cloudevents+json; charset=utf-8');
  assert.equal(received.id, received.event['id']);
  assert.match(received.id, /^[0-9a-f-]{36}-0$/);
  const { id: _, ...event } = received.event;
  assert.deepEqual(event, {
    specversion: '1.0',
    source: '/crossdock/test',
    type: 'crossdock.order.promised.v1',
    subject: 'ord_1',
    time: '2026-05-01T08:00:00.000Z',
    datacontenttype: 'application/json',
    correlationid: 'cor',
    causationid: 'msg',
    recordedtime: '2026-05-01T08:00:01.000Z',
    data: { index: 0 },
  });
  assert.deepEqual(
    (await world.states()).map(({ state, attempts }) => [state, attempts]),
    [['delivered', 1]],
  );
});

test('a lane is sent in order, whatever fails on the way', async () => {
  await using world = await delivering();
  await world.queue('shop', ['a', 'b', 'a', 'a', 'b', 'a']);
  let calls = 0;
  world.receiver.answer = (_request, response) => void response.writeHead(++calls % 3 === 0 ? 503 : 200).end();
  const accepted: Received[] = [];
  const { answer } = world.receiver;
  world.receiver.answer = (request, response) => {
    response.on('finish', () => {
      if (response.statusCode === 200) accepted.push(request);
    });
    if (typeof answer === 'function') answer(request, response);
  };
  const runner = world.runner({ clock: () => 0 });
  for (let round = 0; round < 6; round++) {
    await drain(runner);
    await world.letTimePass();
  }
  assert.ok((await world.states()).every(({ state }) => state === 'delivered'));
  assert.deepEqual(
    subjects(accepted).filter((s) => String(s).startsWith('a')),
    ['a:0', 'a:2', 'a:3', 'a:5'],
  );
  assert.deepEqual(
    subjects(accepted).filter((s) => String(s).startsWith('b')),
    ['b:1', 'b:4'],
  );
});

test('two runners on one database send everything once and each lane in order', async () => {
  await using world = await delivering();
  const lanes = Array.from({ length: 300 }, (_, index) => `lane-${index % 20}`);
  await world.queue('shop', lanes);
  const underWay = new Map<string, number>();
  let most = 0;
  world.receiver.answer = (request, response) => {
    const lane = String(request.event['subject']);
    underWay.set(lane, (underWay.get(lane) ?? 0) + 1);
    most = Math.max(most, underWay.get(lane) ?? 0);
    setTimeout(() => {
      underWay.set(lane, (underWay.get(lane) ?? 1) - 1);
      response.writeHead(200).end();
    }, 2);
  };
  await drain(world.runner(), world.runner());
  assert.equal(world.receiver.received.length, 300);
  assert.equal(new Set(world.receiver.received.map(({ id }) => id)).size, 300);
  assert.equal(most, 1);
  for (const lane of new Set(lanes)) {
    const inLane = world.receiver.received
      .filter(({ event }) => event['subject'] === lane)
      .map(({ event }) => (event['data'] as { index: number }).index);
    assert.deepEqual(
      inLane,
      inLane.toSorted((one, other) => one - other),
      lane,
    );
  }
  assert.ok((await world.states()).every(({ state, attempts }) => state === 'delivered' && attempts === 1));
  assert.deepEqual(world.problems, []);
});

test('a receiver that was down gets everything when it is back, and most deliveries kept their attempts', async () => {
  await using world = await delivering();
  await world.queue(
    'shop',
    Array.from({ length: 60 }, (_, index) => `lane-${index}`),
  );
  world.receiver.answer = 503;
  let now = 0;
  const runner = world.runner({ clock: () => now });
  await drain(runner);
  const failed = (await world.states()).filter(({ attempts }) => attempts > 0);
  assert.equal(failed.length, 36);
  assert.ok(failed.every(({ state, error }) => state === 'queued' && error === 'busy'));
  // Parked: only now and then one asks whether it is back.
  await world.letTimePass();
  assert.equal(await runner.step(), 0);
  now += 1_000;
  assert.equal(await runner.step(), 1);
  now += 2_000;
  world.receiver.answer = 200;
  assert.equal(await runner.step(), 1);
  await world.letTimePass();
  await drain(runner);
  assert.ok((await world.states()).every(({ state }) => state === 'delivered'));
});

test('a receiver that cannot be reached, or is too slow, is tried again later', async () => {
  await using world = await delivering();
  await world.connect('gone', { url: 'http://127.0.0.1:1/' });
  await world.queue('gone', ['a']);
  await world.queue('shop', ['b']);
  world.receiver.answer = () => undefined;
  await world.connect('shop', { timeoutMs: 50 });
  await drain(world.runner());
  assert.deepEqual(
    (await world.states()).map(({ state, error }) => [state, error]),
    [
      ['queued', 'connection_failed'],
      ['queued', 'timeout'],
    ],
  );
});

test('a dead head holds its lane while others go on, until it is replayed or skipped', async () => {
  await using world = await delivering();
  const { pool } = world.database;
  const [first = 0, second = 0] = await world.queue('shop', ['a', 'a', 'a', 'b', 'b']);
  world.receiver.answer = (request, response) =>
    void response.writeHead(subjects([request])[0] === 'a:0' ? 422 : 200).end();
  const runner = world.runner();
  await drain(runner);
  assert.deepEqual(
    (await world.states()).map(({ lane, state }) => `${lane} ${state}`),
    ['a dead', 'a queued', 'a queued', 'b delivered', 'b delivered'],
  );
  assert.match(
    world.problems.join(),
    /Delivery 1 to shop is dead \(refused\) and its lane a waits: crossdock delivery show 1 says why/,
  );

  assert.equal(await replay(pool, second, 'key:test'), false, 'what waits behind a dead one is not to be replayed');
  assert.equal(await replay(pool, first, 'key:test'), true);
  await drain(runner);
  assert.equal((await world.states())[0]?.state, 'dead');
  assert.equal(await skip(pool, first, 'key:test'), true);
  assert.equal(await skip(pool, first, 'key:test'), false);
  await drain(runner);
  assert.deepEqual(
    (await world.states()).map(({ state }) => state),
    ['skipped', 'delivered', 'delivered', 'delivered', 'delivered'],
  );
  assert.deepEqual(subjects(world.receiver.received), ['a:0', 'b:3', 'b:4', 'a:0', 'a:1', 'a:2']);
});

test('what is dead at a connection is replayed at once', async () => {
  await using world = await delivering();
  await world.queue('shop', ['a', 'b', 'b', 'c']);
  world.receiver.answer = 404;
  const runner = world.runner();
  await drain(runner);
  world.receiver.answer = 200;
  assert.equal(await replayAll(world.database.pool, { connection: 'shop' }, 'key:test', 10), 3);
  assert.equal(await replayAll(world.database.pool, { connection: 'shop' }, 'key:test', 10), 0);
  await drain(runner);
  assert.ok((await world.states()).every(({ state }) => state === 'delivered'));
});

test('410 switches the connection off, says so, and keeps what waits', async () => {
  await using world = await delivering();
  const { pool } = world.database;
  await world.queue('shop', ['a', 'a']);
  world.receiver.answer = 410;
  const runner = world.runner();
  await drain(runner);
  const connection = await readConnection(pool, 'shop');
  assert.equal(connection?.active, false);
  assert.equal((connection.problem as { code: string }).code, 'receiver_gone');
  assert.match(world.problems.join(), /Connection shop was switched off/);
  assert.deepEqual(
    (await world.states()).map(({ state, attempts }) => [state, attempts]),
    [
      ['queued', 0],
      ['queued', 0],
    ],
  );

  await world.connect('shop');
  assert.equal((await readConnection(pool, 'shop'))?.problem, null);
  world.receiver.answer = 200;
  await drain(runner);
  assert.deepEqual(subjects(world.receiver.received), ['a:0', 'a:0', 'a:1']);
});

test('a connection is not switched off for what was answered before it was changed', async () => {
  await using world = await delivering();
  const { pool } = world.database;
  const [before] = await readLiveConnections(pool);
  await world.connect('shop', { url: `${world.receiver.url}/new` });
  assert.equal(await switchOff(pool, 'shop', before?.epoch ?? 0, { code: 'receiver_gone' }), false);
  assert.equal((await readConnection(pool, 'shop'))?.active, true);
});

test(
  'a node that is killed between the send and its outcome: the lease lapses and the same id goes out again',
  { timeout: 30_000 },
  async () => {
    await using world = await delivering();
    await world.queue('shop', ['a', 'a']);
    const { connectionString, schema } = world.database;
    const child = fork(fileURLToPath(new URL('./deliveries-victim.ts', import.meta.url)), [connectionString, schema], {
      stdio: 'inherit',
    });
    const dead = once(child, 'exit');
    world.receiver.answer = (_request, response) => {
      child.kill('SIGKILL');
      child.once('exit', () => response.destroy());
    };
    await dead;
    assert.deepEqual(
      (await world.states()).map(({ state }) => state),
      ['leased', 'queued'],
    );
    world.receiver.answer = 200;
    const runner = world.runner();
    assert.equal(await runner.step(), 0, 'the lease of the dead node still holds');
    await world.letTimePass();
    await drain(runner);
    assert.deepEqual(subjects(world.receiver.received), ['a:0', 'a:0', 'a:1']);
    const [one, other] = world.receiver.received;
    assert.equal(one?.id, other?.id);
    assert.equal(one?.body, other?.body);
  },
);

test('the outcome of a lost lease is of no account', async () => {
  await using world = await delivering();
  const { pool } = world.database;
  const [seq = 0] = await world.queue('shop', ['a']);
  assert.equal((await lease(pool, 'one', [seq], 5_000)).length, 1);
  assert.equal((await lease(pool, 'other', [seq], 5_000)).length, 0);
  await world.letTimePass();
  assert.equal((await lease(pool, 'other', [seq], 5_000))[0]?.attempts, 2);
  const settlement = {
    seq,
    state: 'dead',
    delayMs: 0,
    released: false,
    error: null,
    durable: true,
    answer: null,
  } as const;
  await settle(pool, 'one', [{ ...settlement, attempts: 1 }]);
  assert.equal((await world.states())[0]?.state, 'leased');
  await settle(pool, 'other', [{ ...settlement, attempts: 2, state: 'delivered' }]);
  assert.equal((await world.states())[0]?.state, 'delivered');
});

test('nothing is parked behind a head that is being settled', async () => {
  await using world = await delivering();
  const { pool } = world.database;
  const [head = 0, behind = 0] = await world.queue('shop', ['a', 'a']);
  const client = await pool.connect();
  await client.query('begin');
  await client.query(`update deliveries set state = 'delivered' where seq = $1`, [head]);
  await park(pool, [{ seq: behind, head }]);
  await client.query('commit');
  client.release();
  await park(pool, [{ seq: behind, head }]);
  assert.equal((await world.states())[1]?.parked, false);
});

test('whoever settles a head while another skips the next, the one after it goes on', async () => {
  await using world = await delivering();
  const { pool } = world.database;
  for (let round = 0; round < 20; round++) {
    const lane = `lane-${round}`;
    const [first = 0, second = 0, third = 0] = await world.queue('shop', [lane, lane, lane]);
    await park(pool, [
      { seq: second, head: first },
      { seq: third, head: first },
    ]);
    await lease(pool, 'one', [first], 5_000);
    await Promise.all([
      settle(pool, 'one', [
        {
          seq: first,
          attempts: 1,
          state: 'delivered',
          delayMs: 0,
          released: false,
          error: null,
          durable: true,
          answer: null,
        },
      ]),
      skip(pool, second, 'key:test'),
    ]);
    const states = (await world.states()).filter((delivery) => delivery.lane === lane);
    assert.deepEqual(
      states.map(({ state, parked }) => `${state} ${parked}`),
      ['delivered false', 'skipped false', 'queued false'],
    );
  }
});

test(
  'a runner that runs by itself sends what comes, renews leases of slow receivers, and stops cleanly',
  { timeout: 30_000 },
  async () => {
    await using world = await delivering();
    const runner = world.runner({ leaseMs: 900, stopMs: 200 });
    let answerSlow: () => void = () => undefined;
    world.receiver.answer = (request, response) => {
      if (request.event['subject'] === 'slow') answerSlow = () => response.writeHead(200).end();
      else response.writeHead(200).end();
    };
    runner.start();
    await world.queue('shop', ['slow', 'slow', ...Array.from({ length: 50 }, (_, index) => `lane-${index % 5}`)]);
    while (world.receiver.received.length === 0) await wait(10);
    // Longer than the lease: without renewal another runner would send it again.
    const other = world.runner({ leaseMs: 900 });
    const until = Date.now() + 1_800;
    while (Date.now() < until) {
      await other.step();
      await wait(100);
    }
    assert.equal(world.receiver.received.filter(({ event }) => event['subject'] === 'slow').length, 1);
    answerSlow();
    while ((await world.states()).filter(({ state }) => state === 'delivered').length < 51) await wait(20);
    // The second of the slow lane is on its way now; stopping gives it back.
    await runner.stop();
    await runner.stop();
    assert.deepEqual(
      (await world.states()).filter(({ lane }) => lane === 'slow').map(({ state, attempts }) => [state, attempts]),
      [
        ['delivered', 1],
        ['queued', 0],
      ],
    );
  },
);

test('a secret of another key stops its connection only', async () => {
  await using world = await delivering();
  const { pool } = world.database;
  const other = createSecretBox(Buffer.alloc(32, 9));
  const erp = aConnection({ code: 'erp', kind: 'webhook', settings: { url: world.receiver.url } });
  await connect(pool, other, erp, { secret: makeSecret() });
  await world.queue('erp', ['a']);
  await world.queue('shop', ['b']);
  await drain(world.runner());
  assert.deepEqual(
    (await world.states()).map(({ state, attempts }) => [state, attempts]),
    [
      ['queued', 0],
      ['delivered', 1],
    ],
  );
  assert.match(world.problems.join(), /secret of connection erp cannot be decrypted/);
});

test('a name that leads into the own network is not connected to, and redirects are not followed', async () => {
  await using world = await delivering();
  await world.connect('named', { url: world.receiver.url.replace('http://127.0.0.1', 'https://localhost') });
  await world.connect('literal', { url: world.receiver.url });
  await world.queue('named', ['a']);
  await world.queue('literal', ['a']);
  await drain(world.runner({ allowPrivate: false }));
  assert.deepEqual(
    (await world.states()).map(({ state, error }) => [state, error]),
    [
      ['queued', 'target_refused'],
      ['queued', 'target_refused'],
    ],
  );
  assert.equal(world.receiver.received.length, 0);

  world.receiver.answer = (_request, response) =>
    void response.writeHead(307, { location: `${world.receiver.url}/elsewhere` }).end();
  await world.queue('shop', ['b']);
  await drain(world.runner());
  assert.equal(world.receiver.received.filter(({ event }) => event['subject'] === 'b').length, 1);
});

test('a connection with a long queue does not keep others waiting, and a long lane is walked through once', async () => {
  await using world = await delivering();
  await world.connect('other');
  await world.queue(
    'shop',
    Array.from({ length: 2_000 }, () => 'long'),
  );
  await world.queue('other', ['a', 'b', 'c']);
  world.receiver.answer = (request, response) =>
    void response.writeHead(request.event['subject'] === 'long' ? 422 : 200).end();
  const runner = world.runner();
  await runner.step();
  assert.equal((await world.states()).filter(({ state }) => state === 'delivered').length, 3);
  for (let round = 0; round < 30; round++) await runner.step();
  const states = await world.states();
  assert.equal(states.filter(({ parked }) => parked).length, 1_999);
  assert.equal(world.receiver.received.filter(({ event }) => event['subject'] === 'long').length, 1);
});

test('a receiver that is back gets at once what waited for its next attempt', async () => {
  await using world = await delivering();
  let now = 0;
  const runner = world.runner({ clock: () => now });
  await world.queue('shop', ['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  world.receiver.answer = 503;
  await drain(runner);
  // Those that were tried wait for their next attempt, and nothing else is tried meanwhile.
  await world.queue('shop', ['h']);
  now += 120_000;
  world.receiver.answer = 200;
  await drain(runner);
  assert.deepEqual(
    (await world.states()).map(({ lane, state }) => [lane, state]),
    ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((lane) => [lane, 'delivered']),
  );
});

test('what cannot be mapped just now is sent later, with all its attempts', async () => {
  await using world = await delivering();
  const { pool } = world.database;
  const settings = { url: world.receiver.url };
  const operation = { name: 'tell', settings: {}, types: [], mapping: 'any', format: { name: 'json' }, answers: null };
  const erp = aConnection({ code: 'erp', kind: 'webhook', settings, operations: [operation] });
  await connect(pool, createSecretBox(Buffer.alloc(32, 3)), erp, { secret: makeSecret() });
  await world.queue('erp', ['a']);
  await pool.query(`update deliveries set operation = 'tell'`);
  let isAway = true;
  const mapper = {
    map: () =>
      isAway
        ? Promise.reject(new Error('identifiers are away'))
        : Promise.resolve([{ ok: true, value: { mapped: true } }] as const),
  };
  const runner = world.runner({ mapper });
  await drain(runner);
  assert.deepEqual(
    (await world.states()).map(({ state, attempts }) => [state, attempts]),
    [['queued', 0]],
  );
  assert.match(world.problems.join(), /identifiers are away/);
  isAway = false;
  await world.letTimePass();
  await drain(runner);
  assert.deepEqual(
    world.receiver.received.map(({ body }) => body),
    ['{"mapped":true}'],
  );
});

test('a mapping is told the names of the order and where it goes to, until they are erased', async () => {
  await using world = await delivering();
  const { pool } = world.database;
  const operation = { name: 'tell', settings: {}, types: [], mapping: 'any', format: { name: 'json' }, answers: null };
  const settings = { url: world.receiver.url };
  const erp = aConnection({ code: 'erp', kind: 'webhook', settings, operations: [operation] });
  await connect(pool, createSecretBox(Buffer.alloc(32, 3)), erp, { secret: makeSecret() });
  await pool.query(
    `insert into orders (id, channel, external_id, customer, status, placed_at, document)
     values ('ord_1', 'web', 'W-1', 'C1', 'promised', now(), '{"party":"pty_1","lines":[{"line":1,"item":"LAMP"}]}')`,
  );
  await pool.query(
    `insert into party_details (id, salt, details, recorded_at) values ('pty_1', '', '{"name":"Ada"}', now())`,
  );
  const told: unknown[] = [];
  const mapper: Mapper = {
    map: (_mapping, _connection, inputs) => {
      told.push(...inputs.map(({ document }) => (document as { order: unknown }).order));
      return Promise.resolve(inputs.map(() => ({ ok: true, value: {} })));
    },
  };
  const runner = world.runner({ mapper });
  for (const lane of ['ord_1', 'LAMP@HAM', 'ord_1']) {
    await world.queue('erp', [lane]);
    await pool.query(`update deliveries set operation = 'tell'`);
    await drain(runner);
    await pool.query('delete from party_details');
  }
  const lines = [{ line: 1, item: 'LAMP', price: null }];
  const order = { id: 'ord_1', channel: 'web', externalId: 'W-1', customer: 'C1', lines };
  assert.deepEqual(told, [{ ...order, shipTo: { name: 'Ada' } }, null, { ...order, shipTo: null }]);
});

test('a mapping is told the packages and the weight of the shipment that its event names', async () => {
  await using world = await delivering();
  const { pool } = world.database;
  const operation = { name: 'tell', settings: {}, types: [], mapping: 'any', format: { name: 'json' }, answers: null };
  const settings = { url: world.receiver.url };
  const tms = aConnection({ code: 'tms', kind: 'webhook', settings, operations: [operation] });
  await connect(pool, createSecretBox(Buffer.alloc(32, 3)), tms, { secret: makeSecret() });
  const document = {
    lines: [{ line: 1, item: 'LAMP' }],
    fulfilment: { shipments: [{ id: 'SH-1', release: 'ord_1-R1', lines: [{ line: 1, quantity: 4, lot: null }] }] },
  };
  await pool.query(
    `insert into orders (id, channel, external_id, customer, status, placed_at, document)
     values ('ord_1', 'web', 'W-1', 'C1', 'promised', now(), $1)`,
    [JSON.stringify(document)],
  );
  await pool.query(
    `insert into items (code, document, active, scale, epoch, changed_at)
     values ('LAMP', '{"unit":"each","attributes":{"volumeCm3":"250"}}', true, 0, 1, now())`,
  );
  const packed = { release: 'ord_1-R1', shipment: 'SH-1', packages: [{ id: '003401', weightGrams: 1850 }] };
  await pool.query(
    `insert into journal (turn_id, ordinal, type, subject, entry) values (gen_random_uuid(), 0, 'crossdock.shipment.packed.v1', 'ord_1', $1)`,
    [JSON.stringify({ data: packed })],
  );
  const [seq] = await world.queue('tms', ['ord_1']);
  await pool.query(
    `update journal set entry = jsonb_set(entry::jsonb, '{data}', '{"shipment":"SH-1"}')::text where type = 'crossdock.order.promised.v1'`,
  );
  await pool.query(
    `update deliveries set operation = 'tell', type = 'crossdock.transport.requested.v1' where seq = $1`,
    [seq],
  );
  const told: unknown[] = [];
  const mapper: Mapper = {
    map: (_mapping, _connection, inputs) => {
      told.push(...inputs.map(({ document: given }) => (given as { shipment: unknown }).shipment));
      return Promise.resolve(inputs.map(() => ({ ok: true, value: {} })));
    },
  };
  await drain(world.runner({ mapper }));
  assert.deepEqual(told, [
    {
      id: 'SH-1',
      release: 'ord_1-R1',
      packages: [{ id: '003401', weightGrams: 1850 }],
      weightGrams: 1850,
      volumeCm3: 1000,
      lines: [{ line: 1, item: 'LAMP', quantity: 4, unit: 'each' }],
    },
  ]);
});
