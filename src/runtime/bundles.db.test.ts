// Several deliveries in one file: through the runner, on a real database and in a real folder.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { aConnection, connect } from '#connections/connection.testsuite.ts';
import type { MapInput, Mapped, Mapper } from '#connections/mapping/mapping.ts';
import type { Bundle } from '#connections/model.ts';
import { createSecretBox } from '#connections/secrets.ts';
import type { Connector, Outgoing, Sent } from '#connectors/connector.ts';
import { sendFile } from '#connectors/files/send.ts';
import { folderPlace } from '#connectors/folder/transport.ts';
import { takeBundle } from './bundles-store.ts';
import { replay } from './deliveries-settle.ts';
import { delivering, drain } from './deliveries.testsuite.ts';
import type { Delivering } from './deliveries.testsuite.ts';
import { startCollector } from './tracing/collector.testsuite.ts';
import { sendTraces } from './tracing/send-traces.ts';
import { traceIdOf } from './tracing/trace-ids.ts';

const done: Sent = { kind: 'done' };
const later: Sent = { kind: 'later', fault: { code: 'connection_failed', detail: 'Away.', fix: 'Wait.' } };

function system(sent: Outgoing[], answer: (outgoing: Outgoing) => Sent | Promise<Sent> = () => done): Connector {
  return {
    kind: 'files',
    title: 'A system that reads files',
    settings: { type: 'object' },
    targets: () => [],
    credentials: {},
    stream: null,
    operation: { type: 'object' },
    declare: () => ({ effect: 'write', idempotency: 'native' }),
    open: () => ({
      check: () => Promise.resolve('It is there.'),
      send: async (outgoing) => {
        sent.push(outgoing);
        return answer(outgoing);
      },
      close: () => Promise.resolve(),
    }),
  };
}

interface File {
  readonly number: string;
  readonly deliveries: readonly { readonly lane: string }[];
}

/** A line for each but those of which nothing is to be sent; a lane that is called `bad` cannot be mapped. */
const mapper: Mapper = {
  map: (_mapping, _connection, inputs: readonly MapInput[]) =>
    Promise.resolve(
      inputs.map(({ document }): Mapped => {
        const { number, deliveries } = document as File;
        if (deliveries.some(({ lane }) => lane === 'bad'))
          return { ok: false, problem: { code: 'mapping_failed', detail: 'It is bad.', fix: 'Mend it.' } };
        const lanes = deliveries.map(({ lane }) => lane).filter((lane) => lane !== 'nothing');
        return { ok: true, value: lanes.length === 0 ? undefined : { number, lanes } };
      }),
    ),
};

async function world(bundle: Bundle): Promise<Delivering & { put(...lanes: string[]): Promise<number[]> }> {
  const made = await delivering();
  const { pool } = made.database;
  const operation = {
    name: 'orders',
    settings: { name: 'SO{number:6}.json' },
    types: [],
    mapping: 'any',
    format: { name: 'json' },
    answers: null,
    bundle,
  };
  const parts = { code: 'erp', kind: 'files', operations: [operation] };
  await connect(pool, createSecretBox(Buffer.alloc(32, 3)), aConnection(parts));
  return {
    ...made,
    async put(...lanes) {
      const seqs = await made.queue('erp', lanes);
      await pool.query(`update deliveries set operation = 'orders' where seq = any ($1::bigint[])`, [seqs]);
      return seqs;
    },
  };
}

const values = (sent: readonly Outgoing[]): unknown[] => sent.map(({ value }) => value);

test('so many go out as one, each lane once in a file and in its order, under numbers without a gap', async () => {
  await using net = await world({ count: 3, afterSeconds: 3_600 });
  await net.put('a', 'a', 'b', 'c', 'd');
  const sent: Outgoing[] = [];
  const runner = net.runner({ connector: system(sent), mapper });
  await drain(runner);
  assert.deepEqual(values(sent), [{ number: '1', lanes: ['a', 'b', 'c'] }]);
  // a and d are too few.
  await net.put('e');
  await drain(runner);
  assert.deepEqual(values(sent).slice(1), [{ number: '2', lanes: ['a', 'd', 'e'] }]);
  assert.ok((await net.states()).every(({ state }) => state === 'delivered'));
  assert.match(sent[1]?.id ?? '', /-bundle-2$/);
});

test('what has waited long enough goes out, however few there are', async () => {
  await using net = await world({ count: 100, afterSeconds: 60 });
  await net.put('a', 'b');
  const sent: Outgoing[] = [];
  const runner = net.runner({ connector: system(sent), mapper });
  await drain(runner);
  assert.equal(sent.length, 0);
  await net.database.pool.query(`update deliveries set available_at = now() - interval '2 minutes' where lane = 'a'`);
  await drain(runner);
  assert.deepEqual(values(sent), [{ number: '1', lanes: ['a', 'b'] }]);
});

test('until it is there the same is sent under the same number, and nothing is settled or sent after it', async () => {
  await using net = await world({ count: 2, afterSeconds: 0 });
  await net.put('a', 'b');
  const sent: Outgoing[] = [];
  const connector = system(sent, () => (sent.length < 3 ? later : done));
  const runner = net.runner({ connector, mapper });
  await drain(runner);
  await net.put('c');
  await drain(runner);
  assert.equal(sent.length, 1, 'the next file waits for the one before');
  assert.deepEqual(
    (await net.states()).map(({ state }) => state),
    ['queued', 'queued', 'queued'],
  );
  await net.letTimePass();
  await drain(runner);
  await runner.stop();
  await net.letTimePass();
  await drain(net.runner({ connector, mapper }));
  assert.deepEqual(
    sent.map(({ id, value }) => [id === sent[0]?.id, value]),
    [
      [true, { number: '1', lanes: ['a', 'b'] }],
      [true, { number: '1', lanes: ['a', 'b'] }],
      [true, { number: '1', lanes: ['a', 'b'] }],
      [false, { number: '2', lanes: ['c'] }],
    ],
  );
});

test('a node that died with a file leaves it to another, which sends the same', async () => {
  await using net = await world({ count: 2, afterSeconds: 0 });
  await net.put('a', 'b');
  const { pool } = net.database;
  const key = { connection: 'erp', operation: 'orders' };
  const taken = await takeBundle(pool, 'dead node', key, { count: 2, afterSeconds: 0 }, 60_000);
  assert.equal(taken?.number, 1);
  await net.put('c');
  const sent: Outgoing[] = [];
  const runner = net.runner({ connector: system(sent), mapper });
  await drain(runner);
  assert.equal(sent.length, 0, 'the other node may be sending it');
  await net.letTimePass();
  await drain(runner);
  assert.deepEqual(values(sent), [
    { number: '1', lanes: ['a', 'b'] },
    { number: '2', lanes: ['c'] },
  ]);
});

test('one that cannot be part of a file is a dead letter, and does not hold up the others', async () => {
  await using net = await world({ count: 3, afterSeconds: 0 });
  const [, bad = 0] = await net.put('a', 'bad', 'c');
  const sent: Outgoing[] = [];
  const runner = net.runner({ connector: system(sent), mapper });
  await drain(runner);
  assert.deepEqual(values(sent), [{ number: '1', lanes: ['a', 'c'] }]);
  assert.deepEqual(
    (await net.states()).map(({ state, error }) => error ?? state),
    ['delivered', 'mapping_failed', 'delivered'],
  );
  // What somebody wrote is a whole file of its own.
  await net.database.pool.query('update deliveries set edited = $2 where seq = $1', [bad, '{"by":"hand"}']);
  await replay(net.database.pool, bad, 'key:op');
  await net.put('d');
  await drain(runner);
  assert.deepEqual(values(sent).slice(1), [{ by: 'hand' }, { number: '3', lanes: ['d'] }]);
});

test('where there is nothing to send nothing is sent, the deliveries say so, and the number is that of the next file', async () => {
  await using net = await world({ count: 1, afterSeconds: 0 });
  await net.put('a', 'nothing', 'c');
  const sent: Outgoing[] = [];
  await drain(net.runner({ connector: system(sent), mapper }));
  assert.deepEqual(values(sent), [
    { number: '1', lanes: ['a'] },
    { number: '2', lanes: ['c'] },
  ]);
  const { rows } = await net.database.pool.query(
    `select state, history -> 0 ->> 'nothing' as nothing from deliveries order by seq`,
  );
  assert.deepEqual(rows, [
    { state: 'delivered', nothing: null },
    { state: 'delivered', nothing: 'true' },
    { state: 'delivered', nothing: null },
  ]);
});

test('a number that may have been used is not given to another file, whatever its mapping makes later', async () => {
  await using net = await world({ count: 1, afterSeconds: 0 });
  await net.put('a', 'b');
  const sent: Outgoing[] = [];
  const connector = system(sent, () => (sent.length === 1 ? later : done));
  const runner = net.runner({ connector, mapper });
  await drain(runner);
  const { pool } = net.database;
  await pool.query(`update deliveries set lane = 'nothing' where lane = 'a'`);
  await net.letTimePass();
  await drain(runner);
  assert.deepEqual(values(sent).slice(1), [{ number: '2', lanes: ['b'] }]);
});

test('a system that is away is asked only now and then, also for files', async () => {
  await using net = await world({ count: 1, afterSeconds: 0 });
  await net.put('a');
  const sent: Outgoing[] = [];
  let now = 0;
  let isAway = true;
  const runner = net.runner({ connector: system(sent, () => (isAway ? later : done)), mapper, clock: () => now });
  for (let round = 0; round < 8; round += 1) {
    await drain(runner);
    await net.letTimePass();
  }
  assert.equal(sent.length, 5, 'after five failures it rests');
  const { rows } = await net.database.pool.query('select failures from connection_breakers');
  assert.deepEqual(rows, [{ failures: 5 }]);
  isAway = false;
  now += 60_000;
  await drain(runner);
  assert.equal(sent.length, 6);
  assert.deepEqual(
    (await net.states()).map(({ state }) => state),
    ['delivered'],
  );
});

test('an outcome that could not be written is written later, and the file is not sent again', async () => {
  await using net = await world({ count: 2, afterSeconds: 0 });
  await net.put('a', 'b');
  const { pool } = net.database;
  const sent: Outgoing[] = [];
  const connector = system(sent, async () => {
    await pool.query('alter table connection_minutes rename to away');
    return done;
  });
  const runner = net.runner({ connector, mapper });
  runner.start();
  while (net.problems.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await pool.query('alter table away rename to connection_minutes');
  while ((await net.states()).some(({ state }) => state !== 'delivered')) await pool.query('select pg_sleep(0.05)');
  assert.equal(sent.length, 1);
});

test('a file has a trace of its own, which the traces of what is in it are linked to', async () => {
  await using net = await world({ count: 2, afterSeconds: 0 });
  await net.put('a', 'b');
  await using collector = await startCollector();
  const traces = sendTraces({
    endpoint: collector.endpoint,
    ratio: 1,
    network: 'test',
    version: '0.0.0-test',
    onLost: assert.fail,
  });
  const sent: Outgoing[] = [];
  await drain(net.runner({ connector: system(sent), mapper, tracer: traces.tracer }));
  await traces.stop();
  const [file, ...others] = collector.spans.filter(({ traceId }) => traceId !== traceIdOf('cor'));
  assert.ok(file !== undefined && others.length === 0);
  assert.equal(sent[0]?.traceparent?.split('-')[1], file.traceId);
  const parts = collector.spans.filter(({ traceId }) => traceId === traceIdOf('cor'));
  assert.deepEqual(
    parts.map(({ name, links }) => [name, links.map(({ spanId }) => spanId)]),
    [1, 2].map(() => ['send erp', [file.spanId]]),
  );
});

test('in a folder, files have the number in their name, and one that was written before its node died is not written again', async () => {
  await using net = await world({ count: 2, afterSeconds: 0 });
  const root = await mkdtemp(join(tmpdir(), 'bundles-'));
  try {
    const place = folderPlace({ root, folder: '', timeoutMs: 10_000 });
    const sent: Outgoing[] = [];
    let isCut = true;
    const connector = system(sent, async (outgoing) => {
      const said = await sendFile(place, outgoing, AbortSignal.timeout(30_000));
      return isCut ? later : said; // Its answer is lost.
    });
    await net.put('a', 'b');
    await drain(net.runner({ connector, mapper }));
    isCut = false;
    await net.letTimePass();
    await net.put('c');
    await drain(net.runner({ connector, mapper }));
    assert.deepEqual((await readdir(root)).toSorted(), ['SO000001.json', 'SO000002.json']);
    const first = await readFile(join(root, 'SO000001.json'), 'utf8');
    assert.deepEqual(JSON.parse(first), { number: '1', lanes: ['a', 'b'] });
    assert.ok((await net.states()).every(({ state }) => state === 'delivered'));
  } finally {
    await rm(root, { recursive: true });
  }
});
