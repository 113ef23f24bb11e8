// What every connector must survive, of systems that push: by Standard Webhooks, as shops sign, and with a password alone.
import { createHmac, randomBytes } from 'node:crypto';
import { createReach } from '#connectors/network/reach.ts';
import { testConnector } from '#connectors/connector.testsuite.ts';
import type { Wrong } from '#connectors/connector.testsuite.ts';
import type { Harness } from '#connectors/harness.testsuite.ts';
import { startPushing } from '#connectors/pushed-side.testsuite.ts';
import { hookConnector } from './connector.ts';

interface Message {
  readonly id: string;
  readonly body: Uint8Array;
  readonly now: number;
}

interface Case {
  readonly name: string;
  readonly proof: Readonly<Record<string, unknown>>;
  readonly stream: Readonly<Record<string, unknown>>;
  /** Name of the credential. */
  readonly credential: 'secret' | 'password';
  readonly signsBody: boolean;
  readonly makeSecret: () => string;
  readonly sign: (message: Message, secret: string) => Readonly<Record<string, string>>;
  readonly wrong: readonly Wrong[];
}

function mac(key: Uint8Array, ...parts: readonly (string | Uint8Array)[]): Buffer {
  const hash = createHmac('sha256', key);
  for (const part of parts) hash.update(part);
  return hash.digest();
}

const cases: readonly Case[] = [
  {
    name: 'hook (Standard Webhooks)',
    proof: { kind: 'standard_webhooks' },
    stream: { headers: ['webhook-id'] },
    credential: 'secret',
    signsBody: true,
    makeSecret: () => `whsec_${randomBytes(24).toString('base64')}`,
    sign({ id, body, now }, secret) {
      const time = String(Math.floor(now / 1_000));
      const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
      return {
        'webhook-id': id,
        'webhook-timestamp': time,
        'webhook-signature': `v1,${mac(key, `${id}.${time}.`, body).toString('base64')}`,
      };
    },
    wrong: [
      { part: 'stream', change: { headers: ['authorization'] }, field: 'authorization' },
      { part: 'stream', change: { as: 'whole', records: '/items' }, field: 'records' },
      { part: 'settings', change: { proof: { kind: 'trust' } }, field: 'proof' },
    ],
  },
  {
    name: 'hook (signed by a shop)',
    proof: { kind: 'hmac', header: 'X-Shop-Signature', encoding: 'hex', prefix: 'sha256=' },
    stream: { key: ['/id'] },
    credential: 'secret',
    signsBody: true,
    makeSecret: () => randomBytes(18).toString('hex'),
    sign: ({ body }, secret) => ({ 'x-shop-signature': `sha256=${mac(Buffer.from(secret), body).toString('hex')}` }),
    wrong: [
      { part: 'settings', change: { proof: { kind: 'hmac', header: 'x', over: '{timestamp}.{body}' } }, field: 'over' },
      { part: 'stream', change: { key: ['id'] }, field: 'key' },
    ],
  },
  {
    name: 'hook (password)',
    proof: { kind: 'basic', username: 'shop' },
    stream: { as: 'records', records: '/records', key: ['/id'] },
    credential: 'password',
    signsBody: false,
    makeSecret: () => randomBytes(12).toString('hex'),
    sign: (_, password) => ({ authorization: `Basic ${Buffer.from(`shop:${password}`).toString('base64')}` }),
    wrong: [{ part: 'stream', change: { as: 'lines' }, field: 'as' }],
  },
];

for (const { name, proof, stream, credential, signsBody, makeSecret, sign, wrong } of cases) {
  const make = async (): Promise<Harness> => {
    const settings = { proof };
    const [credentials, expired] = [makeSecret(), makeSecret()].map((secret) => ({ [credential]: secret })) as [
      Record<string, string>,
      Record<string, string>,
    ]; // As many as went in.
    const pushing = await startPushing(hookConnector, {
      settings,
      credentials,
      signsBody,
      write: (mark) => {
        const record = { id: mark, note: 'grüezi' };
        return Buffer.from(JSON.stringify('records' in stream ? { records: [record] } : record));
      },
      sign: (message, by) => sign(message, by[credential] ?? ''),
    });
    return {
      settings,
      credentials,
      expired,
      reach: createReach({ allowPrivate: true }),
      proxy: pushing.proxy,
      pushed: pushing.side,
      incoming: {
        stream: 'messages',
        settings: stream,
        put: (marks) => pushing.put(marks),
        putBytes: (bytes) => pushing.putBytes(bytes),
      },
      [Symbol.asyncDispose]: () => pushing[Symbol.asyncDispose](),
    };
  };
  testConnector({ connector: hookConnector, name, make, wrong });
}
