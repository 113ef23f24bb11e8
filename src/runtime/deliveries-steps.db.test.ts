// Operations that follow from answers, asked for until they are done, and what was delivered sent once more: through the runner, on
// a real database.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { aConnection, connect } from '#connections/connection.testsuite.ts';
import type { Mapper, MapInput } from '#connections/mapping/mapping.ts';
import type { Operation } from '#connections/model.ts';
import { forgetEdits } from '#connections/outbound/letter-store.ts';
import { createSecretBox } from '#connections/secrets.ts';
import type { Connector, Outgoing, Sent } from '#connectors/connector.ts';
import { refuseLater, sendAgain } from './deliveries-again.ts';
import { replay } from './deliveries-settle.ts';
import { delivering, drain } from './deliveries.testsuite.ts';
import type { Delivering } from './deliveries.testsuite.ts';

/** Answers as the test says. */
function carrier(sent: Outgoing[], answer: (outgoing: Outgoing) => Sent): Connector {
  return {
    kind: 'carrier',
    targets: () => [],
    title: 'A system that answers',
    settings: { type: 'object' },
    credentials: {},
    stream: null,
    operation: { type: 'object' },
    declare: () => ({ effect: 'write', idempotency: 'native' }),
    open: () => ({
      check: () => Promise.resolve('It is there.'),
      send: (outgoing) => {
        sent.push(outgoing);
        return Promise.resolve(answer(outgoing));
      },
      close: () => Promise.resolve(),
    }),
  };
}

const done = (body: unknown): Sent => ({
  kind: 'done',
  answer: {
    key: 'k',
    body: Buffer.from(JSON.stringify(body)),
    mediaType: 'application/json',
    about: { status: '200' },
  },
});
const notYet: Sent = { kind: 'later', fault: { code: 'busy', detail: 'Not yet.', fix: 'Wait.' } };

const operation = (name: string, more: Partial<Operation> = {}): Operation => ({
  name,
  settings: {},
  types: [],
  mapping: name,
  format: { name: 'json' },
  answers: null,
  ...more,
});

/** A mapping for each operation: what it makes of its input. */
function mapper(makes: Readonly<Record<string, (input: Document) => unknown>>): Mapper {
  return {
    map: (name, _connection, inputs: readonly MapInput[]) =>
      Promise.resolve(inputs.map(({ document }) => ({ ok: true, value: makes[name]?.(document as Document) }))),
  };
}
interface Document {
  readonly answers?: Readonly<
    Record<
      string,
      {
        readonly body: { readonly number?: number; readonly job?: string; readonly booking?: string };
        readonly about?: Readonly<Record<string, string>>;
      }
    >
  >;
}

async function defined(world: Delivering, operations: readonly Operation[]): Promise<void> {
  await connect(
    world.database.pool,
    createSecretBox(Buffer.alloc(32, 3)),
    aConnection({ code: 'tms', kind: 'carrier', operations, system: 'freight' }),
  );
}

async function asked(world: Delivering, name: string, lanes: readonly string[]): Promise<number[]> {
  const seqs = await world.queue('tms', lanes);
  await world.database.pool.query('update deliveries set operation = $1 where seq = any ($2::bigint[])', [name, seqs]);
  return seqs;
}

const states = async (world: Delivering): Promise<unknown[]> =>
  (await world.states()).map(({ state, error }) => (error === null ? state : `${state} ${error}`));

test('when an operation was done, the one that follows is asked for with its answer, before what waits in the lane', async () => {
  await using world = await delivering();
  await defined(world, [operation('book', { then: 'label' }), operation('label')]);
  await asked(world, 'book', ['order', 'order']);
  const sent: Outgoing[] = [];
  const connector = carrier(sent, ({ operation: name }) => done(name === 'book' ? { number: 4711 } : {}));
  const makes = {
    book: () => ({ weight: 1 }),
    label: ({ answers }: Document) => ({ of: answers?.['book']?.body.number }),
  };
  await drain(world.runner({ connector, mapper: mapper(makes) }));
  assert.deepEqual(
    sent.map(({ operation: name, value }) => [name, value]),
    [
      ['book', { weight: 1 }],
      ['label', { of: 4711 }],
      ['book', { weight: 1 }],
      ['label', { of: 4711 }],
    ],
  );
  assert.equal(new Set(sent.map(({ id }) => id)).size, 4);
  assert.match(sent[1]?.id ?? '', /-0-label-step-2$/);
  assert.deepEqual(await states(world), ['delivered', 'delivered']);
  const { rows } = await world.database.pool.query<{ history: { what: string; answer?: unknown }[] }>(
    'select history from deliveries order by seq limit 1',
  );
  assert.deepEqual(
    rows[0]?.history.map(({ what, answer }) => [what, answer]),
    [['answered', undefined]],
    'what was answered is not kept when the delivery is settled',
  );
});

test('a mapping that makes nothing says that nothing follows', async () => {
  await using world = await delivering();
  await defined(world, [operation('book', { then: 'ask' }), operation('ask')]);
  await asked(world, 'book', ['a']);
  const sent: Outgoing[] = [];
  const makes = { book: () => ({}), ask: ({ answers }: Document) => answers?.['book']?.body.job };
  await drain(world.runner({ connector: carrier(sent, () => done({ number: 1 })), mapper: mapper(makes) }));
  assert.deepEqual([sent.length, await states(world)], [1, ['delivered']]);
});

test('what has nothing to send goes on to what follows, and says so', async () => {
  await using world = await delivering();
  await defined(world, [operation('create', { then: 'order' }), operation('order'), operation('alone')]);
  await asked(world, 'create', ['known', 'new']);
  await asked(world, 'alone', ['alone']);
  const sent: Outgoing[] = [];
  let creates = 0;
  const makes = {
    create: () => ((creates += 1) === 1 ? undefined : { code: 'BOLT' }),
    order: ({ answers }: Document) => ({ item: answers?.['create']?.body.number ?? 'as before' }),
    alone: () => null,
  };
  await drain(world.runner({ connector: carrier(sent, () => done({ number: 7 })), mapper: mapper(makes) }));
  assert.deepEqual(
    new Set(sent.map(({ operation: name, value }) => JSON.stringify([name, value]))),
    new Set(['["create",{"code":"BOLT"}]', '["order",{"item":"as before"}]', '["order",{"item":7}]']),
  );
  assert.deepEqual(await states(world), ['delivered', 'delivered', 'delivered']);
  const { rows } = await world.database.pool.query<{ history: { operation: string; nothing?: true }[] }>(
    'select history from deliveries order by seq',
  );
  assert.deepEqual(
    rows.map(({ history }) => history.map(({ operation: name, nothing }) => [name, nothing])),
    [[['create', true]], [['create', undefined]], [['alone', true]]],
  );
  const { rows: minutes } = await world.database.pool.query(
    'select sum(delivered)::int as delivered from connection_minutes',
  );
  assert.deepEqual(minutes, [{ delivered: 3 }], 'what was not sent is no attempt');
});

test('what breaks the contract of its operation is not sent, and goes out when the mapping is mended', async () => {
  await using world = await delivering();
  const contract = { type: 'object', required: ['weight'], properties: { weight: { type: 'number', maximum: 30 } } };
  await defined(world, [operation('book', { contract })]);
  const [seq = 0] = await asked(world, 'book', ['heavy']);
  const sent: Outgoing[] = [];
  let weight = 31;
  const runner = world.runner({
    connector: carrier(sent, () => done({})),
    mapper: mapper({ book: () => ({ weight }) }),
  });
  await drain(runner);
  assert.deepEqual([sent.length, await states(world)], [0, ['dead contract_broken']]);
  weight = 30;
  await replay(world.database.pool, seq, 'key:op');
  await drain(runner);
  assert.deepEqual(
    sent.map(({ value }) => value),
    [{ weight: 30 }],
  );
});

test('what follows survives a node that stops, and a dead second step is replayed without the first', async () => {
  await using world = await delivering();
  await defined(world, [operation('book', { then: 'label' }), operation('label')]);
  const [seq = 0] = await asked(world, 'book', ['a']);
  const sent: Outgoing[] = [];
  let refuses = true;
  const connector = carrier(sent, ({ operation: name }) =>
    name === 'label' && refuses
      ? { kind: 'refused', fault: { code: 'refused', detail: 'No label.', fix: 'Ask.' } }
      : done({ number: 7 }),
  );
  const makes = { book: () => ({}), label: ({ answers }: Document) => ({ of: answers?.['book']?.body.number }) };
  const first = world.runner({ connector, mapper: mapper(makes) });
  await first.step();
  await first.stop();
  const second = world.runner({ connector, mapper: mapper(makes) });
  await drain(second);
  assert.deepEqual(await states(world), ['dead refused']);
  refuses = false;
  assert.equal(await replay(world.database.pool, seq, 'key:op'), true);
  await drain(second);
  assert.deepEqual(
    sent.map(({ operation: name }) => name),
    ['book', 'label', 'label'],
  );
  assert.deepEqual([sent[2]?.value, await states(world)], [{ of: 7 }, ['delivered refused']]);
});

test('what is polled is asked in equal pauses, is no failure of the other system, and ends in time', async () => {
  await using world = await delivering();
  await defined(world, [
    operation('book', { then: 'ask' }),
    operation('ask', { poll: { everySeconds: 60, forSeconds: 600 } }),
  ]);
  await asked(world, 'book', ['a', 'b']);
  const sent: Outgoing[] = [];
  const connector = carrier(sent, ({ operation: name, lane }) =>
    name === 'book' ? done({ job: '17' }) : lane === 'a' && sent.length > 14 ? done({ number: 1 }) : notYet,
  );
  const makes = { book: () => ({}), ask: ({ answers }: Document) => ({ job: answers?.['book']?.body.job }) };
  const runner = world.runner({ connector, mapper: mapper(makes) });
  await drain(runner);
  const { rows } = await world.database.pool.query<{ inTime: boolean }>(
    `select available_at between now() + interval '50 seconds' and now() + interval '60 seconds' as "inTime" from deliveries`,
  );
  assert.deepEqual(
    rows.map(({ inTime }) => inTime),
    [true, true],
  );
  for (let time = 0; time < 12; time++) {
    await world.letTimePass();
    await drain(runner);
  }
  assert.deepEqual(await states(world), ['delivered busy', 'dead busy']);
  assert.equal(sent.filter(({ lane, operation: name }) => lane === 'b' && name === 'ask').length, 11);
  const { rows: said } = await world.database.pool.query<{ detail: string }>(
    `select last_error ->> 'detail' as detail from deliveries where lane = 'b'`,
  );
  assert.match(said[0]?.detail ?? '', /not done within 600 s/);
  const { rows: counted } = await world.database.pool.query(
    'select sum(failed)::int as failed from connection_minutes',
  );
  assert.deepEqual(counted, [{ failed: 0 }]);
  const { rowCount } = await world.database.pool.query('select from connection_breakers');
  assert.equal(rowCount, 0);
});

test('an answer that was erased stops what follows from it until somebody looks', async () => {
  await using world = await delivering();
  await defined(world, [
    operation('book', { then: 'ask' }),
    operation('ask', { poll: { everySeconds: 1, forSeconds: 60 } }),
  ]);
  const [seq = 0] = await asked(world, 'book', ['a']);
  const connector = carrier([], ({ operation: name }) => (name === 'book' ? done({ job: 'of Jane Doe' }) : notYet));
  const runner = world.runner({ connector, mapper: mapper({ book: () => ({}), ask: () => ({}) }) });
  await drain(runner);
  await forgetEdits(world.database.pool, 'a');
  assert.deepEqual(await states(world), ['dead edit_erased']);
  const { rows } = await world.database.pool.query('select from deliveries where deliveries::text like $1', ['%Jane%']);
  assert.equal(rows.length, 0);
  await replay(world.database.pool, seq, 'key:op');
  await drain(runner);
  assert.deepEqual(await states(world), ['dead answer_erased']);
});

test('what was delivered is sent once more under a number and an id of its own, from its first operation', async () => {
  await using world = await delivering();
  await defined(world, [operation('book', { then: 'label' }), operation('label')]);
  const [seq = 0] = await asked(world, 'book', ['a']);
  const { pool } = world.database;
  const sent: Outgoing[] = [];
  const runner = world.runner({
    connector: carrier(sent, () => done({})),
    mapper: mapper({ book: () => ({}), label: () => ({}) }),
  });
  assert.equal(await sendAgain(pool, seq, { by: 'key:op', reason: 'lost there' }), null, 'it is not delivered yet');
  await drain(runner);
  const again = await sendAgain(pool, seq, { by: 'key:op', reason: 'lost there' });
  assert.ok(again !== null && again > seq);
  await drain(runner);
  assert.deepEqual(
    sent.map(({ operation: name }) => name),
    ['book', 'label', 'book', 'label'],
  );
  assert.equal(sent[2]?.id, `${sent[0]?.id}-again-${again}`);
  assert.equal(sent[3]?.id, `${sent[1]?.id.replace('-step-2', '')}-again-${again}-step-2`);
  assert.deepEqual(await states(world), ['delivered', 'delivered']);
});

test('what is refused later is a dead letter with its reason, once, and holds its lane', async () => {
  await using world = await delivering();
  await defined(world, [operation('book')]);
  const [seq = 0] = await asked(world, 'book', ['a']);
  const { pool } = world.database;
  const sent: Outgoing[] = [];
  const runner = world.runner({ connector: carrier(sent, () => done({})), mapper: mapper({ book: () => ({}) }) });
  const refused = {
    connections: { code: 'tms-errors', system: 'freight' },
    delivery: String(seq),
    order: null,
    operation: null,
    code: 'M412',
    reason: 'Number too low.',
    by: 'connection:tms-errors',
    message: 'raw_1-1-1',
  };
  assert.deepEqual(await refuseLater(pool, refused), { kind: 'open', delivery: seq, state: 'queued' });
  await drain(runner);
  const made = await refuseLater(pool, refused);
  assert.equal(made.kind, 'made');
  assert.deepEqual(await refuseLater(pool, refused), { ...made, kind: 'known' });
  const other = await refuseLater(pool, { ...refused, connections: { code: 'shop', system: null } });
  assert.deepEqual(other, { kind: 'missing' }, 'nobody refuses what was sent to another system');
  const byOrder = { ...refused, delivery: null, order: 'a', operation: 'book', message: 'raw_2-1-1' };
  assert.equal((await refuseLater(pool, byOrder)).kind, 'made');
  const byId = await refuseLater(pool, { ...refused, delivery: sent[0]?.id ?? '', message: 'raw_3-1-1' });
  assert.equal(byId.kind, 'made');
  await asked(world, 'book', ['a']);
  await drain(runner);
  assert.deepEqual(await states(world), [
    'delivered',
    'dead refused_later',
    'dead refused_later',
    'dead refused_later',
    'queued',
  ]);
  await replay(pool, 'delivery' in made ? made.delivery : 0, 'key:op');
  await drain(runner);
  assert.match(sent[1]?.id ?? '', /-again-\d+$/);
});

test('over HTTP: what was accepted is asked for until it is done, and followed by its label, by configuration alone', async () => {
  await using world = await delivering();
  const asks: string[] = [];
  const server = createServer((request, response) => {
    asks.push(`${request.method} ${request.url}`);
    request.resume();
    const json = (status: number, body: object, headers = {}): void => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    };
    if (request.method === 'POST') json(202, {}, { location: '/jobs/17' });
    else if (request.url === '/jobs/17')
      json(200, asks.length < 4 ? { state: 'RUNNING' } : { state: 'DONE', booking: 'BK/1' });
    else json(200, { label: 'ZPL' });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const later = [{ pointer: '/state', is: 'RUNNING' }];
    const operations = [
      operation('book', { then: 'ask', settings: { method: 'POST', path: '/bookings', keepAnswer: true } }),
      operation('ask', {
        then: 'label',
        poll: { everySeconds: 10, forSeconds: 600 },
        settings: { method: 'GET', path: '/jobs/{/job}', keepAnswer: true, answers: { later } },
      }),
      operation('label', { settings: { method: 'GET', path: '/bookings/{/booking}/label' } }),
    ];
    const settings = { url: `http://127.0.0.1:${port}`, auth: { kind: 'none' } };
    const tms = aConnection({ code: 'tms', kind: 'http', settings, operations });
    await connect(world.database.pool, createSecretBox(Buffer.alloc(32, 3)), tms);
    await asked(world, 'book', ['a']);
    const makes = {
      book: () => ({}),
      ask: ({ answers }: Document) => ({ job: answers?.['book']?.about?.['location']?.split('/').at(-1) }),
      label: ({ answers }: Document) => ({ booking: answers?.['ask']?.body.booking }),
    };
    const runner = world.runner({ mapper: mapper(makes) });
    for (let time = 0; time < 4; time++) {
      await drain(runner);
      await world.letTimePass();
    }
    const jobs = ['GET /jobs/17', 'GET /jobs/17', 'GET /jobs/17'];
    assert.deepEqual(asks, ['POST /bookings', ...jobs, 'GET /bookings/BK%2F1/label']);
    assert.match(String((await states(world))[0]), /^delivered/);
  } finally {
    server.close();
  }
});
