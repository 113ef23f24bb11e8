import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifies } from './receiver.testsuite.ts';
import { isSecret, makeSecret, sign, signingKey } from './signature.ts';

/** The vector that the standard's own libraries test with. */
const vector = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: 1_614_265_330,
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};

test('the vector of Standard Webhooks is signed as the standard says', () => {
  assert.equal(sign(signingKey(vector.secret), vector.id, vector.timestamp, vector.body), vector.signature);
});

test('a receiver accepts what was signed, and nothing that was changed, is too old or has another key', () => {
  const secret = makeSecret();
  const headers = {
    'webhook-id': 'a-1',
    'webhook-timestamp': '1000',
    'webhook-signature': sign(signingKey(secret), 'a-1', 1_000, '{}'),
  };
  assert.equal(verifies(secret, headers, '{}', 1_000), true);
  assert.equal(verifies(secret, headers, '{"a":1}', 1_000), false);
  assert.equal(verifies(secret, { ...headers, 'webhook-id': 'a-2' }, '{}', 1_000), false);
  assert.equal(verifies(secret, { ...headers, 'webhook-timestamp': '1001' }, '{}', 1_001), false);
  assert.equal(verifies(secret, headers, '{}', 1_301), false);
  assert.equal(verifies(makeSecret(), headers, '{}', 1_000), false);
});

test('secrets have the form and the length of the standard', () => {
  assert.match(makeSecret(), /^whsec_[A-Za-z0-9+/]{43}=$/);
  assert.notEqual(makeSecret(), makeSecret());
  const bytes = (count: number): string => `whsec_${Buffer.alloc(count, 7).toString('base64')}`;
  const cases: readonly (readonly [string, boolean])[] = [
    [makeSecret(), true],
    [vector.secret, true],
    [bytes(24), true],
    [bytes(64), true],
    [bytes(23), false],
    [bytes(65), false],
    [bytes(32).slice(6), false],
    ['whsec_', false],
    [`whsec_${'!'.repeat(40)}`, false],
    [`${bytes(32)} `, false],
  ];
  for (const [text, expected] of cases) assert.equal(isSecret(text), expected, text);
  assert.throws(() => signingKey('whsec_short'), /bug/);
});
