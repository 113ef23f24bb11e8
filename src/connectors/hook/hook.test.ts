import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { test } from 'node:test';
import { createAjv } from '#contracts/ajv.ts';
import type { Pushed, RawMessage, Settings, Taken } from '#connectors/connector.ts';
import { hookConnector } from './connector.ts';

const now = Date.parse('2026-03-01T10:00:00Z');
const seconds = String(now / 1_000);
const body = '{"id":7,"updated_at":"2026-03-01T09:59:58Z","note":"grüezi"}';

function push(
  proof: Settings,
  headers: Pushed['headers'],
  more: Partial<Pushed> & { readonly publicUrl?: string } = {},
): Taken {
  const { publicUrl, ...rest } = more;
  return hookConnector.take({
    connection: 'shop',
    settings: { proof, ...(publicUrl === undefined ? {} : { publicUrl }) },
    stream: {},
    credentials: { secret: 'shhh', password: 'p:1', token: 't-1', apiKey: 'k-1' },
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(body),
    now,
    ...rest,
  });
}

function isTaken(taken: Taken): boolean {
  return taken.kind === 'taken';
}

function messages(taken: Taken): readonly RawMessage[] {
  assert.ok(taken.kind === 'taken', JSON.stringify(taken));
  return taken.messages;
}

/** Computed here by hand, as the documentation of each says. */
function hmac(algorithm: string, text: string, encoding: 'hex' | 'base64' | 'base64url', secret = 'shhh'): string {
  return createHmac(algorithm, secret).update(text).digest(encoding);
}

test('the schemes of shops and services are settings', () => {
  const url = 'https://here.example/hooks';
  const schemes: readonly (readonly [string, Settings, Pushed['headers']])[] = [
    [
      'Shopify, WooCommerce',
      { header: 'X-Shopify-Hmac-Sha256' },
      { 'x-shopify-hmac-sha256': hmac('sha256', body, 'base64') },
    ],
    [
      'GitHub',
      { header: 'X-Hub-Signature-256', encoding: 'hex', prefix: 'sha256=' },
      { 'x-hub-signature-256': `sha256=${hmac('sha256', body, 'hex')}` },
    ],
    [
      'Stripe',
      {
        header: 'Stripe-Signature',
        encoding: 'hex',
        prefix: 'v1=',
        separator: ',',
        timestampPrefix: 't=',
        over: '{timestamp}.{body}',
      },
      {
        'stripe-signature': `t=${seconds},v1=${'0'.repeat(64)},v1=${hmac('sha256', `${seconds}.${body}`, 'hex')},v0=aa`,
      },
    ],
    [
      'Slack',
      {
        header: 'X-Slack-Signature',
        encoding: 'hex',
        prefix: 'v0=',
        timestampHeader: 'X-Slack-Request-Timestamp',
        over: 'v0:{timestamp}:{body}',
      },
      {
        'x-slack-signature': `v0=${hmac('sha256', `v0:${seconds}:${body}`, 'hex')}`,
        'x-slack-request-timestamp': seconds,
      },
    ],
    [
      'Square',
      { header: 'x-square-hmacsha256-signature', over: '{url}{body}' },
      { 'x-square-hmacsha256-signature': hmac('sha256', `${url}${body}`, 'base64') },
    ],
    [
      'id, time in milliseconds, sha512',
      {
        header: 'sig',
        algorithm: 'sha512',
        encoding: 'base64url',
        timestampHeader: 'ts',
        timestampIn: 'milliseconds',
        idHeader: 'id',
        over: '{id}.{timestamp}.{body}',
      },
      { sig: hmac('sha512', `m1.${now}.${body}`, 'base64url'), ts: String(now), id: 'm1' },
    ],
    ['sha1', { header: 'sig', algorithm: 'sha1', encoding: 'hex' }, { sig: hmac('sha1', body, 'hex') }],
  ];
  for (const [name, scheme, headers] of schemes) {
    const proof = { kind: 'hmac', ...scheme };
    const one = (given: Pushed['headers'], more: Partial<Pushed> = {}): boolean =>
      isTaken(push(proof, given, { publicUrl: url, ...more }));
    assert.equal(one(headers), true, name);
    assert.equal(one(headers, { body: Buffer.from(`${body} `) }), false, `${name}: another body`);
    assert.equal(one(headers, { credentials: { secret: 'other' } }), false, `${name}: another secret`);
    assert.equal(one(headers, { credentials: {} }), false, `${name}: no secret`);
    assert.equal(
      one(headers, { credentials: { secret: 'new', 'secret.previous': 'shhh' } }),
      true,
      `${name}: rotation`,
    );
    for (const header of Object.keys(headers)) {
      assert.equal(one({ ...headers, [header]: undefined }), false, `${name}: without ${header}`);
      assert.equal(one({ ...headers, [header]: '' }), false, `${name}: empty ${header}`);
      assert.equal(one({ ...headers, [header]: `${headers[header]}x`.slice(1) }), false, `${name}: another ${header}`);
    }
    const isTimed = 'timestampHeader' in scheme || 'timestampPrefix' in scheme;
    assert.equal(one(headers, { now: now + 299_000 }), true, name);
    assert.equal(one(headers, { now: now + 301_000 }), !isTimed, `${name}: too old`);
    assert.equal(one(headers, { now: now - 301_000 }), !isTimed, `${name}: too far ahead`);
  }
});

test('users, tokens and keys are compared, the old one too while it is replaced', () => {
  const cases: readonly (readonly [Settings, string, string, string, string])[] = [
    [
      { kind: 'basic', username: 'u' },
      'authorization',
      `Basic ${Buffer.from('u:p:1').toString('base64')}`,
      'password',
      'p:1',
    ],
    [{ kind: 'bearer' }, 'authorization', 'bearer t-1', 'token', 't-1'],
    [{ kind: 'api_key', header: 'X-Api-Key' }, 'x-api-key', 'k-1', 'apiKey', 'k-1'],
  ];
  for (const [proof, header, value, name, secret] of cases) {
    assert.equal(isTaken(push(proof, { [header]: value })), true, name);
    assert.equal(isTaken(push(proof, { [header]: `${value}x` })), false, name);
    assert.equal(isTaken(push(proof, {})), false, name);
    assert.equal(isTaken(push(proof, { [header]: value }, { credentials: {} })), false, name);
    assert.equal(isTaken(push(proof, { [header]: '' }, { credentials: { [name]: '' } })), false, name);
    assert.equal(
      isTaken(push(proof, { [header]: value }, { credentials: { [name]: 'new', [`${name}.previous`]: secret } })),
      true,
      name,
    );
  }
});

test('Standard Webhooks may be signed by a key of which only the public half is here', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
  const signature = sign(null, Buffer.from(`m1.${seconds}.${body}`), privateKey).toString('base64');
  const proof = { kind: 'standard_webhooks', publicKeys: [`whpk_${raw}`] };
  const headers = { 'webhook-id': 'm1', 'webhook-timestamp': seconds, 'webhook-signature': `v1a,${signature}` };
  const taken = push(proof, headers, { credentials: {} });
  assert.equal(messages(taken)[0]?.key, 'm1');
  assert.equal(isTaken(push(proof, { ...headers, 'webhook-id': 'm2' }, { credentials: {} })), false);
  assert.equal(isTaken(push(proof, { ...headers, 'webhook-signature': 'v1a,AAAA' }, { credentials: {} })), false);
  const stranger = generateKeyPairSync('ed25519')
    .publicKey.export({ format: 'der', type: 'spki' })
    .subarray(-32)
    .toString('base64');
  assert.equal(isTaken(push({ ...proof, publicKeys: [`whpk_${stranger}`] }, headers, { credentials: {} })), false);
});

test('a secret that cannot be read lets nobody in, and many signatures keep nobody busy', () => {
  const sig = (secret: 'base64' | 'hex'): Settings => ({ kind: 'hmac', header: 'sig', secret });
  const standard = (key: string): Pushed['headers'] => ({
    'webhook-id': '1',
    'webhook-timestamp': seconds,
    'webhook-signature': `v1,${hmac('sha256', `1.${seconds}.${body}`, 'base64', key)}`,
  });
  // What Node makes of them is nothing, or the bytes before what it cannot read.
  for (const [form, secrets] of [
    ['base64', ['not base64', '?', ' ', '==']],
    ['hex', ['not hex', 'ab-secret', 'abc', '?', ' ']],
  ] as const)
    for (const secret of secrets) {
      const value = createHmac('sha256', Buffer.from(secret, form)).update(body).digest('base64');
      assert.equal(isTaken(push(sig(form), { sig: value }, { credentials: { secret } })), false, `${form} ${secret}`);
    }
  for (const secret of ['whsec_', 'whsec_!!', '?'])
    assert.equal(
      isTaken(push({ kind: 'standard_webhooks' }, standard(''), { credentials: { secret } })),
      false,
      secret,
    );
  const right = hmac('sha256', body, 'base64');
  const many = (count: number): boolean =>
    isTaken(push({ ...sig('base64'), secret: 'text', separator: ' ' }, { sig: Array(count).fill(right).join(' ') }));
  assert.deepEqual([many(16), many(17)], [true, false]);
});

test('a refusal holds no secret and nothing of the message', () => {
  const proof = { kind: 'hmac', header: 'sig' };
  for (const taken of [push(proof, { sig: 'AAAA' }), push({ kind: 'bearer' }, { authorization: 'Bearer t-2' })]) {
    assert.ok(taken.kind === 'refused');
    assert.match(taken.detail, /\.$/);
    assert.doesNotMatch(taken.detail, /shhh|t-1|t-2|AAAA|grüezi/);
  }
});

test('a message is known by its key: of the body, of a signed header, or by what it says', () => {
  const proof = { kind: 'bearer' };
  const headers = { authorization: 'Bearer t-1', 'x-id': 'h-1', cookie: 'c', 'x-topic': 'orders/create' };
  const keys = (stream: Settings, text = body): readonly string[] =>
    messages(push(proof, headers, { stream, body: Buffer.from(text) })).map(({ key }) => key);
  assert.deepEqual(keys({ key: ['/id', '/updated_at'] }), ['7/2026-03-01T09:59:58Z']);
  assert.deepEqual(keys({ keyHeader: 'X-Id' }), ['h-1']);
  assert.match(keys({})[0] ?? '', /^[0-9a-f]{64}$/);
  assert.deepEqual(keys({}), keys({ key: ['/none'] }));
  assert.notDeepEqual(keys({}), keys({}, '{}'));
  const list = '{"items":[{"id":1},{"id":2}]}';
  assert.deepEqual(keys({ as: 'records', records: '/items', key: ['/id'] }, list), ['1', '2']);
  assert.deepEqual(keys({ as: 'records', records: '/items', keyHeader: 'x-id' }, list), ['h-1/0', 'h-1/1']);
  assert.deepEqual(keys({ as: 'records' }, '[]'), []);
  // What is no list is kept whole, for the stage that says why it cannot be used.
  for (const text of [list, '<xml/>', `[${'1,'.repeat(1_000)}1]`]) {
    const [message, more] = messages(push(proof, headers, { stream: { as: 'records' }, body: Buffer.from(text) }));
    assert.equal(Buffer.from(message?.body ?? []).toString(), text);
    assert.equal(more, undefined);
  }
  const [message] = messages(push(proof, headers, { stream: { headers: ['X-Topic', 'Cookie', 'Authorization'] } }));
  assert.deepEqual(message?.about, { 'x-topic': 'orders/create' });
  assert.equal(keys({ key: ['/id'] }, JSON.stringify({ id: 'x'.repeat(600) }))[0]?.length, 64);
});

test('CloudEvents come in every mode, and what is none stays as it came', () => {
  const take = (headers: Pushed['headers'], text: string | Buffer): readonly RawMessage[] =>
    messages(
      push(
        { kind: 'bearer' },
        { authorization: 'Bearer t-1', ...headers },
        { stream: { as: 'cloud_events' }, body: Buffer.from(text) },
      ),
    );
  const binary = {
    'ce-specversion': '1.0',
    'ce-id': '1',
    'ce-source': '/a',
    'ce-type': 't',
    'ce-subject': 'gr%C3%BCezi%20"x"',
  };
  const bodyOf = (message: RawMessage | undefined): Record<string, unknown> =>
    JSON.parse(Buffer.from(message?.body ?? []).toString()) as Record<string, unknown>;
  const [json] = take(binary, '{"n":12345678901234567890}');
  assert.equal(json?.key, '/a 1');
  assert.match(Buffer.from(json?.body ?? []).toString(), /"data":\{"n":12345678901234567890\}/);
  assert.equal(bodyOf(json)['subject'], 'grüezi "x"');
  assert.equal(bodyOf(take({ ...binary, 'content-type': 'text/plain' }, 'hello')[0])['data'], 'hello');
  assert.equal(
    bodyOf(take({ ...binary, 'content-type': 'image/png' }, Buffer.from([0xff, 0]))[0])['data_base64'],
    '/wA=',
  );
  assert.equal('data' in bodyOf(take(binary, '')[0]), false);
  const event = { specversion: '1.0', id: '1', source: '/a', type: 't', data: 1 };
  const batch = take(
    { 'content-type': 'application/cloudevents-batch+json' },
    JSON.stringify([event, { ...event, id: '2' }]),
  );
  assert.deepEqual(
    batch.map(({ key, mediaType }) => [key, mediaType]),
    [
      ['/a 1', 'application/cloudevents+json'],
      ['/a 2', 'application/cloudevents+json'],
    ],
  );
  const tooMany = JSON.stringify(Array.from({ length: 1_001 }, (_, id) => ({ ...event, id: `${id}` })));
  assert.equal(take({ 'content-type': 'application/cloudevents-batch+json' }, tooMany).length, 1);
  for (const broken of [{ ...event, specversion: '0.3' }, { ...event, id: '' }, [event], 7]) {
    const [message] = take({ 'content-type': 'application/cloudevents+json' }, JSON.stringify(broken));
    assert.equal(Buffer.from(message?.body ?? []).toString(), JSON.stringify(broken));
    assert.match(message?.key ?? '', /^[0-9a-f]{64}$/);
  }
});

test('settings that prove nothing are named', () => {
  const ajv = createAjv({ allErrors: true });
  const checkSettings = ajv.compile(hookConnector.settings);
  assert.ok(hookConnector.stream !== null);
  const checkStream = ajv.compile(hookConnector.stream);
  assert.equal(checkStream({ as: 'records', records: '/a', key: ['/id'], headers: ['X-Topic'] }), true);
  assert.equal(checkSettings({}), false);
  assert.equal(checkSettings({ proof: { kind: 'none' } }), false);
  assert.equal(
    checkSettings({ proof: { kind: 'hmac', header: 'sig', over: '{timestamp}' } }),
    false,
    'the body must be signed',
  );
  assert.equal(checkSettings({ proof: { kind: 'standard_webhooks', publicKeys: ['whpk_x'] } }), false);
  const problems = (
    proof: Settings,
    stream: Settings = {},
    credentials: readonly string[] = ['secret'],
  ): readonly string[] => {
    assert.equal(checkSettings({ proof }), true);
    return (
      hookConnector.check?.(
        { settings: { proof }, streams: { in: stream }, operations: {}, credentials },
        { allowPrivate: false },
      ) ?? []
    ).map(({ pointer }) => pointer);
  };
  const hmacProof = { kind: 'hmac', header: 'sig' };
  assert.deepEqual(problems(hmacProof), []);
  assert.deepEqual(problems(hmacProof, {}, []), ['/credentials/secret']);
  assert.deepEqual(problems({ ...hmacProof, timestampHeader: 'ts' }), ['/settings/proof/over']);
  assert.deepEqual(problems({ ...hmacProof, over: '{timestamp}{body}' }), ['/settings/proof/over']);
  assert.deepEqual(problems({ ...hmacProof, over: '{id}{body}' }), ['/settings/proof/idHeader']);
  assert.deepEqual(problems({ ...hmacProof, over: '{url}{body}' }), ['/settings/publicUrl']);
  assert.deepEqual(problems({ ...hmacProof, over: '{timestamp}{body}', timestampPrefix: 't=' }), [
    '/settings/proof/separator',
  ]);
  assert.deepEqual(problems(hmacProof, { headers: ['Authorization'] }), ['/streams/in/headers']);
  assert.deepEqual(problems({ kind: 'api_key', header: 'X-Key' }, { headers: ['x-key'] }, ['apiKey']), [
    '/streams/in/headers',
  ]);
  assert.deepEqual(problems(hmacProof, { records: '/a' }), ['/streams/in/records']);
});
