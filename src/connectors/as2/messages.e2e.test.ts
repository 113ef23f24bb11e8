// What partners really send, and what somebody sends who means harm: layers in any order, bombs, noise. Made by OpenSSL.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import { ContentInfo } from '@peculiar/asn1-cms';
import { AsnConvert } from '@peculiar/asn1-schema';
import { OctetString } from 'asn1js';
import fc from 'fast-check';
import type { Pushed, Taken } from '#connectors/connector.ts';
import { never, openWith, outgoing } from '#connectors/http/other-side.testsuite.ts';
import { limits } from '#kernel/limits.ts';
import { exact } from './cms/encoding.ts';
import { CompressedData, InnerContent, contentTypes, zlibCompression } from './cms/structures.ts';
import { as2Connector } from './connector.ts';
import { OpenSsl, openSslMissing } from './openssl.testsuite.ts';
import type { Pair } from './openssl.testsuite.ts';
import { partOf, sealed, startPartner } from './partner.testsuite.ts';
import type { Behaviour } from './partner.testsuite.ts';

const skip = openSslMissing();
const openssl = new OpenSsl();
after(() => openssl[Symbol.dispose]());
const nothing: Pair = { certificate: '', key: '', certificateFile: '', keyFile: '' };
const pairs = skip === undefined ? ['us', 'us next', 'partner', 'partner next'].map((name) => openssl.pair(name)) : [];
const [us = nothing, usNext = nothing, own = nothing, ownNext = nothing] = pairs;
const known = { openssl, own, us };
const mime = 'application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m';
const headers = { 'as2-from': 'PARTNER', 'as2-to': 'US', 'message-id': '<1@partner>', 'content-type': mime };
const settings = {
  ourName: 'US',
  partnerName: 'PARTNER',
  ourCertificates: [us.certificate],
  partnerCertificates: [own.certificate],
};

function take(body: Uint8Array, more: Partial<Pushed> = {}): Taken {
  return as2Connector.take({
    connection: 'acme',
    settings,
    stream: {},
    credentials: { privateKey: us.key },
    headers,
    body,
    now: Date.now(),
    ...more,
  });
}

function entity(contentType: string, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`Content-Type: ${contentType}\r\n\r\n`), body]);
}

function signedEntity(part: Uint8Array, by = own, digest = 'sha256'): Buffer {
  const { contentType, body } = openssl.signed(part, by, { digest });
  return entity(contentType, body);
}

/** As the program does it where it was built with zlib, which Debian's is not. */
function compressed(content: Uint8Array): Buffer {
  const inside = new OctetString({ valueHex: exact(deflateSync(content)) }).toBER();
  const data = Object.assign(new CompressedData(), {
    compressionAlgorithm: new AlgorithmIdentifier({ algorithm: zlibCompression }),
    encapContentInfo: Object.assign(new InnerContent(), { eContentType: contentTypes.data, eContent: inside }),
  });
  const info = new ContentInfo({ contentType: contentTypes.compressedData, content: AsnConvert.serialize(data) });
  return entity('application/pkcs7-mime; smime-type=compressed-data', Buffer.from(AsnConvert.serialize(info)));
}

const mic = (bytes: Uint8Array): string => `${createHash('sha256').update(bytes).digest('base64')}, sha-256`;

function content(taken: Taken): readonly unknown[] {
  if (taken.kind === 'refused') return [taken.detail];
  const [message] = taken.messages;
  return [Buffer.from(message?.body ?? []).toString(), message?.about['mic']];
}

const part = partOf({ content: 'ISA*grüezi~', fileName: '850.edi' });

test('layers are taken off in any order, and the MIC is of what was signed', { skip }, () => {
  const text = 'ISA*grüezi~';
  const inside = compressed(part);
  assert.deepEqual(content(take(openssl.encrypt(signedEntity(part), us))), [text, mic(part)]);
  assert.deepEqual(content(take(openssl.encrypt(signedEntity(inside), us))), [text, mic(inside)]);
  assert.deepEqual(content(take(openssl.encrypt(compressed(signedEntity(part)), us))), [text, mic(part)]);
  const opaque = openssl.signature(part, own, { options: ['-nodetach', '-stream'] });
  const whole = entity('application/x-pkcs7-mime; smime-type=signed-data', opaque);
  assert.deepEqual(content(take(openssl.encrypt(whole, us))), [text, mic(part)]);
  const base64 = Buffer.from(openssl.encrypt(signedEntity(part), us).toString('base64').replaceAll(/.{64}/g, '$&\r\n'));
  const encoded = { headers: { ...headers, 'content-transfer-encoding': 'base64' } };
  assert.deepEqual(content(take(base64, encoded)), [text, mic(part)]);
  // Signed as text, and sent with the ends of lines of its sender.
  const lines = Buffer.from(part.toString().replaceAll('\r\n', '\n'));
  const { contentType, body } = openssl.signed(part, own);
  const open = Buffer.from(
    body.toString('latin1').replace(part.toString('latin1'), lines.toString('latin1')),
    'latin1',
  );
  assert.deepEqual(content(take(openssl.encrypt(entity(contentType, open), us))), [text, mic(part)]);
  const transfer = Buffer.from(
    `Content-Type: application/edifact\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(text).toString('base64')}`,
  );
  assert.deepEqual(content(take(openssl.encrypt(signedEntity(transfer), us))), [text, mic(transfer)]);
});

test('while certificates are replaced those of before and after are good, and no other', { skip }, () => {
  const both = {
    ...settings,
    ourCertificates: [us.certificate, usNext.certificate],
    partnerCertificates: [own.certificate, ownNext.certificate],
  };
  const credentials = { privateKey: usNext.key, 'privateKey.previous': us.key };
  for (const to of [us, usNext])
    for (const by of [own, ownNext])
      assert.equal(take(openssl.encrypt(signedEntity(part, by), to), { settings: both, credentials }).kind, 'taken');
  const after = { settings: both, credentials: { privateKey: usNext.key } };
  assert.match(
    String(content(take(openssl.encrypt(signedEntity(part), us), after))),
    /none of our certificates whose key is there/,
  );
  assert.match(
    String(content(take(openssl.encrypt(signedEntity(part, ownNext), us)))),
    /none of the certificates of the partner/,
  );
  const late = { now: Date.now() + 400 * 86_400_000 };
  assert.match(String(content(take(openssl.encrypt(signedEntity(part), us), late))), /not valid today/);
});

test('what is weak is read only where the connection says so', { skip }, () => {
  const message = openssl.encrypt(signedEntity(part, own, 'sha1'), us, ['-des3']);
  assert.match(String(content(take(message))), /encrypted by 3des, which the connection does not allow/);
  assert.match(
    String(content(take(message, { settings: { ...settings, acceptsWeak: ['3des'] } }))),
    /signed over sha1/,
  );
  assert.equal(take(message, { settings: { ...settings, acceptsWeak: ['3des', 'sha1'] } }).kind, 'taken');
  const { contentType, body } = openssl.signed(part, own);
  const open = { headers: { ...headers, 'content-type': contentType } };
  assert.match(String(content(take(body, open))), /not encrypted/);
  assert.equal(take(body, { ...open, settings: { ...settings, acceptsUnencrypted: true } }).kind, 'taken');
});

test('a small message does not become a large one, nor a deep one', { skip }, () => {
  const bomb = compressed(Buffer.alloc(limits.as2UnpackedBytesMax + 1));
  assert.match(String(content(take(openssl.encrypt(signedEntity(bomb), us)))), /more than \d+ bytes/);
  const twice = compressed(compressed(part));
  assert.match(String(content(take(openssl.encrypt(signedEntity(twice), us)))), /compressed twice/);
  const signedTwice = signedEntity(signedEntity(part));
  assert.match(String(content(take(openssl.encrypt(signedTwice, us)))), /signed twice/);
  const encryptedTwice = entity(mime, openssl.encrypt(signedEntity(part), us));
  assert.match(String(content(take(openssl.encrypt(encryptedTwice, us)))), /encrypted inside/);
  for (const deep of [Buffer.alloc(200_000, 0x30), Buffer.from('3080'.repeat(100_000), 'hex')])
    assert.match(String(content(take(deep))), /not built as a message of AS2/);
});

test('whatever is done to a message, it is refused or it is the document', { skip }, () => {
  const { body } = sealed(known, part, { messageId: '<1@partner>' });
  const signed = openssl.signed(part, own);
  const forms = [
    [mime, body],
    [signed.contentType, signed.body],
  ] as const;
  const lenient = { ...settings, acceptsUnencrypted: true, acceptsWeak: ['3des', 'sha1'] };
  fc.assert(
    fc.property(
      fc.constantFrom(...forms),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      fc.option(fc.nat(), { nil: null }),
      ([contentType, whole], changes, cut) => {
        const changed = Buffer.from(whole.subarray(0, cut === null ? whole.length : cut % whole.length));
        for (const [at, value] of changes) if (changed.length > 0) changed[at % changed.length] = value;
        const taken = take(changed, { settings: lenient, headers: { ...headers, 'content-type': contentType } });
        if (taken.kind === 'taken') assert.equal(Buffer.from(taken.messages[0]?.body ?? []).toString(), 'ISA*grüezi~');
        else assert.match(taken.detail, /^\S[^]{5,500}\.$/);
      },
    ),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.string(), (noise, contentType) => {
      const taken = take(noise, { headers: { ...headers, 'content-type': contentType } });
      assert.equal(taken.kind, 'refused');
    }),
  );
});

test('what the partner does wrong with its receipt has its own outcome', { skip }, async () => {
  const stranger = openssl.pair('stranger');
  await using partner = await startPartner({ ...known, stranger });
  await using session = openWith(
    as2Connector,
    { ...settings, url: partner.url },
    { credentials: { privateKey: us.key } },
  );
  const cases: readonly (readonly [Behaviour, string, string])[] = [
    [{ receipt: 'none' }, 'unknown', 'receipt_missing'],
    [{ receipt: 'unsigned' }, 'unknown', 'receipt_unsigned'],
    [{ receipt: 'tampered' }, 'unknown', 'receipt_signature'],
    [{ receipt: 'stranger' }, 'unknown', 'receipt_signature'],
    [{ receipt: 'of_another' }, 'unknown', 'receipt_of_another'],
    [{ mic: 'other' }, 'refused', 'mic_mismatch'],
    [{ mic: 'none' }, 'refused', 'mic_missing'],
    [{ disposition: 'processed/error: decryption-failed' }, 'refused', 'decryption-failed'],
    [
      { receipt: 'unsigned', disposition: 'processed/error: authentication-failed' },
      'refused',
      'authentication-failed',
    ],
    [{ status: 500 }, 'unknown', '500'],
    [{ status: 403 }, 'refused', '403'],
  ];
  for (const [behaviour, kind, cause] of cases) {
    partner.behaviour = behaviour;
    const sent = await session.send?.(outgoing({}, {}), never());
    assert.deepEqual(
      [sent?.kind, sent && 'fault' in sent && sent.fault.cause],
      [kind, cause],
      JSON.stringify(behaviour),
    );
  }
  // All of them under one Message-ID: the partner took it once.
  assert.equal(new Set(partner.asked).size, 1);
  assert.equal(partner.taken.length, 1);
});

test('every algorithm that can be chosen is one that OpenSSL reads', { skip }, async () => {
  await using partner = await startPartner(known);
  await using session = openWith(
    as2Connector,
    { ...settings, acceptsWeak: ['sha1'], url: partner.url },
    { credentials: { privateKey: us.key } },
  );
  const ways = [
    ...['aes256-cbc', 'aes192-cbc', 'aes128-cbc', 'aes256-gcm', 'aes128-gcm', 'none'].map((encryption) => ({
      encryption,
    })),
    ...['sha-256', 'sha-384', 'sha-512', 'sha1'].map((digest) => ({ digest })),
    { fileName: '{/name}.edi', subject: 'Orders', contentType: 'application/edifact' },
  ];
  for (const [index, way] of ways.entries()) {
    const sent = await session.send?.(outgoing(way, { name: 'grün' }, { id: `dlv-${index}` }), never());
    assert.equal(sent?.kind, 'done', JSON.stringify([way, sent]));
  }
  assert.equal(partner.taken.length, ways.length);
  const last = partner.taken.at(-1);
  assert.match(
    last?.part ?? '',
    /^Content-Type: application\/edifact\r\nContent-Disposition: attachment; filename="gr_n\.edi"; filename\*=UTF-8''gr%C3%BCn\.edi\r\n/,
  );
  assert.equal(last?.headers['subject'], 'Orders');
  const nowhere = await session.send?.(outgoing({ fileName: '{/name}' }, { name: 'a/b' }), never());
  assert.deepEqual([nowhere?.kind, nowhere && 'fault' in nowhere && nowhere.fault.code], ['refused', 'misconfigured']);
  await using without = openWith(
    as2Connector,
    { ...settings, url: partner.url },
    { credentials: { privateKey: usNext.key } },
  );
  const unsigned = await without.send?.(outgoing({}, {}), never());
  assert.deepEqual(
    [unsigned?.kind, unsigned && 'fault' in unsigned && unsigned.fault.code],
    ['later', 'misconfigured'],
  );
});
