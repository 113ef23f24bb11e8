import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { startTms, type TmsOptions } from './server.ts';
import { at, dayOf } from './words.ts';

interface Customer {
  call: (method: string, path: string, body?: unknown) => Promise<{ status: number; body: unknown; headers: Headers }>;
  login: () => Promise<void>;
  restart: () => Promise<void>;
  folder: string;
}

async function customer(t: TestContext, settings: Partial<TmsOptions> = {}): Promise<Customer> {
  const folder = mkdtempSync(join(tmpdir(), 'freightline-'));
  const options: TmsOptions = {
    ...{ folder, port: 0, seed: 1, stepMs: 60_000, perSecond: 1000, busyOneIn: 0 },
    ...{ clientId: 'demo', clientSecret: 'demo-secret', log: () => undefined },
    ...settings,
  };
  let tms = await startTms(options);
  t.after(async () => {
    await tms.close();
    rmSync(folder, { recursive: true });
  });
  let token = '';
  const call: Customer['call'] = async (method, path, body) => {
    const answer = await fetch(tms.url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: await answer.json(), headers: answer.headers };
  };
  const login = async (): Promise<void> => {
    const answer = await fetch(`${tms.url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('demo:demo-secret')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    const body: unknown = await answer.json();
    assert.equal(at(body, 'expires_in'), 60);
    token = String(at(body, 'access_token'));
  };
  await login();
  const restart = async (): Promise<void> => {
    await tms.close();
    appendFileSync(join(folder, 'freightline.jsonl'), '{"kind":"book');
    tms = await startTms(options);
    await login();
  };
  return { call, login, restart, folder };
}

/** The next day on which carriers collect. */
function pickupDate(): string {
  let day = Date.now() + 86_400_000;
  while ([0, 6].includes(new Date(day).getUTCDay())) day += 86_400_000;
  return dayOf(day);
}

function order(customerReference: string, changes: object = {}): object {
  return {
    customerReference,
    carrierCode: 'FLC0212',
    serviceCode: 'STD',
    pickupDate: pickupDate(),
    shipper: { name: 'Muster Grosshandel', street: 'Hafenstr. 1', postcode: '20457', city: 'Hamburg', country: 'DEU' },
    consignee: { name: 'Bouw BV', street: 'Kade 7', postcode: '3011', city: 'Rotterdam', country: 'NLD' },
    units: [{ type: 'EPAL', count: 2, grossWeight: '312.500' }],
    totalGrossWeight: '625.000',
    ...changes,
  };
}

const codesOf = (body: unknown): unknown[] => (at(body, 'errors') as unknown[]).map((error) => at(error, 'code'));
const bookingsOf = (body: unknown): unknown[] => at(body, 'bookings') as unknown[];

test('a rate is quoted and booked', async (t) => {
  const { call } = await customer(t);
  const quoted = await call('POST', '/api/v2/rates', {
    from: { country: 'DEU' },
    to: { country: 'NLD' },
    pickupDate: pickupDate(),
    totalGrossWeight: '625.000',
  });
  const rate: unknown = (at(quoted.body, 'rates') as unknown[])[0];
  const booked = await call('POST', '/api/v2/bookings', order('SO-1', { rateId: at(rate, 'rateId') }));
  assert.equal(booked.status, 201);
  assert.equal(at(booked.body, 'charge', 'amount'), at(rate, 'amount'));
  const forged = await call('POST', '/api/v2/bookings', order('SO-1', { rateId: 'R.FLC0107.X24.1.9999999999.abc' }));
  assert.deepEqual(codesOf(forged.body), ['FL-2040']);
});

test('business is refused with status 200', async (t) => {
  const { call } = await customer(t);
  const wrong = order('SO-1', { totalGrossWeight: '624.999', pickupDate: '20200101', units: [] });
  const answer = await call('POST', '/api/v2/bookings', wrong);
  assert.equal(answer.status, 200);
  assert.equal(at(answer.body, 'status'), 'ERROR');
  assert.deepEqual(codesOf(answer.body), ['FL-2001', 'FL-2031']);
  const alpha2 = order('SO-1', { consignee: { name: 'A', street: 'B', postcode: '1', city: 'C', country: 'NL' } });
  assert.deepEqual(codesOf((await call('POST', '/api/v2/bookings', alpha2)).body), ['FL-2021']);
  const sum = order('SO-1', { totalGrossWeight: '624.999' });
  assert.deepEqual(codesOf((await call('POST', '/api/v2/bookings', sum)).body), ['FL-2011']);
});

test('the same booking twice makes two, and a lost answer is found by its reference', async (t) => {
  const { call } = await customer(t);
  await call('POST', '/api/v2/bookings', order('SO-1'));
  await call('POST', '/api/v2/bookings', order('SO-1'));
  assert.equal(bookingsOf((await call('GET', '/api/v2/bookings?customerReference=SO-1')).body).length, 2);
  await call('POST', '/admin/faults', { fault: 'lose_answer', times: 1 });
  await assert.rejects(call('POST', '/api/v2/bookings', order('SO-2')));
  await call('POST', '/admin/faults', { fault: 'late_search', ms: 60_000, times: 1 });
  assert.equal(bookingsOf((await call('GET', '/api/v2/bookings?customerReference=SO-2')).body).length, 0);
  assert.equal(bookingsOf((await call('GET', '/api/v2/bookings?customerReference=SO-2')).body).length, 1);
});

test('a booking is cancelled before it is collected and not after', async (t) => {
  const { call, login } = await customer(t);
  const early = at((await call('POST', '/api/v2/bookings', order('SO-1'))).body, 'bookingNumber');
  const late = at((await call('POST', '/api/v2/bookings', order('SO-2'))).body, 'bookingNumber');
  const cancel = (number: unknown) => call('POST', `/api/v2/bookings/${String(number)}/cancel`, { reasonCode: 'CUST' });
  assert.equal(at((await cancel(early)).body, 'state'), 'CXL');
  assert.deepEqual(codesOf((await cancel(early)).body), ['FL-3002']);
  await call('POST', '/admin/advance', { seconds: 150 });
  assert.equal((await cancel(late)).status, 401, 'the token is older than a minute');
  await login();
  assert.deepEqual(codesOf((await cancel(late)).body), ['FL-3001']);
  assert.equal((await call('POST', '/api/v2/bookings', order('x'.repeat(1_100_000)))).status, 413);
});

test('milestones come in pages, and late ones behind what was read', async (t) => {
  const { call, login } = await customer(t);
  for (const [index, carrierCode] of ['FLC0212', 'FLC0340', 'FLC0212', 'FLC0340'].entries())
    await call('POST', '/api/v2/bookings', order(`SO-${index}`, { carrierCode }));
  const read = async (since: number): Promise<{ id: string; recordedAt: number }[]> => {
    await login();
    const found = [];
    let path = `/api/v2/milestones?since=${since}&pageSize=3`;
    for (;;) {
      const { status, body } = await call('GET', path);
      assert.equal(status, 200);
      for (const milestone of at(body, 'milestones') as unknown[])
        found.push({ id: String(at(milestone, 'milestoneId')), recordedAt: Number(at(milestone, 'recordedAt')) });
      const token = at(body, 'nextPageToken');
      if (typeof token !== 'string') return found;
      path = `/api/v2/milestones?pageToken=${token}&pageSize=3`;
    }
  };
  await call('POST', '/admin/advance', { seconds: 240 });
  const first = await read(0);
  await call('POST', '/admin/advance', { seconds: 600 });
  const second = await read(0);
  assert.ok(first.length > 3);
  const newest = Math.max(...first.map(({ recordedAt }) => recordedAt));
  const seen = new Set(first.map(({ id }) => id));
  const late = second.filter(({ id, recordedAt }) => !seen.has(id) && recordedAt < newest);
  assert.ok(late.length > 0, 'whoever goes on from the newest moment misses some');
  assert.equal(new Set(second.map(({ id }) => id)).size, second.length);
  const times = second.map(({ recordedAt }) => recordedAt);
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
});

test('milestones are pushed, signed, and again after a failure', async (t) => {
  const { call } = await customer(t, { stepMs: 100 });
  const secret = 'a-secret-of-the-customer';
  const pushes: string[] = [];
  let answered = (): void => undefined;
  const done = new Promise<void>((resolve) => (answered = resolve));
  const receiver = createServer((incoming, response) => {
    let body = '';
    incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
    incoming.on('end', () => {
      const [, time = '', hex] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(
        String(incoming.headers['x-freightline-signature']),
      ) ?? ['', '', ''];
      assert.equal(hex, createHmac('sha256', secret).update(`${time}.${body}`).digest('hex'));
      pushes.push(body);
      response.writeHead(pushes.length === 1 ? 500 : 204).end();
      if (pushes.filter((other) => other === pushes[0]).length === 2) answered();
    });
  }).listen(0, '127.0.0.1');
  t.after(() => {
    receiver.closeAllConnections();
    receiver.close();
  });
  await new Promise((resolve) => receiver.once('listening', resolve));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  assert.equal((await call('POST', '/api/v2/subscriptions', { url, secret })).status, 201);
  await call('POST', '/api/v2/bookings', order('SO-1'));
  await done;
});

test('too many requests are told to wait; outages and lost tokens are told apart', async (t) => {
  const { call, login } = await customer(t, { perSecond: 20, busyOneIn: 0 });
  const answers = await Promise.all(Array.from({ length: 60 }, () => call('GET', '/api/v2/milestones?since=0')));
  const limited = answers.find(({ status }) => status === 429);
  assert.equal(limited?.headers.get('retry-after'), '1');
  await call('POST', '/admin/faults', { fault: 'down', times: 1 });
  assert.equal((await call('GET', '/api/v2/milestones?since=0')).status, 503);
  await new Promise((resolve) => setTimeout(resolve, 1100));
  await call('POST', '/admin/revoke-tokens');
  assert.equal((await call('GET', '/api/v2/milestones?since=0')).status, 401);
  await login();
  await call('POST', '/admin/faults', { fault: 'refuse', times: 1 });
  assert.deepEqual(codesOf((await call('POST', '/api/v2/bookings', order('SO-1'))).body), ['FL-2050']);
});

test('what was booked survives a restart and a line cut off', async (t) => {
  const { call, restart } = await customer(t);
  await call('POST', '/api/v2/bookings', order('SO-1'));
  await restart();
  await call('POST', '/api/v2/bookings', order('SO-2'));
  await restart();
  const all = (await call('GET', '/admin/bookings')).body as unknown[];
  assert.deepEqual(
    all.map((booking) => at(booking, 'customerReference')),
    ['SO-1', 'SO-2'],
  );
});

test('some requests are answered 503, and nothing was done', async (t) => {
  const { call } = await customer(t, { busyOneIn: 3 });
  const statuses = [];
  for (let index = 0; index < 6; index++)
    statuses.push((await call('POST', '/api/v2/bookings', order(`SO-${index}`))).status);
  assert.deepEqual(
    statuses.toSorted((a, b) => a - b),
    [201, 201, 201, 201, 503, 503],
  );
  assert.equal(((await call('GET', '/admin/bookings')).body as unknown[]).length, 4);
});

test('a call that is malformed is told so by its status', async (t) => {
  const { call, login } = await customer(t);
  const cases = [
    ['GET', '/api/v2/milestones', 400, 'FL-4001'],
    ['GET', '/api/v2/milestones?since=0&pageSize=101', 400, 'FL-4003'],
    ['GET', '/api/v2/milestones?pageToken=nonsense', 400, 'FL-4002'],
    ['GET', '/api/v2/bookings', 400, 'FL-2001'],
    ['GET', '/api/v2/bookings/FL1', 404, 'FL-1004'],
    ['POST', '/api/v2/bookings', 400, 'FL-1000'],
    ['DELETE', '/api/v2/subscriptions/none', 404, 'FL-1004'],
  ] as const;
  for (const [method, path, status, code] of cases) {
    const answer = await call(method, path);
    assert.deepEqual([path, answer.status, codesOf(answer.body)], [path, status, [code]]);
  }
  for (let index = 0; index < 2; index++) await call('POST', '/api/v2/bookings', order(`SO-${index}`));
  await call('POST', '/admin/advance', { seconds: 600 });
  await login();
  const token = at((await call('GET', '/api/v2/milestones?since=0&pageSize=1')).body, 'nextPageToken');
  await call('POST', '/admin/advance', { seconds: 301 });
  await login();
  const late = await call('GET', `/api/v2/milestones?pageToken=${String(token)}`);
  assert.deepEqual(codesOf(late.body), ['FL-4002']);
});
