// What receipts mean, and what is written into ours. Pure.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sent } from '#connectors/connector.ts';
import { digestNamed, digests } from './cms/algorithms.ts';
import type { Digest } from './cms/algorithms.ts';
import { deliveryOf, messageIdOf } from './ids.ts';
import { judgeStatus } from './judge.ts';
import { compareMic, micOf, referenceOf } from './mic.ts';
import { readEntity } from './mime/entity.ts';
import { isReceipt, meaningOf, readReceipt } from './receipt-read.ts';
import { micDigest, wantedDigest, writeReceipt } from './receipt-write.ts';

const named = (name: string): Digest => digestNamed(name) ?? assert.fail(name);
const sha256 = named('sha256');
const content = Buffer.from('ISA*…~');
const messageId = '<dlv@acme.US>';
const reference = referenceOf(content, sha256);
const good = micOf(content, sha256);

function receipt(disposition: string, mic: string | null = good, more = '', id = messageId): Sent {
  const text = [
    'Content-Type: multipart/report; report-type=disposition-notification; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'It went well.',
    '--b',
    'Content-Type: message/disposition-notification',
    '',
    `original-message-id: ${id}`,
    `DISPOSITION: ${disposition}`,
    ...(mic === null ? [] : [`Received-content-MIC: ${mic}`]),
    ...(more === '' ? [] : [more]),
    '--b--',
  ];
  const entity = readEntity(Buffer.from(text.join('\r\n')));
  assert.ok(isReceipt(entity));
  return meaningOf(readReceipt(entity), { messageId, reference });
}

const automatic = 'automatic-action/MDN-sent-automatically';

test('every disposition has its outcome', () => {
  const cases: readonly (readonly [string, string | null, string, string?])[] = [
    [`${automatic}; processed`, good, 'done'],
    [`${automatic};processed`, good.replace('sha-256', 'SHA256'), 'done'],
    [`manual-action/MDN-sent-manually; Processed/Warning: duplicate-document`, null, 'done'],
    [`${automatic}; processed/warning: duplicate-document`, good, 'done'],
    [`${automatic}; processed`, micOf(Buffer.from('else'), sha256), 'refused', 'mic_mismatch'],
    [
      `${automatic}; processed/warning: duplicate-document`,
      micOf(Buffer.from('else'), sha256),
      'refused',
      'mic_mismatch',
    ],
    // Weak, and not asked for.
    [`${automatic}; processed`, micOf(content, named('sha1')), 'refused', 'mic_mismatch'],
    [`${automatic}; processed`, `${good.split(',')[0]}, md5`, 'refused', 'mic_mismatch'],
    [`${automatic}; processed`, null, 'refused', 'mic_missing'],
    [`${automatic}; processed/error: authentication-failed`, good, 'refused', 'authentication-failed'],
    [`${automatic}; processed/Error: decryption-failed`, null, 'refused', 'decryption-failed'],
    [`${automatic}; processed/error: integrity-check-failed`, null, 'later', 'integrity-check-failed'],
    [`${automatic}; processed/error: unexpected-processing-error`, good, 'refused', 'unexpected-processing-error'],
    [`${automatic}; failed/Failure: unsupported format`, null, 'refused', 'unsupported format'],
    [`${automatic}; failed`, good, 'refused', 'failed'],
    [`${automatic}; processed/superseded`, good, 'refused', 'processed/superseded'],
    ['nonsense', good, 'unknown', 'receipt_unreadable'],
  ];
  for (const [disposition, mic, kind, cause] of cases) {
    const sent = receipt(disposition, mic);
    assert.deepEqual([sent.kind, 'fault' in sent ? sent.fault.cause : undefined], [kind, cause], disposition);
  }
  const key = receipt(`${automatic}; processed/error: decryption-failed`);
  assert.equal('fault' in key && key.fault.code, 'unauthorized', 'it goes out by itself when the keys are right');
  const told = receipt(`${automatic}; failed/failure`, good, 'Failure: sender-equals-receiver');
  assert.match('fault' in told ? told.fault.detail : '', /failed\/failure: sender-equals-receiver/);
});

test('a receipt for another message, or one that is none, settles nothing', () => {
  const other = receipt(`${automatic}; processed`, good, '', '<other@acme.US>');
  assert.deepEqual([other.kind, 'fault' in other && other.fault.cause], ['unknown', 'receipt_of_another']);
  const without = (text: string): unknown => readReceipt(readEntity(Buffer.from(text)));
  const report = 'Content-Type: multipart/report; boundary=b\r\n\r\n';
  assert.equal(without(`${report}--b\r\nContent-Type: text/plain\r\n\r\nhm\r\n--b--`), null);
  assert.equal(without(`${report}--b\r\nbroken`), null);
  assert.equal(without(`${report}${'x'.repeat(300 * 1024)}`), null);
  assert.ok(!isReceipt(readEntity(Buffer.from('Content-Type: application/edi-x12\r\n\r\n'))));
});

test('digests are compared whatever they are called', () => {
  assert.equal(compareMic(good, reference), 'same');
  assert.equal(compareMic(micOf(content, named('sha-512')).replace('sha-512', 'sha512'), reference), 'same');
  assert.equal(compareMic(micOf(content, named('sha1')), referenceOf(content, named('sha1'))), 'same');
  assert.equal(compareMic(' ', reference), 'missing');
  assert.equal(compareMic(good.split(',')[0], reference), 'other', 'no name means SHA-1');
});

test('a receipt is signed as the sender wants it', () => {
  const wants = (options?: string): string | null => {
    const wanted = wantedDigest(options);
    return wanted === null || wanted === 'any' ? wanted : wanted.name;
  };
  assert.equal(wants(), null);
  assert.equal(wants('signed-receipt-micalg=optional, sha1'), null);
  assert.equal(
    wants('signed-receipt-protocol=optional, pkcs7-signature; signed-receipt-micalg=optional, sha1, SHA256'),
    'sha-256',
  );
  assert.equal(
    wants('Signed-Receipt-Protocol=required,pkcs7-signature;signed-receipt-micalg=required,sha1,md5'),
    'sha1',
  );
  assert.equal(wants('signed-receipt-protocol=required, pkcs7-signature; signed-receipt-micalg=required, md5'), 'any');
  assert.equal(micDigest('any', named('sha-512')).name, 'sha-512');
  assert.equal(micDigest(null, null).name, digests[0]?.name);
  assert.equal(micDigest(sha256, named('sha1')), sha256);
});

test('nothing that came in a header ends a line of a receipt', () => {
  const facts = { messageId: '<a@b>\r\nDisposition: x', recipient: 'US\nX: 1', error: null, mic: good };
  const { contentType, body } = writeReceipt(facts, null, null, 0);
  const read = readReceipt(readEntity(Buffer.concat([Buffer.from(`Content-Type: ${contentType}\r\n\r\n`), body])));
  assert.deepEqual([read?.type, read?.modifier, read?.mic], ['processed', null, good]);
  assert.match(body.toString(), /^Final-Recipient: rfc822; US X: 1\r$/m);
});

test('the same delivery has the same id, and is found by it', () => {
  const of = { connection: 'acme', ourName: 'Our Name' };
  const id = messageIdOf('0190-1-orders-again-7', of);
  assert.equal(id, '<0190-1-orders-again-7@acme.Our-Name>');
  assert.equal(deliveryOf(id, of), '0190-1-orders-again-7');
  assert.equal(deliveryOf(id, { ...of, connection: 'other' }), null);
  assert.equal(deliveryOf('<%ff@acme.Our-Name>', of), null);
});

test('an answer without a receipt says what is known, and no more', () => {
  const answered = (status: number): Sent =>
    judgeStatus(
      { kind: 'answered', status, headers: { 'retry-after': '7' }, cookies: [], body: Buffer.alloc(0), broken: null },
      0,
    );
  const cases: readonly (readonly [number, string, string])[] = [
    [302, 'later', 'misconfigured'],
    [400, 'refused', 'refused'],
    [401, 'refused', 'unauthorized'],
    [403, 'refused', 'unauthorized'],
    [404, 'refused', 'misconfigured'],
    [429, 'later', 'busy'],
    [500, 'unknown', 'busy'],
    [503, 'later', 'busy'],
    [504, 'unknown', 'busy'],
  ];
  for (const [status, kind, code] of cases) {
    const sent = answered(status);
    assert.deepEqual([sent.kind, 'fault' in sent && sent.fault.code], [kind, code], String(status));
  }
  const later = answered(503);
  assert.equal(later.kind === 'later' && later.afterMs, 7_000);
  const fault = { code: 'broken_answer', detail: 'It broke off.', fix: 'Look.', cause: 'X' } as const;
  const broken = judgeStatus(
    { kind: 'answered', status: 200, headers: {}, cookies: [], body: Buffer.alloc(0), broken: fault },
    0,
  );
  assert.deepEqual([broken.kind, 'fault' in broken && broken.fault.cause], ['unknown', 'X']);
  assert.equal(judgeStatus({ kind: 'failed', fault, mayHaveArrived: false }, 0).kind, 'later');
  assert.equal(judgeStatus({ kind: 'failed', fault, mayHaveArrived: true }, 0).kind, 'unknown');
  assert.equal(judgeStatus({ kind: 'given_up', mayHaveArrived: false }, 0).kind, 'given_up');
  assert.equal(judgeStatus({ kind: 'given_up', mayHaveArrived: true }, 0).kind, 'unknown');
});
