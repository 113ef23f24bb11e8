import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerResponse } from 'node:http';
import { createAjv } from '#contracts/ajv.ts';
import type { Sent, Session } from '#connectors/connector.ts';
import {
  never,
  openWith,
  outgoing,
  receiveAll,
  sendJson,
  startOtherSide,
} from '#connectors/http/other-side.testsuite.ts';
import { odataConnector } from './connector.ts';
import { keySegment } from './literal.ts';

interface Customer {
  number: string;
  displayName: string;
  lastModifiedDateTime: string;
  version: number;
}

/** As Business Central has it: ETags, errors with codes, pages by $skiptoken. */
function service(customers: Customer[]) {
  return (
    {
      method,
      path,
      query,
      headers,
      body,
    }: {
      method: string;
      path: string;
      query: URLSearchParams;
      headers: Readonly<Record<string, unknown>>;
      body: string;
    },
    to: ServerResponse,
  ): void => {
    const key = /^\/api\/customers\('(.*)'\)$/.exec(decodeURIComponent(path))?.[1]?.replaceAll("''", "'");
    const shown = ({ version, ...rest }: Customer): object => ({ '@odata.etag': `W/"${version}"`, ...rest });
    const refuse = (status: number, code: string, message: string): void =>
      sendJson(to, status, { error: { code, message } });
    if (key === undefined && method === 'GET') {
      const since = /lastModifiedDateTime ge (\S+)/.exec(query.get('$filter') ?? '')?.[1] ?? '';
      const named = /number eq '(.*)'/.exec(query.get('$filter') ?? '')?.[1]?.replaceAll("''", "'");
      const found = customers.filter(
        (one) => one.lastModifiedDateTime >= since && (named === undefined || one.number === named),
      );
      const from = Number(query.get('$skiptoken') ?? '0');
      const next = new URLSearchParams([...query].filter(([name]) => name !== '$skiptoken'));
      next.set('$skiptoken', String(from + 2));
      return sendJson(to, 200, {
        '@odata.context': '…',
        value: found.slice(from, from + 2).map(shown),
        ...(found.length > from + 2 ? { '@odata.nextLink': `customers?${next.toString()}` } : {}),
      });
    }
    const one = customers.find(({ number }) => number === key);
    if (method === 'POST') {
      const made = JSON.parse(body) as Customer;
      if (customers.some(({ number }) => number === made.number))
        return refuse(400, 'Internal_EntityWithSameKeyExists', 'The record already exists.');
      customers.push({ ...made, lastModifiedDateTime: '2026-01-01T08:00:00Z', version: 1 });
      return sendJson(to, 201, shown(customers.at(-1) as Customer));
    }
    if (one === undefined) return refuse(404, 'BadRequest_NotFound', 'Not found.');
    if (method === 'GET') return sendJson(to, 200, shown(one));
    if (headers['if-match'] === undefined) return refuse(428, 'Request_IfMatch', 'If-Match is missing.');
    if (headers['if-match'] !== '*' && headers['if-match'] !== `W/"${one.version}"`)
      return refuse(409, 'Request_EntityChanged', 'Another user has changed the record.');
    if (method === 'DELETE') customers.splice(customers.indexOf(one), 1);
    else Object.assign(one, JSON.parse(body), { version: one.version + 1 });
    return sendJson(to, 200, {});
  };
}

const customer = (number: string, minute = 0): Customer => ({
  number,
  displayName: `Name of ${number}`,
  lastModifiedDateTime: `2026-01-01T08:0${minute}:00Z`,
  version: 1,
});
const key = { number: { pointer: '/number' } };

async function send(
  session: Session,
  settings: Readonly<Record<string, unknown>>,
  value: unknown,
): Promise<Sent | undefined> {
  return session.send?.(outgoing(settings, value), never());
}

function codeOf(sent: Sent | undefined): string {
  return sent !== undefined && 'fault' in sent
    ? `${sent.kind} ${sent.fault.code} ${sent.fault.cause ?? ''}`.trim()
    : (sent?.kind ?? '');
}

test('an entity set is read page by page, and then what changed', async () => {
  const customers = [1, 2, 3, 4, 5].map((number) => customer(String(number), number));
  await using side = await startOtherSide(service(customers));
  await using session = openWith(odataConnector, { url: `${side.url}/api` });
  const stream = {
    path: '/customers',
    key: ['number'],
    filter: "blocked eq ' ' or x eq '{}'",
    select: ['number', 'displayName'],
    pageSize: 2,
    modified: { property: 'lastModifiedDateTime', overlapMs: 60_000 },
    query: { 'sap-client': '100' },
  };
  const first = await receiveAll(session, stream);
  assert.deepEqual(
    first.keys.map((one) => one.split('@')[0]),
    ['1', '2', '3', '4', '5'],
  );
  assert.equal(
    side.asked[0]?.query.get('$filter'),
    "(blocked eq ' ' or x eq '{}') and lastModifiedDateTime ge 1970-01-01T00:00:00Z",
  );
  assert.equal(side.asked[0]?.query.get('$orderby'), 'lastModifiedDateTime,number');
  assert.equal(side.asked[0]?.headers['prefer'], 'odata.maxpagesize=2');
  assert.match(side.asked[0]?.url ?? '', /\?sap-client=100&\$filter=/);
  assert.equal(side.asked.length, 3);
  side.asked.length = 0;
  await receiveAll(session, stream, first.cursor);
  assert.match(side.asked[0]?.query.get('$filter') ?? '', /ge 2026-01-01T08:04:00.000Z$/);
});

test('delta links are followed, also what was removed, and a delta that is over begins anew', async () => {
  let isOver = false;
  await using side = await startOtherSide((asked, to) => {
    const state = asked.query.get('$deltatoken');
    if (state === null) sendJson(to, 200, { value: [{ id: 1 }], '@odata.deltaLink': 'items?$deltatoken=1' });
    else if (isOver) sendJson(to, 410, { error: { code: 'syncStateNotFound', message: 'gone' } });
    else
      sendJson(to, 200, {
        value: [{ '@removed': { reason: 'deleted' }, id: 1 }],
        '@odata.deltaLink': 'items?$deltatoken=2',
      });
  });
  await using session = openWith(odataConnector, { url: `${side.url}/v1` });
  const stream = { path: '/items', key: ['id'], delta: true };
  const first = await receiveAll(session, stream);
  assert.equal(side.asked[0]?.headers['prefer'], 'odata.track-changes');
  const second = await receiveAll(session, stream, first.cursor);
  assert.match(Buffer.from(second.received[0]?.messages[0]?.body ?? []).toString(), /@removed/);
  isOver = true;
  const third = await receiveAll(session, stream, second.cursor);
  assert.match(Buffer.from(third.received[0]?.messages[0]?.body ?? []).toString(), /^\{"id":1\}$/);
  assert.deepEqual(
    side.asked.map(({ url }) => url),
    ['/v1/items', '/v1/items?$deltatoken=1', '/v1/items?$deltatoken=2', '/v1/items'],
  );
});

test('a change is decided on what is there: its ETag is read and sent, and who was overtaken comes again', async () => {
  const customers = [customer("O'Neil & Co/1")];
  await using side = await startOtherSide(service(customers));
  await using session = openWith(odataConnector, { url: `${side.url}/api` });
  const update = { path: '/customers', does: 'update', key };
  const value = { number: "O'Neil & Co/1", displayName: 'New' };
  assert.equal(codeOf(await send(session, update, value)), 'done');
  assert.deepEqual(
    customers.map(({ displayName, version }) => [displayName, version]),
    [['New', 2]],
  );
  assert.equal(side.asked.at(-1)?.method, 'PATCH');
  assert.equal(side.asked.at(-1)?.headers['if-match'], 'W/"1"');
  assert.match(side.asked.at(-1)?.url ?? '', /customers\('O''Neil%20%26%20Co%2F1'\)$/);
  const { answer } = side;
  side.answer = (asked, to) => {
    answer(asked, to);
    if (asked.method === 'GET' && customers[0] !== undefined) customers[0].version += 1;
  };
  assert.equal(codeOf(await send(session, update, value)), 'later busy HTTP 412');
  side.answer = answer;
  assert.equal(
    codeOf(await send(session, { ...update, ifMatch: { pointer: '/etag' } }, { ...value, etag: 'W/"1"' })),
    'refused refused HTTP 409 Request_EntityChanged',
  );
  assert.equal(codeOf(await send(session, { ...update, ifMatch: 'any' }, value)), 'done');
  assert.equal(codeOf(await send(session, update, { number: 'nobody' })), 'refused refused');
  const remove = { path: '/customers', does: 'delete', key };
  assert.equal(codeOf(await send(session, remove, value)), 'done');
  assert.equal(codeOf(await send(session, remove, value)), 'done');
  assert.deepEqual(customers, []);
});

test('what is created is found again, and created once', async () => {
  const customers: Customer[] = [];
  await using side = await startOtherSide(service(customers));
  await using session = openWith(odataConnector, { url: `${side.url}/api` });
  const create = {
    path: '/customers',
    does: 'create',
    find: { property: 'number', pointer: '/number' },
    keepAnswer: true,
  };
  const value = { number: "A'1", displayName: 'A' };
  const look = async (): Promise<unknown> => (await session.look?.(outgoing(create, value), never()))?.isDone;
  assert.equal(await look(), false);
  const sent = await send(session, create, value);
  assert.ok(sent?.kind === 'done');
  assert.match(Buffer.from(sent.answer?.body ?? []).toString(), /"displayName":"A"/);
  assert.equal(await look(), true);
  assert.equal((await session.look?.(outgoing(create, { ...value, displayName: 'B' }), never()))?.isDone, null);
  assert.equal(codeOf(await send(session, create, value)), 'refused refused HTTP 400 Internal_EntityWithSameKeyExists');
  assert.equal(codeOf(await send(session, { ...create, exists: ['Internal_EntityWithSameKeyExists'] }, value)), 'done');
  assert.equal(customers.length, 1);
  const update = { path: '/customers', does: 'update', key };
  assert.equal((await session.look?.(outgoing(update, { ...value, displayName: 'B' }), never()))?.isDone, false);
  assert.equal((await session.look?.(outgoing(update, value), never()))?.isDone, true);
});

test('SAP gets its token with its cookie, once, and a new one when that ran out', async () => {
  let tokens = 0;
  const customers = [customer('1')];
  const serve = service(customers);
  await using side = await startOtherSide((asked, to) => {
    if (asked.headers['x-csrf-token'] === 'fetch') {
      tokens += 1;
      const headers = {
        'x-csrf-token': `csrf-token-${tokens}`,
        'set-cookie': `SAP_SESSION=session-${tokens}; path=/; HttpOnly`,
      };
      return sendJson(to, 200, {}, headers);
    }
    const isKnown =
      asked.headers['x-csrf-token'] === `csrf-token-${tokens}` &&
      asked.headers.cookie === `SAP_SESSION=session-${tokens}`;
    if (asked.method !== 'GET' && !isKnown)
      return to.writeHead(403, { 'x-csrf-token': 'Required' }).end('CSRF token validation failed');
    return serve(asked, to);
  });
  const settings = { url: `${side.url}/api`, csrf: { path: '/' }, auth: { kind: 'basic', username: 'u' } };
  await using session = openWith(odataConnector, settings, { credentials: { password: 'open-sesame' } });
  const update = { path: '/customers', does: 'update', key };
  for (let time = 0; time < 2; time += 1) assert.equal(codeOf(await send(session, update, { number: '1' })), 'done');
  assert.equal(tokens, 1);
  tokens += 1; // The session of ours ran out.
  assert.equal(codeOf(await send(session, update, { number: '1' })), 'done');
  assert.equal(tokens, 3);
});

test('no value ends its literal', () => {
  const value = { a: "x') or ('1' eq '1", n: 12, g: 'A1B2C3D4-0000-1111-2222-333344445555', d: '2026-01-01' };
  assert.equal(keySegment(value, { a: { pointer: '/a' } }), "('x'')%20or%20(''1''%20eq%20''1')");
  assert.equal(
    keySegment(value, {
      n: { pointer: '/n', type: 'number' },
      g: { pointer: '/g', type: 'guid' },
      d: { pointer: '/d', type: 'date' },
    }),
    '(n=12,g=A1B2C3D4-0000-1111-2222-333344445555,d=2026-01-01)',
  );
  for (const type of ['number', 'guid', 'date', 'time'] as const)
    assert.throws(() => keySegment(value, { a: { pointer: '/a', type } }), /is no/, type);
  assert.throws(() => keySegment({}, { a: { pointer: '/a' } }), /nothing at/);
});

test('the schemas are strict, and settings that cannot work are named', () => {
  const ajv = createAjv({ allErrors: true });
  const { settings, stream, operation } = odataConnector;
  assert.ok(stream !== null && operation !== null);
  assert.equal(ajv.compile(settings)({ url: 'https://a.example', csrf: { path: '/' } }), true);
  assert.equal(ajv.compile(stream)({ path: '/a', key: ['id'], modified: { property: 'b', overlapMs: 1 } }), true);
  assert.equal(ajv.compile(stream)({ path: '/a', key: ['id or 1'] }), false);
  assert.equal(ajv.compile(operation)({ path: '/a', does: 'update', key }), true);
  const problems = (part: Readonly<Record<string, unknown>>): readonly string[] =>
    (
      odataConnector.check?.(
        { settings: { url: 'https://a.example' }, streams: {}, operations: {}, credentials: [], ...part },
        { allowPrivate: false },
      ) ?? []
    ).map(({ pointer }) => pointer);
  assert.deepEqual(problems({ operations: { o: { path: '/a({/id})/b', does: 'create' } } }), []);
  assert.deepEqual(problems({ operations: { o: { path: '/a', does: 'update' } } }), ['/operations/o/key']);
  assert.deepEqual(problems({ operations: { o: { path: '/a{', does: 'create', ifMatch: 'any' } } }), [
    '/operations/o',
    '/operations/o/ifMatch',
  ]);
  assert.deepEqual(problems({ streams: { s: { path: '/a({/id})', key: ['id'] } } }), ['/streams/s']);
  assert.deepEqual(problems({ streams: { s: { path: '/a', key: ['id'], delta: true, modified: {} } } }), [
    '/streams/s/delta',
  ]);
});
