import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerResponse } from 'node:http';
import { httpConnector } from './connector.ts';
import { never, openWith, receiveAll, sendJson, startOtherSide } from './other-side.testsuite.ts';
import type { Asked } from './other-side.testsuite.ts';

interface Row {
  readonly id: number;
  readonly updated_at: string;
  readonly qty?: number;
}

const byTime = { kind: 'field', pointer: '/updated_at', type: 'time', overlap: 60_000 } as const;
const minute = (count: number, seconds = 0): string => new Date(Date.UTC(2026, 0, 1, 8, count, seconds)).toISOString();

/** Rows changed since a time, in pages. */
function table(
  rows: Row[],
  size: number,
  answer: (rows: readonly Row[], page: number, asked: Asked, to: ServerResponse) => void,
) {
  return (asked: Asked, to: ServerResponse): void => {
    const since = asked.query.get('since') ?? '';
    const found = rows
      .filter((row) => row.updated_at >= since)
      .toSorted((a, b) => (a.updated_at < b.updated_at ? -1 : 1));
    const page = Number(asked.query.get('page') ?? asked.query.get('token') ?? '0');
    answer(found.slice(page * size, (page + 1) * size), found.length > (page + 1) * size ? page + 1 : 0, asked, to);
  };
}

const rowsOf = (count: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({ id: index + 1, updated_at: minute(index) }));

test('every way of paging finds every record once', async () => {
  const rows = rowsOf(7);
  await using side = await startOtherSide();
  await using session = openWith(httpConnector, { url: side.url });
  const ids = (keys: readonly string[]): readonly number[] => keys.map((key) => Number(key.split('@')[0]));
  const all = rows.map(({ id }) => id);
  const key = { key: ['/id'] };

  side.answer = table(rows, 3, (found, next, asked, to) =>
    sendJson(to, 200, { orders: found, ...(next === 0 ? {} : { next: `${asked.path}?page=${next}` }) }),
  );
  const link = { path: '/orders', records: '/orders', ...key, paging: { kind: 'next_link', pointer: '/next' } };
  assert.deepEqual(ids((await receiveAll(session, link)).keys), all);

  side.answer = table(rows, 3, (found, next, _, to) =>
    sendJson(
      to,
      200,
      found,
      next === 0
        ? {}
        : { link: `<${side.url}/x?page=0>; rel="previous", <${side.url}/orders?page=${next}>; rel="next"` },
    ),
  );
  assert.deepEqual(
    ids((await receiveAll(session, { path: '/orders', ...key, paging: { kind: 'link_header' } })).keys),
    all,
  );

  side.answer = table(rows, 3, (found, next, _, to) =>
    sendJson(to, 200, { payload: { orders: found, pagination: { nextToken: next === 0 ? null : String(next) } } }),
  );
  const token = {
    path: '/orders',
    query: { token: '{token?}' },
    records: '/payload/orders',
    ...key,
    paging: { kind: 'token', pointer: '/payload/pagination/nextToken' },
  };
  assert.deepEqual(ids((await receiveAll(session, token)).keys), all);

  side.answer = table(rows, 3, (found, _, __, to) => sendJson(to, 200, found));
  side.asked.length = 0;
  const page = { path: '/orders', query: { page: '{page}' }, ...key, paging: { kind: 'page', first: 0, size: 3 } };
  assert.deepEqual(ids((await receiveAll(session, page)).keys), all);
  assert.equal(side.asked.length, 3);

  side.answer = (asked, to) => {
    const { skip, take } = JSON.parse(asked.body) as { skip: number; take: string };
    sendJson(to, 200, { rows: rows.slice(skip, skip + 2), more: skip + 2 < rows.length, take });
  };
  const offset = {
    method: 'POST',
    path: '/search',
    body: { skip: '{offset}', take: 2 },
    records: '/rows',
    ...key,
    paging: { kind: 'offset', more: '/more' },
  };
  assert.deepEqual(ids((await receiveAll(session, offset)).keys), all);
});

test('a record of a transaction that ended late is found by the overlap', async () => {
  const rows: Row[] = [
    { id: 1, updated_at: minute(1) },
    { id: 2, updated_at: minute(2) },
  ];
  await using side = await startOtherSide(table(rows, 10, (found, _, __, to) => sendJson(to, 200, found)));
  await using session = openWith(httpConnector, { url: side.url });
  const stream = {
    path: '/orders',
    query: { since: '{since?}' },
    key: ['/id'],
    cursor: { ...byTime, start: minute(0) },
  };
  const first = await receiveAll(session, stream);
  assert.equal(side.asked[0]?.query.get('since'), minute(0));
  assert.equal(first.cursor, JSON.stringify({ since: minute(2) }));
  // Began before the newest and was committed after it.
  rows.push({ id: 3, updated_at: minute(1, 30) }, { id: 2, updated_at: minute(2), qty: 9 });
  const second = await receiveAll(session, stream, first.cursor);
  assert.equal(side.asked[1]?.query.get('since'), minute(1));
  const news = second.keys.filter((key) => !first.keys.includes(key));
  assert.deepEqual(
    news.map((key) => key.split('@')[0]),
    ['3', '2'],
    'the late one, and the second change within the same second; what came before has the same key',
  );
  const third = await receiveAll(session, stream, second.cursor);
  assert.deepEqual(third.keys, second.keys);
});

test('a time that is still to come does not carry the cursor away', async () => {
  await using side = await startOtherSide((_, to) =>
    sendJson(to, 200, [{ id: 1, updated_at: '2999-01-01T00:00:00Z' }]),
  );
  await using session = openWith(httpConnector, { url: side.url });
  const { cursor } = await receiveAll(session, { path: '/x', query: { s: '{since?}' }, cursor: byTime });
  assert.ok((JSON.parse(cursor ?? '') as { since: string }).since < '2998');
});

test('a poll that was cut goes on at the page where it was, or from its beginning when that page is gone', async () => {
  const rows = rowsOf(6);
  let isForgotten = false;
  const pages = table(rows, 2, (found, next, _, to) =>
    sendJson(to, 200, { rows: found, next: next === 0 ? null : String(next) }),
  );
  await using side = await startOtherSide((asked, to) => {
    if (isForgotten && asked.query.has('token')) sendJson(to, 400, { message: 'token expired' });
    else pages(asked, to);
  });
  await using session = openWith(httpConnector, { url: side.url });
  const stream = {
    path: '/rows',
    query: { token: '{token?}', since: '{since?}' },
    records: '/rows',
    key: ['/id'],
    paging: { kind: 'token', pointer: '/next' },
    cursor: byTime,
  };
  const once = await receiveAll(session, { ...stream, pagesMax: 1 });
  assert.deepEqual([once.keys.length, side.asked.length], [2, 1]);
  const rest = await receiveAll(session, stream, once.cursor);
  assert.deepEqual(new Set([...once.keys, ...rest.keys]).size, 6);
  assert.deepEqual([rest.keys.length, rest.cursor], [4, JSON.stringify({ since: minute(5) })]);
  isForgotten = true;
  side.asked.length = 0;
  // Only the second page was lost: asked from the beginning, its first page comes again and is known.
  const again = session.receive?.({ stream: 'in', settings: stream, cursor: once.cursor, signal: never() });
  const first = await again?.[Symbol.asyncIterator]().next();
  assert.deepEqual(first?.done === false && first.value.messages.map(({ key }) => key), once.keys);
  assert.deepEqual(
    side.asked.map(({ url }) => url),
    ['/rows?token=1', '/rows?'.slice(0, -1)],
  );
});

test('pages that go in a circle, or to another host, or have another shape, are faults', async () => {
  await using side = await startOtherSide();
  await using session = openWith(httpConnector, { url: side.url });
  const stream = { path: '/rows', records: '/rows', paging: { kind: 'next_link', pointer: '/next' } };
  side.answer = (_, to) => sendJson(to, 200, { rows: [1], next: '/rows?page=2' });
  await assert.rejects(receiveAll(session, stream), /names one that was read already/);
  side.answer = (_, to) => sendJson(to, 200, { rows: [1], next: 'http://evil.example/rows' });
  await assert.rejects(receiveAll(session, stream), /link to another host/);
  side.answer = (_, to) => sendJson(to, 200, { rows: { a: 1 } });
  await assert.rejects(receiveAll(session, stream), /at “\/rows” of the answer is no list/);
  side.answer = (_, to) => sendJson(to, 200, { error: 'no such tenant' });
  await assert.rejects(receiveAll(session, stream), /has nothing at “\/rows”/);
  assert.deepEqual((await receiveAll(session, { ...stream, mayHaveNoRecords: true })).keys, []);
  const checked = { ...stream, answers: { refused: [{ pointer: '/error' }] } };
  await assert.rejects(receiveAll(session, checked), /answered 200: no such tenant/);
  side.answer = (_, to) => to.writeHead(200).end('<html>');
  await assert.rejects(receiveAll(session, stream), /It is not JSON/);
  side.answer = (_, to) => to.writeHead(200).end(`{"rows":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
  await assert.rejects(receiveAll(session, stream), /inside each other/);
  side.answer = (_, to) => sendJson(to, 200, { rows: [{ id: 1 }] });
  await assert.rejects(
    receiveAll(session, { ...stream, query: { s: '{since?}' }, cursor: byTime }),
    /no record of the answer has a time/,
  );
  await assert.rejects(receiveAll(session, stream, 'offset:17'), /written by another connector/);
});

test('nothing new is no message, and no new cursor', async () => {
  await using side = await startOtherSide((_, to) => to.writeHead(204).end());
  await using session = openWith(httpConnector, { url: side.url });
  const stream = { path: '/rows', query: { s: '{since?}' }, cursor: byTime };
  assert.deepEqual((await receiveAll(session, stream, JSON.stringify({ since: minute(1) }))).received, []);
});

test('an answer that is kept whole comes when it is another, also one that was there before', async () => {
  let stock = 'sku;qty\nA;5\n';
  await using side = await startOtherSide((_, to) => to.writeHead(200, { 'content-type': 'text/csv' }).end(stock));
  await using session = openWith(httpConnector, { url: side.url });
  const stream = { path: '/stock.csv', as: 'whole' };
  const bodies: string[] = [];
  const keys = new Set<string>();
  let cursor: string | null = null;
  for (const next of ['A;5', 'A;5', 'A;4', 'A;5']) {
    stock = `sku;qty\n${next}\n`;
    const got = await receiveAll(session, stream, cursor);
    cursor = got.cursor;
    for (const { messages } of got.received)
      for (const message of messages) {
        assert.equal(message.mediaType, 'text/csv');
        bodies.push(Buffer.from(message.body).toString().split('\n')[1] ?? '');
        keys.add(message.key);
      }
  }
  assert.deepEqual([bodies, keys.size], [['A;5', 'A;4', 'A;5'], 3]);
});

test('a snapshot brings all anew, a feed goes on by its own token', async () => {
  await using side = await startOtherSide();
  await using session = openWith(httpConnector, { url: side.url });
  side.answer = (_, to) => sendJson(to, 200, [{ sku: 'A', qty: 5 }]);
  const snapshot = { path: '/stock', key: ['/sku'] };
  const first = await receiveAll(session, snapshot);
  await new Promise((resolve) => setTimeout(resolve, 2));
  assert.notDeepEqual((await receiveAll(session, snapshot)).keys, first.keys);
  const contents = { ...snapshot, version: 'content' };
  assert.deepEqual((await receiveAll(session, contents)).keys, (await receiveAll(session, contents)).keys);

  side.answer = (asked, to) => sendJson(to, 200, { changes: [{ id: 1 }], last: `${asked.query.get('after') ?? '0'}1` });
  const feed = {
    path: '/changes',
    query: { after: '{cursor?}' },
    records: '/changes',
    cursor: { kind: 'token', pointer: '/last' },
  };
  const one = await receiveAll(session, feed);
  assert.equal(one.cursor, '{"since":"01"}');
  assert.equal((await receiveAll(session, feed, one.cursor)).cursor, '{"since":"011"}');

  side.answer = (asked, to) =>
    sendJson(to, 200, { value: [{ id: 1 }], delta: `/items?state=${asked.query.get('state') ?? ''}x` });
  const delta = { path: '/items', records: '/value', cursor: { kind: 'link', pointer: '/delta' } };
  const begun = await receiveAll(session, delta);
  side.asked.length = 0;
  await receiveAll(session, delta, begun.cursor);
  assert.equal(side.asked[0]?.url, '/items?state=x');
});

test('numbers keep their digits', async () => {
  await using side = await startOtherSide((_, to) =>
    to.writeHead(200).end('[{"id":12345678901234567891,"price":0.10000000000000000001}]'),
  );
  await using session = openWith(httpConnector, { url: side.url });
  const { received, keys } = await receiveAll(session, { path: '/x', key: ['/id'] });
  assert.match(keys[0] ?? '', /^12345678901234567891@/);
  assert.equal(
    Buffer.from(received[0]?.messages[0]?.body ?? []).toString(),
    '{"id":12345678901234567891,"price":0.10000000000000000001}',
  );
});

test('a page that is forgotten does not hold up a stream that takes one page a poll', async () => {
  await using side = await startOtherSide((asked, to) =>
    asked.query.has('token') ? sendJson(to, 400, {}) : sendJson(to, 200, { rows: [{ id: 1 }], next: null }),
  );
  await using session = openWith(httpConnector, { url: side.url });
  const stream = {
    path: '/x',
    query: { token: '{token?}' },
    records: '/rows',
    pagesMax: 1,
    paging: { kind: 'token', pointer: '/next' },
  };
  const cursor = JSON.stringify({ next: { kind: 'token', token: 'old' } });
  assert.equal((await receiveAll(session, stream, cursor)).keys.length, 1);
});

test('a key that the other system writes into its links is kept nowhere, and sent once', async () => {
  await using side = await startOtherSide((asked, to) =>
    sendJson(to, 200, {
      rows: [{ id: 1 }],
      next: asked.query.has('page') ? null : `/x?page=2&key=${asked.query.get('key') ?? ''}`,
    }),
  );
  const settings = { url: side.url, auth: { kind: 'api_key', in: 'query', name: 'key' } };
  await using session = openWith(httpConnector, settings, { credentials: { apiKey: 'open-sesame' } });
  const { received } = await receiveAll(session, {
    path: '/x',
    records: '/rows',
    paging: { kind: 'next_link', pointer: '/next' },
  });
  assert.deepEqual(
    side.asked.map(({ url }) => url),
    ['/x?key=open-sesame', '/x?page=2&key=open-sesame'],
  );
  assert.doesNotMatch(
    JSON.stringify(received.map(({ cursor, messages }) => [cursor, messages.map(({ about }) => about)])),
    /sesame/,
  );
});

test('links are relative to the page that has them, also in a poll that goes on later', async () => {
  await using side = await startOtherSide((asked, to) =>
    sendJson(to, 200, { rows: [{ id: asked.url }], next: asked.query.has('page') ? null : 'rows?page=2' }),
  );
  await using session = openWith(httpConnector, { url: `${side.url}/api/v2` });
  const stream = {
    path: '/deep/rows',
    records: '/rows',
    key: ['/id'],
    paging: { kind: 'next_link', pointer: '/next' },
  };
  const first = await receiveAll(session, { ...stream, pagesMax: 1 });
  await receiveAll(session, stream, first.cursor);
  assert.deepEqual(
    side.asked.map(({ url }) => url),
    ['/api/v2/deep/rows', '/api/v2/deep/rows?page=2'],
  );
});
