// Partners over AS2, connected as an owner does it, and a partner whose cryptography is OpenSSL's: documents and receipts both ways.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import { OpenSsl, openSslMissing, takeApart } from '#connectors/as2/openssl.testsuite.ts';
import type { Pair } from '#connectors/as2/openssl.testsuite.ts';
import { partOf, post, sealed, startPartner } from '#connectors/as2/partner.testsuite.ts';
import type { AnsweredReceipt, Partner } from '#connectors/as2/partner.testsuite.ts';
import { micOf } from '#connectors/as2/mic.ts';
import { digests } from '#connectors/as2/cms/algorithms.ts';
import { testApp } from './test-app.ts';
import type { TestApp } from './test-app.ts';
import { at, event, made, order, smallNetwork } from './test-world.ts';

const skip = openSslMissing();
const openssl = new OpenSsl();
after(() => openssl[Symbol.dispose]());
const nothing: Pair = { certificate: '', key: '', certificateFile: '', keyFile: '' };
const pairs = skip === undefined ? ['us', 'partner', 'stranger'].map((name) => openssl.pair(name)) : [];
const [us = nothing, own = nothing, stranger = nothing] = pairs;
const known = { openssl, own, us };
const sha256 = digests[0] ?? assert.fail('there is a digest');

interface World extends AsyncDisposable {
  readonly app: TestApp;
  readonly partner: Partner;
  readonly address: string;
}

async function world(operation: object = {}, more: object = {}): Promise<World> {
  const stack = new AsyncDisposableStack();
  const partner = stack.use(await startPartner({ ...known, stranger }));
  const app = stack.use(await testApp({ delivers: true, expects: /is dead/ }));
  await app.app.server.listen({ port: 0, host: '127.0.0.1' });
  const address = `http://127.0.0.1:${(app.app.server.server.address() as AddressInfo).port}`;
  await smallNetwork(app);
  const body = {
    kind: 'as2',
    owner: 'EDI desk',
    settings: {
      ourName: 'US',
      partnerName: 'PARTNER',
      ourCertificates: [us.certificate],
      partnerCertificates: [own.certificate],
      url: partner.url,
      receiptUrl: `${address}/v1/in/acme/receipts`,
      ...more,
    },
    streams: [{ name: 'documents' }, { name: 'receipts' }],
    operations: [{ name: 'tell', settings: operation, types: ['crossdock.order.accepted.v1'], answers: 'receipts' }],
    rights: { role: 'warehouse', sources: ['/wms'] },
    credentials: { privateKey: us.key },
  };
  await made(app.ask('PUT', '/v1/connections/acme', { body }));
  return { app, partner, address, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function until<Seen>(look: () => Promise<Seen>, is: (seen: Seen) => boolean): Promise<Seen> {
  let seen = await look();
  for (let tries = 0; tries < 400 && !is(seen); tries += 1) {
    await wait(50);
    seen = await look();
  }
  assert.ok(is(seen), JSON.stringify(seen));
  return seen;
}

interface RawRow {
  readonly stream: string;
  readonly state: string;
  readonly mediaType: string;
  readonly about: Readonly<Record<string, string>>;
}

async function raw(app: TestApp): Promise<RawRow[]> {
  return (await app.ask('GET', '/v1/raw-messages?connection=acme')).body['items'] as RawRow[];
}

interface DeliveryRow {
  readonly seq: number;
  readonly state: string;
  readonly attempts: number;
  readonly lastError: { readonly code: string; readonly cause?: string } | null;
}

async function delivery(app: TestApp): Promise<DeliveryRow | undefined> {
  return ((await app.ask('GET', '/v1/deliveries?connection=acme')).body['items'] as DeliveryRow[])[0];
}

/** The text of a receipt whose signature OpenSSL finds good. */
function verified({ headers, body }: Pick<AnsweredReceipt, 'headers' | 'body'>): string {
  const { part, signature } = takeApart(body, headers['content-type'] ?? '');
  openssl.verify(part, signature, us);
  return part.toString();
}

const wantsReceipt = {
  'disposition-notification-to': 'edi@partner',
  'disposition-notification-options':
    'signed-receipt-protocol=required, pkcs7-signature; signed-receipt-micalg=required, sha1, sha-256',
};

function report(quantity: number): Buffer {
  const document = event('stock.received', { item: 'LAMP', site: 'HAM', quantity });
  return partOf({ content: JSON.stringify(document), contentType: 'application/json', fileName: 'received.json' });
}

test('a document is stored once and answered with a signed receipt, each time that it comes', { skip }, async () => {
  await using all = await world();
  const { app, address } = all;
  const url = `${address}/v1/in/acme/documents`;
  const part = report(5);
  const { headers, body } = sealed(known, part, { messageId: '<1@partner>' });
  for (let times = 0; times < 2; times += 1) {
    const answer = await post(url, { ...headers, ...wantsReceipt }, body);
    assert.equal(answer.status, 200, String(answer.body));
    assert.deepEqual([answer.headers['as2-from'], answer.headers['as2-to']], ['US', 'PARTNER']);
    const text = verified(answer);
    assert.match(text, /^Original-Message-ID: <1@partner>\r$/m);
    assert.match(text, /^Disposition: automatic-action\/MDN-sent-automatically; processed\r$/m);
    assert.ok(text.includes(`Received-Content-MIC: ${micOf(part, sha256)}\r\n`), text);
  }
  const stored = await until(
    () => raw(app),
    ([one]) => one?.state === 'applied',
  );
  assert.equal(stored.length, 1);
  assert.partialDeepStrictEqual(stored[0], {
    stream: 'documents',
    mediaType: 'application/json',
    about: { messageId: '<1@partner>', fileName: 'received.json', as2From: 'PARTNER', as2To: 'US' },
  });
  // Another document under an id that was used before is not lost.
  const other = sealed(known, report(2), { messageId: '<1@partner>' });
  assert.equal((await post(url, other.headers, other.body)).status, 200);
  await until(
    () => raw(app),
    (rows) => rows.length === 2 && rows.every(({ state }) => state === 'applied'),
  );
  const { body: stock } = await app.ask('GET', '/v1/stock?item=LAMP&site=HAM');
  assert.equal(at(stock, 'items', 0, 'onHand'), 7);
});

test('what cannot be taken is answered with the reason, and nothing of it is kept', { skip }, async () => {
  await using all = await world();
  const { app, address } = all;
  const url = `${address}/v1/in/acme/documents`;
  const part = report(5);
  const id = { messageId: '<2@partner>' };
  const good = sealed(known, part, id);
  const dispositionOf = async (message: { headers: Record<string, string>; body: Buffer }): Promise<string> => {
    const answer = await post(url, { ...message.headers, ...wantsReceipt }, message.body);
    assert.equal(answer.status, 200, String(answer.body));
    return /^Disposition: .*; (.*)\r$/m.exec(verified(answer))?.[1] ?? '';
  };
  assert.equal(
    await dispositionOf(sealed({ ...known, own: stranger }, part, id)),
    'processed/error: authentication-failed',
  );
  assert.equal(await dispositionOf(sealed({ ...known, us: stranger }, part, id)), 'processed/error: decryption-failed');
  const unsigned = { headers: good.headers, body: openssl.encrypt(part, us) };
  assert.equal(await dispositionOf(unsigned), 'processed/error: insufficient-message-security');
  const open = openssl.signed(part, own);
  const unencrypted = { headers: { ...good.headers, 'content-type': open.contentType }, body: open.body };
  assert.equal(await dispositionOf(unencrypted), 'processed/error: insufficient-message-security');
  // What was changed on the way, wherever, is told in one word: more would help to read it.
  for (const share of [0.5, 0.7, 0.9, 0.999]) {
    const changed = Buffer.from(good.body);
    const place = Math.floor(changed.length * share);
    changed[place] = (changed[place] ?? 0) ^ 1;
    assert.equal(
      await dispositionOf({ ...good, body: changed }),
      'processed/error: authentication-failed',
      String(share),
    );
  }
  const elsewhere = { ...good.headers, 'receipt-delivery-option': 'http://127.0.0.1:9/receipts' };
  assert.equal(await dispositionOf({ ...good, headers: elsewhere }), 'processed/error: unexpected-processing-error');
  // Whoever does not even know the names learns nothing.
  const unknown = await post(url, { ...good.headers, ...wantsReceipt, 'as2-from': 'SOMEBODY' }, good.body);
  assert.deepEqual([unknown.status, JSON.parse(String(unknown.body)).code], [401, 'signature_wrong']);
  assert.deepEqual(await raw(app), []);
});

test('a receipt that the partner wants by itself is sent to where that is agreed on', { skip }, async () => {
  await using all = await world();
  const { partner, address } = all;
  const { headers, body } = sealed(known, report(3), { messageId: '<3@partner>' });
  const to = { 'receipt-delivery-option': partner.url.replace('/as2', '/receipts') };
  const answer = await post(`${address}/v1/in/acme/documents`, { ...headers, ...wantsReceipt, ...to }, body);
  assert.deepEqual([answer.status, answer.body.length], [200, 0]);
  const [receipt] = await until(
    () => Promise.resolve(partner.receipts),
    ({ length }) => length === 1,
  );
  assert.ok(receipt);
  assert.match(verified(receipt), /^Disposition: .*; processed\r$/m);
});

async function tell(app: TestApp, externalId: string): Promise<void> {
  const body = { ...order([{ item: 'LAMP', quantity: 1 }]), externalId, allowBackorder: true };
  await made(app.ask('POST', '/v1/orders', { body }));
}

test('what is sent is done when its receipt proves it, and the receipt is kept', { skip }, async () => {
  await using all = await world({ fileName: 'order-{lane}.json' });
  const { app, partner } = all;
  await tell(app, '1');
  const sent = await until(
    () => delivery(app),
    (one) => one?.state === 'delivered',
  );
  assert.equal(sent?.attempts, 1);
  const [message] = partner.taken;
  assert.match(message?.part ?? '', /Content-Disposition: attachment; filename="order-ord_.*\.json"/);
  const [proof, ...more] = await raw(app);
  assert.equal(more.length, 0);
  assert.partialDeepStrictEqual(proof, {
    stream: 'receipts',
    state: 'applied',
    mediaType: 'message/rfc822',
    about: { receiptFor: message?.messageId },
  });
});

test('a receipt that comes by itself settles what waits for it, however fast it is', { skip }, async () => {
  await using all = await world({ receipt: 'asynchronous' });
  const { app, partner } = all;
  await tell(app, 'fast');
  await until(
    () => delivery(app),
    (one) => one?.state === 'delivered',
  );
  partner.behaviour = { receipt: 'none' };
  await tell(app, 'late');
  const waiting = await until(
    () => delivery(app),
    (one) => one?.lastError?.code === 'receipt_awaited',
  );
  assert.deepEqual([waiting?.state, waiting?.attempts], ['queued', 1]);
  // Sent again under the same id, it is known; its receipt comes now.
  partner.behaviour = { waitsMs: 300 };
  assert.equal((await app.ask('POST', `/v1/deliveries/${waiting?.seq}/replay`)).status, 200);
  await until(
    () => delivery(app),
    (one) => one?.state === 'delivered',
  );
  assert.equal(partner.taken.length, 2);
  assert.equal(new Set(partner.asked).size, 2);
  assert.equal(partner.asked.length, 3);
  assert.deepEqual([...new Set(partner.sentReceipts)], [200]);
  // One of other bytes is a dead letter, and so is a no.
  for (const [behaviour, cause] of [
    [{ mic: 'other' }, 'mic_mismatch'],
    [{ disposition: 'failed/failure: unsupported format' }, 'unsupported format'],
  ] as const) {
    partner.behaviour = behaviour;
    await tell(app, cause);
    const dead = await until(
      () => delivery(app),
      (one) => one?.state === 'dead',
    );
    assert.equal(dead?.lastError?.cause, cause);
    assert.equal((await app.ask('POST', `/v1/deliveries/${dead?.seq}/skip`)).status, 200);
  }
  // One that nobody of theirs signed settles nothing.
  partner.behaviour = { receipt: 'stranger' };
  await tell(app, 'forged');
  await until(
    () => Promise.resolve(partner.sentReceipts),
    (all) => all.includes(401),
  );
  const forged = await until(
    () => delivery(app),
    (one) => one?.state === 'queued',
  );
  assert.equal(forged?.lastError?.code, 'receipt_awaited');
});

test('health says in time that a certificate comes to its end', { skip }, async () => {
  const short = openssl.pair('us soon over', { days: 12 });
  await using all = await world({}, { ourCertificates: [short.certificate] });
  const { app } = all;
  const needs = async (): Promise<string> =>
    String((await app.ask('GET', '/v1/connections/acme/health')).body['needs']);
  assert.match(
    await until(needs, (text) => text !== ''),
    /None of our certificates has its key: give the private key of us soon over/,
  );
  const replacement = { value: short.key, keepPreviousSeconds: 3_600 };
  assert.equal(
    (await app.ask('PUT', '/v1/connections/acme/credentials/privateKey', { body: replacement })).status,
    200,
  );
  const said = await until(needs, (text) => text.includes('ends on'));
  assert.match(
    said,
    /The last of our certificates, us soon over \([0-9a-f]{12}\), ends on 20\d\d-\d\d-\d\d, in 1[12] days\./,
  );
});
