// What OpenSSL writes is read, and what is written OpenSSL reads: every algorithm, each way.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ContentInfo } from '@peculiar/asn1-cms';
import { AsnConvert } from '@peculiar/asn1-schema';
import { OpenSsl, openSslMissing } from '../openssl.testsuite.ts';
import type { Pair } from '../openssl.testsuite.ts';
import { cipherNamed, ciphers, digests } from './algorithms.ts';
import { identitiesOf, readCertificate, readPrivateKey } from './certificates.ts';
import type { Certificate, Identity } from './certificates.ts';
import { exact } from './encoding.ts';
import { decrypt, encryptFor } from './enveloped-data.ts';
import { readSigned, signDetached, verifySigned } from './signed-data.ts';
import type { Verification } from './signed-data.ts';

const skip = openSslMissing();
const openssl = new OpenSsl();
after(() => openssl[Symbol.dispose]());

const part = Buffer.from('Content-Type: text/plain\r\n\r\ngrüezi\nwohl\r\n\0');

function certificateOf({ certificate }: Pair): Certificate {
  return readCertificate(certificate) ?? assert.fail('it is a certificate');
}

function identityOf(pair: Pair): Identity {
  const [identity] = identitiesOf([certificateOf(pair)], [readPrivateKey(pair.key) ?? assert.fail('it is a key')]);
  return identity ?? assert.fail('they belong together');
}

function infoOf(der: Uint8Array): ContentInfo {
  return AsnConvert.parse(exact(der), ContentInfo);
}

function opened(der: Uint8Array, by: Pair, allowsWeak = true): string {
  const { contentType, content } = infoOf(der);
  const decrypted = decrypt(contentType, content, { identities: [identityOf(by)], allowsWeak: () => allowsWeak });
  return decrypted.ok ? decrypted.content.toString() : decrypted.why;
}

function verification(
  der: Uint8Array,
  content: Uint8Array,
  by: Pair,
  more: { weak?: boolean; now?: number } = {},
): Verification {
  const { signed, inner } = readSigned(infoOf(der).content);
  const { weak = true, now = Date.now() } = more;
  return verifySigned(signed, inner ?? content, { certificates: [certificateOf(by)], allowsWeak: () => weak, now });
}

test('what OpenSSL encrypts is read', { skip }, () => {
  const us = openssl.pair('us');
  const ways = [
    ...['-aes-128-cbc', '-aes-192-cbc', '-aes-256-cbc', '-aes-128-gcm', '-aes-256-gcm', '-des3'].map((name) => [name]),
    ['-aes-256-cbc', '-stream'],
    ['-aes-256-gcm', '-stream'],
    ['-aes-256-cbc', '-keyid'],
    ['-aes-256-cbc', '-keyopt', 'rsa_padding_mode:oaep'],
    ['-aes-256-cbc', '-keyopt', 'rsa_padding_mode:oaep', '-keyopt', 'rsa_oaep_md:sha256'],
  ];
  for (const way of ways) assert.equal(opened(openssl.encrypt(part, us, way), us), part.toString(), way.join(' '));
  assert.equal(opened(openssl.encrypt(part, us, ['-des3']), us, false), 'weak');
  assert.equal(opened(openssl.encrypt(part, us), openssl.pair('another')), 'not_for_us');
  assert.equal(opened(openssl.encrypt(part, us, ['-camellia256']), us), 'unknown');
});

test('what is encrypted OpenSSL reads', { skip }, () => {
  const partner = openssl.pair('partner');
  for (const cipher of ciphers)
    assert.deepEqual(openssl.decrypt(encryptFor(part, certificateOf(partner), cipher), partner), part, cipher.name);
});

test('what was changed in it on the way comes out as something else, and in no other way', { skip }, () => {
  const us = openssl.pair('us');
  for (const name of ['aes256-cbc', 'aes256-gcm']) {
    const der = encryptFor(part, certificateOf(us), cipherNamed(name) ?? assert.fail());
    for (const back of [1, 10, 25, 40]) {
      const changed = Buffer.from(der);
      const place = changed.length - back;
      changed[place] = (changed[place] ?? 0) ^ 0x40;
      assert.notEqual(opened(changed, us), part.toString(), `${name} ${back}`);
    }
  }
});

test('what OpenSSL signs is verified, and nothing else is', { skip }, () => {
  const rsa = openssl.pair('rsa');
  const ec = openssl.pair('ec', { kind: 'ec' });
  const other = Buffer.concat([part, Buffer.from(' ')]);
  const another = openssl.pair('another');
  const ways: readonly (readonly [Pair, string, readonly string[]])[] = [
    ...['sha1', 'sha256', 'sha384', 'sha512'].flatMap((digest) => [rsa, ec].map((by) => [by, digest, []] as const)),
    [rsa, 'sha256', ['-keyopt', 'rsa_padding_mode:pss']],
    [rsa, 'sha512', ['-keyopt', 'rsa_padding_mode:pss', '-keyopt', 'rsa_pss_saltlen:20']],
    [rsa, 'sha256', ['-noattr']],
    [rsa, 'sha256', ['-keyid']],
    [rsa, 'sha256', ['-nocerts']],
    [rsa, 'sha256', ['-cades']],
  ];
  for (const [by, digest, options] of ways) {
    const signature = openssl.signature(part, by, { digest, options });
    const name = `${digest} ${options.join(' ')}`;
    const good = verification(signature, part, by);
    assert.ok(good.ok, `${name}: ${good.ok ? '' : good.detail}`);
    assert.ok(!verification(signature, other, by).ok, name);
    assert.ok(!verification(signature, part, another).ok, name);
  }
  for (const options of [['-nodetach'], ['-nodetach', '-stream']])
    assert.ok(verification(openssl.signature(part, rsa, { options }), Buffer.alloc(0), rsa).ok, options.join(' '));
  const weak = verification(openssl.signature(part, rsa, { digest: 'sha1' }), part, rsa, { weak: false });
  assert.match(weak.ok ? '' : weak.detail, /signed over sha1, which the connection does not allow/);
  const md5 = verification(openssl.signature(part, rsa, { digest: 'md5' }), part, rsa);
  assert.match(md5.ok ? '' : md5.detail, /which is not known/);
  const over = Date.now() + 400 * 86_400_000;
  const late = verification(openssl.signature(part, rsa), part, rsa, { now: over });
  assert.match(late.ok ? '' : late.detail, /certificate rsa \([0-9a-f]{12}\), which is not valid today/);
});

test('what is signed OpenSSL verifies', { skip }, () => {
  for (const kind of ['rsa', 'ec'] as const) {
    const pair = openssl.pair(kind, { kind });
    for (const digest of digests) {
      const signature = signDetached(part, identityOf(pair), digest, Date.now());
      openssl.verify(part, signature, pair);
      assert.throws(() => openssl.verify(Buffer.from('else'), signature, pair));
    }
  }
});

test('a certificate is read with what it is known by, and nothing else is one', { skip }, () => {
  const pair = openssl.pair('Nordlicht Handels GmbH', { days: 30 });
  const certificate = certificateOf(pair);
  assert.match(certificate.label, /^Nordlicht Handels GmbH \([0-9a-f]{12}\)$/);
  assert.equal(Math.round((certificate.validTo - certificate.validFrom) / 86_400_000), 30);
  for (const text of ['', 'x', pair.key, pair.certificate + pair.key, pair.certificate.repeat(2)])
    assert.equal(readCertificate(text), null);
  for (const text of ['', 'x', pair.certificate]) assert.equal(readPrivateKey(text), null);
  const other = openssl.pair('another');
  assert.deepEqual(identitiesOf([certificate], [readPrivateKey(other.key) ?? assert.fail()]), []);
});
