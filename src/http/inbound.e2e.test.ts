// What comes in over connections, from the other system to the ledger: nothing lost, nothing twice, every failure at its place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { aConnection, connect } from '#connections/connection.testsuite.ts';
import { nextWaiting, settleRaw } from '#connections/inbound/raw-store.ts';
import { holdStreams, noteRound, store, storePushed, StreamLost } from '#connections/inbound/stream-store.ts';
import { message } from '#connections/inbound/pushing.testsuite.ts';
import type { Stream } from '#connections/model.ts';
import type { Role } from '#governance/model.ts';
import { limits } from '#kernel/limits.ts';
import { Batcher } from '#runtime/batcher.ts';
import { received, secrets, stream, world } from './inbound.testsuite.ts';
import { event } from './test-world.ts';

test('what is polled is stored, acknowledged and in the ledger, once', async () => {
  await using net = await world();
  for (const n of [1, 2, 3, 4, 5]) net.peer.messages.push(message(`m${n}`, received(`e${n}`, n)));
  const inbound = await net.runner();
  await inbound.step();
  assert.equal(await net.onHand('LAMP'), 15);
  assert.deepEqual(net.peer.acknowledged, ['m1', 'm2', 'm3', 'm4', 'm5']);
  assert.deepEqual(
    (await net.raw()).map(({ state }) => state),
    Array.from({ length: 5 }, () => 'applied'),
  );
  // The same again, under keys that are known and under others.
  net.peer.messages.push(message('m5', received('e5', 5)), message('again', received('e5', 5)));
  await net.app.node.pool.query('update connection_streams set due_at = now()');
  await inbound.step();
  assert.equal(await net.onHand('LAMP'), 15);
  assert.equal((await net.raw()).length, 6);
  assert.deepEqual(net.problems, []);
});

test('a message without its body is told with the reason, replayed or not, and is applied when somebody puts the body there', async () => {
  await using net = await world();
  const fault = { code: 'too_large', detail: 'It has 9 bytes too many.', fix: 'Send less.' } as const;
  net.peer.messages.push({ ...message('m1', null), body: new Uint8Array(), fault }, message('m2', received('e2', 2)));
  const inbound = await net.runner();
  await inbound.step();
  assert.equal(await net.onHand('LAMP'), 2);
  const told = async (): Promise<unknown> => {
    const [first] = await net.raw();
    return [first?.state, first?.result?.problems];
  };
  const asFailed = ['failed', [{ stage: 'fetch', place: 'the message', ...fault }]];
  assert.deepEqual(await told(), asFailed);
  const { rows } = await net.app.node.pool.query<{ id: string }>("select id from raw_messages where key = 'm1'");
  const replay = async (body: object): Promise<void> => {
    assert.equal((await net.app.ask('POST', `/v1/raw-messages/${rows[0]?.id}/replay`, { body })).status, 200);
    await inbound.step();
  };
  await replay({});
  assert.deepEqual(await told(), asFailed);
  await replay({ body: JSON.stringify(received('e1', 1)) });
  assert.equal(await net.onHand('LAMP'), 3);
});

test('while a connection is paused nothing is fetched or worked on, and then everything is', async () => {
  await using net = await world();
  const { app, peer } = net;
  peer.messages.push(message('m1', received('e1', 1)));
  const inbound = await net.runner();
  const path = '/v1/connections/wms';
  const paused = await app.ask('POST', `${path}/pause`, { body: { reason: 'They count' } });
  assert.equal(paused.status, 200, JSON.stringify(paused.body));
  await app.node.pool.query(
    `insert into raw_messages (id, connection, stream, key, media_type, about, body, available_at, received_at)
     select 'raw_pushed', 'wms', $1, 'pushed', 'application/json', '{}', $2, now(), now()`,
    [stream.name, Buffer.from(JSON.stringify(received('e2', 2)))],
  );
  await inbound.step();
  assert.deepEqual(peer.acknowledged, []);
  assert.deepEqual(
    (await net.raw()).map(({ state }) => state),
    ['waiting'],
  );
  await app.ask('POST', `${path}/resume`);
  await inbound.step();
  await inbound.step();
  assert.deepEqual(
    (await net.raw()).map(({ state }) => state),
    ['applied', 'applied'],
  );
  assert.equal(await net.onHand('LAMP'), 3);
});

test('an event without a time happened when it was received: goods that waited are in a count made since', async () => {
  await using net = await world();
  const { app } = net;
  const { time: _time, ...receipt } = event('stock.received', { item: 'LAMP', site: 'HAM', quantity: 5 });
  await app.node.pool.query(
    `insert into raw_messages (id, connection, stream, key, media_type, about, body, available_at, received_at)
     select 'raw_receipt', 'wms', $1, 'receipt', 'application/json', '{}', $2, now(), now() - interval '1 hour'`,
    [stream.name, Buffer.from(JSON.stringify({ event: { ...receipt, source: 'wms' } }))],
  );
  const asOf = { time: new Date(Date.now() - 60_000).toISOString() };
  const counted = event('stock.counted', { item: 'LAMP', site: 'HAM', quantity: 10, asOf }, { time: asOf.time });
  const { status, body } = await app.ask('POST', '/v1/events', { body: { ...counted, source: 'wms' } });
  assert.equal(status, 200, JSON.stringify(body));
  await (await net.runner()).step();
  const [raw] = await net.raw();
  assert.equal(raw?.state, 'applied', JSON.stringify(raw?.result));
  assert.equal(await net.onHand('LAMP'), 10);
});

test('an acknowledgement that is lost brings the same messages again, and changes nothing', async () => {
  await using net = await world();
  net.peer.messages.push(
    message('m1', received('e1', 1)),
    message('m2', received('e2', 2)),
    message('m3', received('e3', 3)),
  );
  net.peer.failing = 'done';
  const inbound = await net.runner();
  await inbound.step();
  assert.equal(await net.onHand('LAMP'), 3);
  net.peer.failing = null;
  await net.app.node.pool.query('update connection_streams set due_at = now()');
  await inbound.step();
  assert.equal(await net.onHand('LAMP'), 6);
  assert.equal((await net.raw()).length, 3);
});

test('what fails is told at its place, leaves the rest alone, and is applied when its cause is mended', async () => {
  await using net = await world();
  net.peer.messages.push(
    message('list', [
      received('e1', 1),
      received('e2', 2, 'NEW-1'),
      { event: { ...received('e3', 3).event, data: { item: 'LAMP', site: 'HAM', quantity: 'many' } } },
      { parcel: {} },
      { item: { code: 'X', name: 'X', unit: 'pcs' } },
      received('e4', 4),
    ]),
  );
  const inbound = await net.runner();
  await inbound.step();
  assert.equal(await net.onHand('LAMP'), 5);
  const [failed] = await net.raw();
  assert.equal(failed?.state, 'failed');
  assert.deepEqual(failed.result?.problems.map(({ place, code }) => [place, code]).toSorted(), [
    ['/1 /event/data/item', 'item_unknown'],
    ['/2 /event/data/quantity', 'document_invalid'],
    ['/3', 'document_invalid'],
    ['/4', 'permission_missing'],
  ]);
  // The item is made known, the message is corrected, and worked on again.
  await net.app.ask('PUT', '/v1/items/NEW-1', { body: { name: 'New', unit: 'pcs' } });
  const list = await net.app.ask('GET', '/v1/raw-messages?connection=wms&rawState=failed');
  const [{ id }] = list.body['items'] as [{ id: string }];
  const whole = await net.app.ask('GET', `/v1/raw-messages/${id}`);
  const documents = JSON.parse(String(whole.body['body'])) as object[];
  const corrected = JSON.stringify([...documents.slice(0, 2), received('e3', 3), documents[5]]);
  assert.equal((await net.app.ask('POST', `/v1/raw-messages/${id}/replay`, { body: { body: corrected } })).status, 200);
  await inbound.step();
  assert.equal(await net.onHand('LAMP'), 8);
  assert.equal(await net.onHand('NEW-1'), 2);
  const after = await net.app.ask('GET', `/v1/raw-messages/${id}`);
  assert.deepEqual([after.body['state'], after.body['corrected']], ['applied', true]);
  // What was held on the way is held no more.
  assert.deepEqual((await net.app.ask('GET', '/v1/intakes')).body['items'], []);
});

test('in a stream that stops, what comes after a failure waits for it', async () => {
  await using net = await world({ onFailure: 'stop' });
  net.peer.messages.push(
    message('m1', received('e1', 1)),
    message('m2', received('e2', 2, 'NEW-1')),
    message('m3', received('e3', 4)),
  );
  const inbound = await net.runner();
  await inbound.step();
  assert.equal(await net.onHand('LAMP'), 1);
  assert.deepEqual(
    (await net.raw()).map(({ state }) => state),
    ['applied', 'failed', 'waiting'],
  );
  const list = await net.app.ask('GET', '/v1/raw-messages?connection=wms&rawState=failed');
  const [{ id }] = list.body['items'] as [{ id: string }];
  assert.equal((await net.app.ask('POST', `/v1/raw-messages/${id}/skip`)).body['state'], 'skipped');
  await inbound.step();
  assert.equal(await net.onHand('LAMP'), 5);
});

test('a stream is one node’s at a time, and another’s when its lease has lapsed', async () => {
  await using net = await world();
  const [first, second] = [await net.runner({ leaseMs: 300 }), await net.runner({ leaseMs: 300 })];
  net.peer.messages.push(message('m1', received('e1', 1)));
  await first.step();
  assert.equal(await net.onHand('LAMP'), 1);
  net.peer.messages.push(message('m2', received('e2', 2)));
  await net.app.node.pool.query('update connection_streams set due_at = now()');
  await second.step();
  assert.equal(await net.onHand('LAMP'), 1);
  await net.app.node.pool.query(`update connection_streams set leased_until = now() - interval '1 second'`);
  await second.step();
  assert.equal(await net.onHand('LAMP'), 3);
  assert.equal(net.peer.acknowledged.length, 2);
});

test('a system that is away is asked again later, and what it had comes then', async () => {
  await using net = await world();
  net.peer.failing = 'poll';
  net.peer.messages.push(message('m1', received('e1', 1)));
  const inbound = await net.runner();
  await inbound.step();
  const { rows } = await net.app.node.pool.query<{ failures: number; code: string; later: boolean }>(
    `select failures, problem ->> 'code' as code, due_at > now() as later from connection_streams`,
  );
  assert.deepEqual(rows, [{ failures: 1, code: 'connection_failed', later: true }]);
  net.peer.failing = null;
  await net.app.node.pool.query('update connection_streams set due_at = now()');
  await inbound.step();
  assert.equal(await net.onHand('LAMP'), 1);
  const after = await net.app.node.pool.query('select failures, problem from connection_streams');
  assert.deepEqual(after.rows, [{ failures: 0, problem: null }]);
});

test('an order, its change and its cancellation come in one after the other', async () => {
  await using net = await world();
  await connect(
    net.app.node.pool,
    secrets,
    aConnection({
      code: 'wms',
      kind: 'peer',
      streams: [stream],
      rights: { role: 'operator', sites: null, companies: null, sources: null },
    }),
  );
  const name = { channel: 'edi', externalId: 'PO-1' };
  const line = { line: 1, item: 'LAMP', quantity: 2 };
  net.peer.messages.push(
    message('m1', [
      { item: { code: 'FAN', name: 'Fan', unit: 'pcs' } },
      { order: { ...name, allowBackorder: true, lines: [line, { line: 2, item: 'FAN', quantity: 1 }] } },
      { orderChange: { ...name, lines: [{ ...line, quantity: 3 }] } },
      { orderCancel: { ...name, reason: 'customer' } },
    ]),
  );
  const inbound = await net.runner();
  await inbound.step();
  const [only] = await net.raw();
  assert.deepEqual([only?.state, only?.result?.problems], ['applied', []]);
  const { body } = await net.app.ask('GET', '/v1/orders?channel=edi');
  assert.deepEqual(
    (body['items'] as { externalId: string; status: string }[]).map(({ externalId, status }) => [externalId, status]),
    [['PO-1', 'cancelled']],
  );
});

test('a change of an order that is worked on again is known, and puts back nothing', async () => {
  await using net = await world();
  const { pool } = net.app.node;
  const rights = { role: 'operator', sites: null, companies: null, sources: null } as const;
  await connect(pool, secrets, aConnection({ code: 'wms', kind: 'peer', streams: [stream], rights }));
  const name = { channel: 'edi', externalId: 'PO-1' };
  const line = { line: 1, item: 'LAMP', quantity: 2 };
  net.peer.messages.push(
    message('m0', { orderChange: { ...name, lines: [{ ...line, quantity: 3 }] } }),
    message('m1', { order: { ...name, allowBackorder: true, lines: [line] } }),
    message('m2', { orderChange: { ...name, lines: [{ ...line, quantity: 3 }] } }),
    message('m3', { orderChange: { ...name, lines: [{ ...line, quantity: 5 }] } }),
  );
  const inbound = await net.runner();
  await inbound.step();
  const again = async (key: string): Promise<unknown> => {
    const { rows } = await pool.query<{ id: string }>('select id from raw_messages where key = $1', [key]);
    await net.app.ask('POST', `/v1/raw-messages/${rows[0]?.id}/replay`);
    await inbound.step();
    const { body } = await net.app.ask('GET', `/v1/raw-messages/${rows[0]?.id}`);
    const { accepted, duplicates } = body['result'] as { accepted: number; duplicates: number };
    return [body['state'], accepted, duplicates];
  };
  const quantity = async (): Promise<unknown> => {
    const { body } = await net.app.ask('GET', '/v1/orders?channel=edi');
    return (body['items'] as { lines: { quantity: number }[] }[])[0]?.lines[0]?.quantity;
  };
  assert.deepEqual(await again('m2'), ['applied', 0, 1]);
  assert.equal(await quantity(), 5);
  // What could not be done then is done now.
  assert.deepEqual(await again('m0'), ['applied', 1, 0]);
  assert.equal(await quantity(), 3);
});

test('a message at which Crossdock itself fails leaves the others alone, and has failed in the end', async () => {
  await using net = await world();
  const { pool } = net.app.node;
  const broken = { ...message('m2', null), body: Buffer.from('{') }; // The format of these tests throws an error of its own at it.
  net.peer.messages.push(message('m1', received('e1', 1)), broken, message('m3', received('e3', 4)));
  const inbound = await net.runner();
  await inbound.step();
  assert.deepEqual(
    (await net.raw()).map(({ state }) => state),
    ['applied', 'waiting', 'waiting'],
  );
  for (let round = 0; round < limits.rawDefectsMax; round++) {
    await pool.query('update raw_messages set available_at = now()');
    await inbound.step();
  }
  assert.deepEqual(
    (await net.raw()).map(({ state, result }) => [state, result?.problems.map(({ code }) => code)]),
    [
      ['applied', []],
      ['failed', ['failed']],
      ['applied', []],
    ],
  );
  assert.equal(await net.onHand('LAMP'), 5);
});

test('what finds the node full waits, with all that came after it, and comes in its order then', async () => {
  await using net = await world();
  const { engine, pool } = net.app.node;
  const decided: string[] = [];
  const small = new Batcher({
    run: async (submissions) => {
      for (const {
        message: { claim },
      } of submissions)
        decided.push(claim?.id ?? '');
      const replies = await Promise.all(
        submissions.map(({ run: _run, ...submission }) => engine.submit('intake', submission)),
      );
      return { replies, left: [], position: null };
    },
    catalog: { item: () => undefined },
    onTurn: () => undefined,
    queueMax: 2,
  });
  for (const n of [1, 2, 3, 4, 5]) net.peer.messages.push(message(`m${n}`, received(`e${n}`, n)));
  const inbound = await net.runner({ engine: small });
  await inbound.step();
  const states = async (): Promise<string[]> => (await net.raw()).map(({ state }) => state);
  assert.deepEqual(await states(), ['applied', 'applied', 'waiting', 'waiting', 'waiting']);
  assert.deepEqual(decided, ['e1', 'e2']);
  for (let round = 0; round < 2; round++) {
    await pool.query(`update raw_messages set available_at = now()`);
    await inbound.step();
  }
  assert.deepEqual(
    await states(),
    Array.from({ length: 5 }, () => 'applied'),
  );
  assert.deepEqual(decided, ['e1', 'e2', 'e3', 'e4', 'e5']);
  await small.stop();
  assert.deepEqual(net.problems, []);
});

/** A pool of which nothing is heard while it is cut off. */
function cutting(pool: pg.Pool): { readonly pool: pg.Pool; cut(): void; heal(): void } {
  let healed = Promise.resolve();
  let heal = (): void => undefined;
  const waiting = new Proxy(pool, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      const call = (...given: unknown[]): unknown => Reflect.apply(value, target, given);
      return name === 'query' || name === 'connect' ? (...given: unknown[]) => healed.then(() => call(...given)) : call;
    },
  });
  return {
    pool: waiting,
    cut: () => {
      healed = new Promise((resolve) => (heal = resolve));
    },
    heal: () => heal(),
  };
}

test(
  'a node that is cut off from its database ends by its own clock what it holds, and writes nothing of it afterwards',
  { timeout: 60_000 },
  async () => {
    await using net = await world();
    net.peer.subscriptions = 0;
    const { pool } = net.app.node;
    const link = cutting(pool);
    const first = await net.runner({ leaseMs: 1_000, pool: link.pool });
    first.start();
    while (net.peer.subscriptions === 0) await sleep(10);
    link.cut();
    // Nobody tells it that another node may have the stream by now.
    while (net.peer.subscriptions > 0) await sleep(10);
    // A second node takes the stream, and what comes then.
    await pool.query('update connection_streams set leased_until = now()');
    net.peer.messages.push(message('m1', received('e1', 1)));
    delete net.peer.subscriptions;
    const second = await net.runner();
    await second.step();
    assert.equal(await net.onHand('LAMP'), 1);
    const { rows } = await pool.query('select leased_by from connection_streams');
    link.heal();
    await first.stop();
    assert.deepEqual((await pool.query('select leased_by from connection_streams')).rows, rows);
    assert.deepEqual(net.problems, []);
  },
);

test('of a lease that has lapsed nothing is stored, settled or noted, though nobody else has the stream yet', async () => {
  await using net = await world();
  const { pool } = net.app.node;
  const key = { connection: 'wms', stream: 'in' };
  await holdStreams(pool, 'a', [key], 60_000);
  assert.equal(await store(pool, 'a', key, [message('m1', {})], '1'), 1);
  const [waiting] = await nextWaiting(pool, { ...key, inOrder: false }, { count: 1, bytes: 1 });
  assert.ok(waiting !== undefined);
  const settled = [{ seq: waiting.seq, state: 'failed', delayMs: 0, result: null }] as const;
  assert.equal(await settleRaw(pool, 'b', key, settled), false);
  await pool.query('update connection_streams set leased_until = now()');
  assert.equal(await settleRaw(pool, 'a', key, settled), false);
  await assert.rejects(store(pool, 'a', key, [message('m2', {})], '2'), StreamLost);
  await noteRound(pool, 'a', key, { dueInMs: 0, problem: { code: 'late' } });
  const { rows } = await pool.query('select cursor, problem from connection_streams');
  assert.deepEqual(rows, [{ cursor: '1', problem: null }]);
  assert.deepEqual(
    (await net.raw()).map(({ state }) => state),
    ['waiting'],
  );
  await holdStreams(pool, 'a', [key], 60_000);
  assert.equal(await settleRaw(pool, 'a', key, settled), true);
  assert.equal((await net.raw())[0]?.state, 'failed');
});

test('what waits or failed is worked on by the connection as it is then, and not while its stream is gone', async () => {
  await using net = await world({ format: { name: 'before' } });
  const { pool } = net.app.node;
  const define = (streams: readonly Stream[], role: Role): Promise<unknown> =>
    connect(
      pool,
      secrets,
      aConnection({
        code: 'wms',
        kind: 'peer',
        streams,
        rights: { role, sites: null, companies: null, sources: ['wms'] },
      }),
    );
  const states = async (): Promise<unknown[]> => (await net.raw()).map(({ state }) => state);
  net.peer.messages.push(message('m1', received('e1', 1)));
  const inbound = await net.runner();
  await inbound.step();
  assert.equal((await net.raw())[0]?.result?.problems[0]?.code, 'format_unknown');
  // What comes in by a stream that is gone waits.
  net.peer.messages.length = 0;
  const key = { connection: 'wms', stream: 'in' };
  await define([{ ...stream, name: 'other' }], 'warehouse');
  assert.equal(await storePushed(pool, key, [message('m2', received('e2', 2))]), 1);
  await inbound.step();
  await inbound.step();
  assert.deepEqual(await states(), ['failed', 'waiting']);
  await define([stream], 'reader');
  await inbound.step();
  assert.deepEqual(await states(), ['failed', 'failed']);
  assert.equal((await net.raw())[1]?.result?.problems[0]?.code, 'permission_missing');
  await define([stream], 'warehouse');
  await net.app.ask('POST', '/v1/raw-messages:replay', { body: { connection: 'wms' } });
  await inbound.step();
  assert.deepEqual(await states(), ['applied', 'applied']);
  assert.equal(await net.onHand('LAMP'), 3);
});
