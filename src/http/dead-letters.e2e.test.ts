// What did not arrive, with a real peer that refuses: seen by cause, tried dry, corrected, sent again, given up.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectors } from '#connections/registry.ts';
import { createSecretBox } from '#connections/secrets.ts';
import { Sessions } from '#connections/sessions.ts';
import { sendJson, startOtherSide } from '#connectors/http/other-side.testsuite.ts';
import type { OtherSide } from '#connectors/http/other-side.testsuite.ts';
import { createReach } from '#connectors/network/reach.ts';
import { Deliveries } from '#runtime/deliveries.ts';
import { testApp } from './test-app.ts';
import type { TestApp } from './test-app.ts';
import { key, receive, smallNetwork } from './test-world.ts';

const promised = 'crossdock.order.promised.v1';
const secretKey = Buffer.alloc(32, 7);

interface World {
  readonly app: TestApp;
  readonly side: OtherSide;
  /** What the peer has, by path. */
  readonly things: Map<string, unknown>;
  /** Answers the ids. */
  place(count: number): Promise<string[]>;
  /** Until nothing more can be sent now. */
  send(): Promise<void>;
  [Symbol.asyncDispose]: () => Promise<void>;
}

async function world(operation: Readonly<Record<string, unknown>> = { method: 'PUT' }): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const app = stack.use(await testApp({ reaches: true }));
  const things = new Map<string, unknown>();
  const side = stack.use(
    await startOtherSide((asked, to) => {
      const has = things.get(asked.path);
      if (asked.method === 'GET') return sendJson(to, has === undefined ? 404 : 200, has ?? {});
      return sendJson(to, 422, { code: 'customer_unknown', message: 'Nobody is called that.' });
    }),
  );
  await smallNetwork(app);
  await receive(app, 'LAMP', 'HAM', 1_000_000);
  const settings = {
    path: '/orders/{/subject}',
    look: { path: '/orders/{/subject}', absent: 'not_done' },
    ...operation,
  };
  const { status, body } = await app.ask('PUT', '/v1/connections/erp', {
    body: {
      kind: 'http',
      owner: 'ERP team',
      settings: { url: side.url, check: { path: '/me' } },
      operations: [{ name: 'keep', types: [promised], settings }],
    },
  });
  assert.equal(status, 201, JSON.stringify(body));
  const runner = new Deliveries({
    pool: app.node.pool,
    sessions: new Sessions({
      connectors,
      secrets: createSecretBox(secretKey),
      reach: createReach({ allowPrivate: true }),
      onError: (error) => assert.fail(String(error)),
    }),
    writers: app.node.writers,
    onError: () => undefined, // Dead deliveries are reported; here they are wanted.
  });
  stack.defer(() => runner.stop());
  const all = stack.move();
  let orders = 0;
  return {
    ...{ app, side, things },
    async place(count) {
      const ids: string[] = [];
      for (let index = 0; index < count; index++) {
        const externalId = `A-${(orders += 1)}`;
        const lines = [{ line: 1, item: 'LAMP', quantity: 1 }];
        const placed = await app.ask('POST', '/v1/orders', { body: { externalId, channel: 'web', lines } });
        assert.equal(placed.status, 201, JSON.stringify(placed.body));
        ids.push(String(placed.body['id']));
      }
      return ids;
    },
    async send() {
      for (let idle = 0; idle < 3;) idle = (await runner.step()) === 0 ? idle + 1 : 0;
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

async function numbers(app: TestApp, state = 'dead'): Promise<number[]> {
  const { rows } = await app.node.pool.query<{ seq: number }>(
    'select seq from deliveries where state = $1 order by seq',
    [state],
  );
  return rows.map(({ seq }) => seq);
}

test('dead letters are grouped by their cause, seen in full, and sent again in their order', async () => {
  await using at = await world();
  const { app, side } = at;
  const ids = await at.place(3);
  await at.send();
  const { body: groups } = await app.ask('GET', '/v1/dead-letters');
  const [group] = groups['items'] as Record<string, unknown>[];
  const { error, oldestAt, newestAt, example, ...rest } = group ?? {};
  assert.deepEqual(rest, {
    connection: 'erp',
    operation: 'keep',
    type: promised,
    code: 'refused',
    cause: 'HTTP 422 customer_unknown',
    count: 3,
    isMore: false,
    lanes: 3,
  });
  assert.match(JSON.stringify(error), /Nobody is called that/);
  assert.ok(String(oldestAt) <= String(newestAt));
  assert.equal((groups['items'] as unknown[]).length, 1);

  const { body: full } = await app.ask('GET', `/v1/deliveries/${String(example)}`);
  const written = full['written'] as { text: string; mediaType: string };
  assert.equal(JSON.parse(written.text).subject, ids[2]);
  assert.deepEqual(
    [(full['event'] as { subject: string }).subject, full['edited'], full['problem']],
    [ids[2], null, null],
  );
  assert.deepEqual(full['lane'], { name: ids[2], head: example, behind: 0, isMore: false, next: [] });

  const reader = await key(app, 'reader');
  const { body: seen } = await app.ask('GET', `/v1/deliveries/${String(example)}`, { key: reader });
  assert.deepEqual([seen['value'], seen['written'], typeof seen['withheld']], [null, null, 'string']);

  side.asked.length = 0;
  side.answer = (_, to) => sendJson(to, 200, {});
  const { body: worked } = await app.ask('POST', '/v1/dead-letters/replay', {
    body: { connection: 'erp', code: 'refused' },
  });
  assert.deepEqual(worked, { attempted: 3, done: 3, skipped: [], next: null });
  await at.send();
  assert.deepEqual(
    side.asked.map(({ path }) => path),
    ids.map((id) => `/orders/${id}`),
  );
  assert.deepEqual((await app.ask('GET', '/v1/dead-letters')).body, { items: [], isCut: false });
});

test('a dry run shows what would change there, and sends nothing', async () => {
  await using at = await world();
  const { app, side, things } = at;
  const ids = await at.place(2);
  await at.send();
  const [first = 0, second = 0] = await numbers(app);
  side.asked.length = 0;
  things.set(`/orders/${ids[0]}`, { subject: ids[0], type: 'something else', note: 'theirs' });
  const { body: preview } = await app.ask('POST', `/v1/deliveries/${first}/preview`);
  assert.deepEqual([preview['looked'], preview['why'], preview['isCut']], [true, null, false]);
  const differences = preview['differences'] as { pointer: string; there: unknown; wouldBe: unknown }[];
  assert.deepEqual(
    differences.find(({ pointer }) => pointer === '/type'),
    { pointer: '/type', there: 'something else', wouldBe: promised },
  );
  assert.ok(!differences.some(({ pointer }) => pointer === '/subject' || pointer === '/note'));

  const { body: nothing } = await app.ask('POST', `/v1/deliveries/${second}/preview`, {
    body: { value: { subject: ids[1] } },
  });
  assert.deepEqual([nothing['there'], nothing['isDone']], [null, false]);
  assert.deepEqual(nothing['differences'], [{ pointer: '', there: null, wouldBe: { subject: ids[1] } }]);

  const { body: group } = await app.ask('POST', '/v1/dead-letters/preview', { body: { all: true } });
  assert.deepEqual(
    (group['items'] as { seq: number; looked: boolean }[]).map(({ seq, looked }) => [seq, looked]),
    [
      [first, true],
      [second, true],
    ],
  );
  assert.ok(side.asked.every(({ method }) => method === 'GET'));

  side.answer = (_, to) => sendJson(to, 500, { message: 'broken' });
  const { body: unseen } = await app.ask('POST', `/v1/deliveries/${first}/preview`);
  assert.deepEqual([unseen['looked'], unseen['isDone'], unseen['differences']], [false, null, []]);
  assert.match(String(unseen['why']), /500/);
  assert.deepEqual((await numbers(app)).length, 2);
});

test('a delivery is sent as somebody corrected it, who may see what people wrote', async () => {
  await using at = await world();
  const { app, side } = at;
  const [id = ''] = await at.place(1);
  await at.send();
  const [seq = 0] = await numbers(app);
  const corrected = { subject: id, customer: 'Erika Muster' };
  const operator = await key(app, 'operator');
  const byOperator = await app.ask('POST', `/v1/deliveries/${seq}/edit`, { body: { value: corrected }, key: operator });
  assert.deepEqual([byOperator.status, byOperator.body['code']], [403, 'permission_missing']);
  const edited = await app.ask('POST', `/v1/deliveries/${seq}/edit`, {
    body: { value: corrected },
    headers: { 'idempotency-key': 'edit-1' },
  });
  assert.equal(edited.status, 200, JSON.stringify(edited.body));
  assert.match(String(edited.body['editedBy']), /^key:key_/);
  assert.ok(!JSON.stringify(edited.body).includes('Erika'));
  const { rows } = await app.node.pool.query('select answer from inbox');
  assert.ok(!JSON.stringify(rows).includes('Erika'), 'what is remembered of the request holds no name');

  const reader = await key(app, 'reader');
  const seen = (await app.ask('GET', `/v1/deliveries/${seq}`, { key: operator })).body;
  assert.deepEqual([seen['value'], (seen['edited'] as { value: unknown }).value], [corrected, corrected]);
  const hidden = (await app.ask('GET', `/v1/deliveries/${seq}`, { key: reader })).body;
  assert.ok(!JSON.stringify(hidden).includes('Erika'));
  assert.match(String(hidden['withheld']), /personal data/);

  side.asked.length = 0;
  side.answer = (_, to) => sendJson(to, 200, {});
  await app.ask('POST', `/v1/deliveries/${seq}/replay`);
  await at.send();
  assert.deepEqual(
    side.asked.map(({ body }) => JSON.parse(body) as unknown),
    [corrected],
  );
  const late = await app.ask('POST', `/v1/deliveries/${seq}/edit`, { body: { value: {} } });
  assert.deepEqual([late.status, late.body['code']], [409, 'delivery_not_open']);

  await app.ask('DELETE', `/v1/orders/${id}/personal-data`);
  const { rows: kept } = await app.node.pool.query('select edited, edited_by is not null as told from deliveries');
  assert.deepEqual(kept, [{ edited: null, told: true }]);
});

test('what was edited and not sent yet is not sent in another form after the personal data was erased', async () => {
  await using at = await world();
  const { app } = at;
  const [id = ''] = await at.place(1);
  const [seq = 0] = await numbers(app, 'queued');
  await app.ask('POST', `/v1/deliveries/${seq}/edit`, { body: { value: { customer: 'Erika Muster' } } });
  await app.ask('DELETE', `/v1/orders/${id}/personal-data`);
  await at.send();
  assert.deepEqual(at.side.asked, []);
  const { body } = await app.ask('GET', '/v1/dead-letters');
  assert.deepEqual(
    (body['items'] as { code: string }[]).map(({ code }) => code),
    ['edit_erased'],
  );
});

test('what may have been done already is not repeated with the others, unless somebody says so', async () => {
  await using at = await world({ method: 'POST', idempotency: 'none' });
  const { app, side } = at;
  await at.place(2);
  let calls = 0;
  side.answer = (asked, to) => {
    if (asked.method === 'GET') return sendJson(to, 500, {});
    calls += 1;
    if (calls === 1) return void to.destroy(); // Perhaps done: the answer is lost, and it cannot be looked up.
    return sendJson(to, 422, { message: 'no' });
  };
  await at.send();
  const { body: worked } = await app.ask('POST', '/v1/dead-letters/replay', { body: { all: true } });
  assert.deepEqual([worked['attempted'], worked['done']], [2, 1]);
  const [left] = worked['skipped'] as { reason: string; count: number; detail: string }[];
  assert.deepEqual([left?.reason, left?.count], ['outcome_unknown', 1]);
  const { body: named } = await app.ask('POST', '/v1/dead-letters/replay', { body: { code: 'outcome_unknown' } });
  assert.equal(named['done'], 1);
});

test('thousands are worked on piece by piece, each once, and lanes go on after what is skipped', async () => {
  await using at = await world();
  const { app } = at;
  await app.node.pool.query(
    `insert into deliveries (connection, lane, turn_id, ordinal, type, operation, state, available_at, last_error)
     select 'erp', 'lane-' || n, gen_random_uuid(), 0, $1, 'keep', 'dead', now(), '{"code":"refused","cause":"customer_unknown"}'
     from generate_series(1, 2300) n`,
    [promised],
  );
  await app.node.pool.query(
    `insert into deliveries (connection, lane, turn_id, ordinal, type, operation, state, available_at, parked)
     select 'erp', 'lane-' || n, gen_random_uuid(), 0, $1, 'keep', 'queued', now(), true from generate_series(1, 2300) n`,
    [promised],
  );
  const which = { connection: 'erp', operation: 'keep', cause: 'customer_unknown' };
  const done: number[] = [];
  let next: object | null = {};
  while (next !== null) {
    const { status, body } = await app.ask('POST', '/v1/dead-letters/skip', { body: { ...which, ...next } });
    assert.equal(status, 200, JSON.stringify(body));
    done.push(Number(body['done']));
    next = body['next'] as object | null;
  }
  assert.deepEqual(done, [1_000, 1_000, 300]);
  const { rows } = await app.node.pool.query(
    `select state, parked, count(*)::int as count from deliveries group by state, parked order by state`,
  );
  assert.deepEqual(rows, [
    { state: 'queued', parked: false, count: 2_300 },
    { state: 'skipped', parked: false, count: 2_300 },
  ]);
});

test('only who sees every site works on dead letters, and a group must be named', async () => {
  await using at = await world();
  const { app } = at;
  const limited = await key(app, 'operator', { sites: ['HAM'] });
  for (const [method, url] of [
    ['GET', '/v1/dead-letters'],
    ['POST', '/v1/dead-letters/replay'],
    ['POST', '/v1/dead-letters/skip'],
    ['POST', '/v1/dead-letters/preview'],
  ] as const) {
    const { status, body } = await app.ask(method, url, {
      key: limited,
      ...(method === 'POST' && { body: { all: true } }),
    });
    assert.deepEqual([status, body['code']], [403, 'scope_too_narrow'], url);
  }
  const unnamed = await app.ask('POST', '/v1/dead-letters/skip', { body: {} });
  assert.deepEqual([unnamed.status, unnamed.body['code']], [422, 'document_invalid']);
  for (const path of ['dead-letters/replay', 'dead-letters/skip', 'dead-letters/preview', 'raw-messages:replay'])
    for (const name of ['connection', 'code', 'cause'])
      assert.equal((await app.ask('POST', `/v1/${path}`, { body: { connection: 'erp', [name]: '\0' } })).status, 422);
});
