// Standard Webhooks 1.0.0, both ways: what is pushed to us is verified, and what we send is signed, as its vectors and rules say.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { proofProblem } from '#connectors/hook/verify.ts';
import { sign, signingKey } from '#connectors/webhook/signature.ts';
import type { Standard, Tried } from './standard.ts';

interface Vector {
  readonly secret: string;
  readonly id: string;
  readonly timestamp: string;
  readonly payload: string;
  readonly signature: string;
}

interface Vectors {
  readonly symmetric: readonly Vector[];
  /** The rules in words; each has its cases below. */
  readonly verification_must: readonly string[];
}

const rulesTried = 7;

export const standardWebhooks: Standard = {
  name: 'Standard Webhooks',
  folder: 'conformance/standard-webhooks',
  differences: {},
  notClaimed: ['signing with ed25519 (v1a): it is verified, and not sent'],
  run(folder) {
    const { symmetric, verification_must: rules } = JSON.parse(
      readFileSync(join(folder, 'VECTORS.json'), 'utf8'),
    ) as Vectors;
    return [
      { group: 'VECTORS.json', name: 'the rules are those that are tried', isAsExpected: rules.length === rulesTried },
      ...symmetric.flatMap((vector) => [...verified(vector), ...signed(vector)]),
    ];
  },
};

function verified(vector: Vector): Tried[] {
  const { secret, id, timestamp, payload, signature } = vector;
  const at = Number(timestamp) * 1_000;
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
  const isTaken = (
    change: Readonly<Record<string, string | undefined>>,
    more: { readonly now?: number; readonly secret?: string; readonly body?: string } = {},
  ): boolean =>
    proofProblem(
      { kind: 'standard_webhooks' },
      {
        headers: { ...headers, ...change },
        body: Buffer.from(more.body ?? payload),
        now: more.now ?? at,
        credentials: { secret: more.secret ?? secret },
        url: '',
      },
    ) === null;
  const another = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
  const cases: readonly (readonly [name: string, isTaken: boolean, expected: boolean])[] = [
    ['the vector', isTaken({}), true],
    ['without id', isTaken({ 'webhook-id': undefined }), false],
    ['without time', isTaken({ 'webhook-timestamp': undefined }), false],
    ['without signature', isTaken({ 'webhook-signature': undefined }), false],
    ['a time that is no number', isTaken({ 'webhook-timestamp': 'hello' }), false],
    ['another signature', isTaken({ 'webhook-signature': 'v1,dGhpcyBpcyBub3QgaXQ=' }), false],
    ['another body', isTaken({}, { body: `${payload} ` }), false],
    ['another id', isTaken({ 'webhook-id': `${id}x` }), false],
    ['five minutes ago', isTaken({}, { now: at + 300_000 }), true],
    ['longer ago', isTaken({}, { now: at + 301_000 }), false],
    ['too far ahead', isTaken({}, { now: at - 301_000 }), false],
    ['one of several', isTaken({ 'webhook-signature': `v1,AAAA v2,BBBB ${signature}` }), true],
    ['an unknown version alone', isTaken({ 'webhook-signature': signature.replace('v1,', 'v2,') }), false],
    ['a secret without its prefix', isTaken({}, { secret: secret.replace('whsec_', '') }), true],
    ['another secret', isTaken({}, { secret: another }), false],
  ];
  return cases.map(([name, got, expected]) => ({ group: 'verifying', name, isAsExpected: got === expected }));
}

function signed({ secret, id, timestamp, payload, signature }: Vector): Tried[] {
  const made = sign(signingKey(secret), id, Number(timestamp), payload);
  return [{ group: 'signing', name: 'the vector', isAsExpected: made === signature }];
}
