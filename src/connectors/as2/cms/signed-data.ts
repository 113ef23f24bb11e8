// Signatures (RFC 5652 §5): made detached, read detached or with what they are of inside.
import { constants, createHash, sign as signBytes, verify as verifyBytes } from 'node:crypto';
import {
  Attribute,
  CertificateChoices,
  CertificateSet,
  ContentInfo,
  DigestAlgorithmIdentifier,
  DigestAlgorithmIdentifiers,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  SignatureAlgorithmIdentifier,
  SignedData,
  SignerIdentifier,
  SignerInfo,
  SignerInfos,
  SigningTime,
  id_contentType,
  id_messageDigest,
  id_signingTime,
} from '@peculiar/asn1-cms';
import { RsaSaPssParams } from '@peculiar/asn1-rsa';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { Certificate as CertificateSchema } from '@peculiar/asn1-x509';
import { digestOf, keyOids } from './algorithms.ts';
import type { Digest } from './algorithms.ts';
import { isMeant, isValidAt } from './certificates.ts';
import type { Certificate, Identity } from './certificates.ts';
import { derObject, exact, octetsOf } from './encoding.ts';
import { SignedContent, contentTypes } from './structures.ts';

const nullParameters = exact(Buffer.from([0x05, 0x00]));

/** The signature of these bytes, apart from them. */
export function signDetached(
  content: Uint8Array,
  { certificate, privateKey }: Identity,
  digest: Digest,
  now: number,
): Buffer {
  const hash = createHash(digest.node).update(content).digest();
  const attributes = [
    attribute(id_contentType, derObject(contentTypes.data)),
    attribute(id_signingTime, AsnConvert.serialize(new SigningTime(new Date(now)))),
    attribute(id_messageDigest, AsnConvert.serialize(new OctetString(exact(hash)))),
  ].toSorted((one, other) => byBytes(encoded(one), encoded(other))); // DER sorts what is in a set.
  const isRsa = privateKey.asymmetricKeyType === 'rsa';
  const signer = new SignerInfo({
    version: 1,
    sid: new SignerIdentifier({ issuerAndSerialNumber: nameOf(certificate) }),
    digestAlgorithm: new DigestAlgorithmIdentifier({ algorithm: digest.oid, parameters: nullParameters }),
    signedAttrs: attributes,
    signatureAlgorithm: isRsa
      ? new SignatureAlgorithmIdentifier({ algorithm: keyOids.rsa, parameters: nullParameters })
      : new SignatureAlgorithmIdentifier({ algorithm: ecdsaOf(digest) }),
    signature: new OctetString(exact(signBytes(digest.node, setOf(attributes.map(encoded)), privateKey))),
  });
  const signed = new SignedData({
    version: 1,
    digestAlgorithms: new DigestAlgorithmIdentifiers([signer.digestAlgorithm]),
    encapContentInfo: new EncapsulatedContentInfo({ eContentType: contentTypes.data }),
    certificates: new CertificateSet([
      new CertificateChoices({ certificate: AsnConvert.parse(exact(certificate.der), CertificateSchema) }),
    ]),
    signerInfos: new SignerInfos([signer]),
  });
  const info = new ContentInfo({ contentType: contentTypes.signedData, content: AsnConvert.serialize(signed) });
  return Buffer.from(AsnConvert.serialize(info));
}

export interface Verified {
  readonly ok: true;
  readonly certificate: Certificate;
  readonly digest: Digest;
}

export type Verification = Verified | { readonly ok: false; readonly detail: string };

export interface Trust {
  /** Whoever signs has one of these. */
  readonly certificates: readonly Certificate[];
  readonly allowsWeak: (name: string) => boolean;
  readonly now: number;
}

/** The signers of a structure, each with the certificate that it means; throws what the structure is not. */
export function readSigned(content: ArrayBuffer): { readonly signed: SignedContent; readonly inner: Buffer | null } {
  const signed = AsnConvert.parse(content, SignedContent);
  const { eContent } = signed.encapContentInfo;
  return { signed, inner: eContent === undefined ? null : octetsOf(eContent) };
}

/** Whether somebody that is trusted has signed these bytes. Others may have signed them too. */
export function verifySigned(signed: SignedContent, content: Uint8Array, trust: Trust): Verification {
  const problems: string[] = [];
  const signers = [...signed.signerInfos];
  if (signers.length > signersMax) return { ok: false, detail: `It has more than ${signersMax} signatures.` };
  for (const signer of signers) {
    for (const certificate of trust.certificates.filter((one) => isMeant(one, signer.sid))) {
      const verification = verifyOne(signer, certificate, content, trust);
      if (verification.ok) return verification;
      problems.push(verification.detail);
    }
  }
  const [first] = problems;
  return { ok: false, detail: first ?? 'It is signed with none of the certificates of the partner.' };
}

const signersMax = 8;

function verifyOne(signer: SignerInfo, certificate: Certificate, content: Uint8Array, trust: Trust): Verification {
  const fail = (detail: string): Verification => ({ ok: false, detail });
  const digest = digestOf(signer.digestAlgorithm.algorithm);
  if (digest === undefined)
    return fail(`It is signed over a digest ${signer.digestAlgorithm.algorithm}, which is not known.`);
  if (digest.isWeak && !trust.allowsWeak(digest.name))
    return fail(`It is signed over ${digest.name}, which the connection does not allow.`);
  if (!isValidAt(certificate, trust.now))
    return fail(`It is signed with the certificate ${certificate.label}, which is not valid today.`);
  const hash = createHash(digest.node).update(content).digest();
  const { signedAttrs } = signer;
  if (signedAttrs === undefined)
    return isSignature(signer, certificate, content, digest) ? { ok: true, certificate, digest } : fail(otherBytes);
  const values = (oid: string): readonly ArrayBuffer[] =>
    signedAttrs.filter(({ attrType }) => attrType === oid).flatMap(({ attrValues }) => attrValues);
  const [told, ...more] = values(id_messageDigest);
  if (told === undefined || more.length > 0) return fail('What is signed in it names no digest, or several.');
  if (!hash.equals(octetsOf(told))) return fail(otherBytes);
  // As DER has it; and in the order in which they came, for who does not sort them.
  const isSigned = [signedAttrs.map(encoded).toSorted(byBytes), signedAttrs.map(encoded)].some((items) =>
    isSignature(signer, certificate, setOf(items), digest),
  );
  return isSigned ? { ok: true, certificate, digest } : fail(`It is not signed with the key of ${certificate.label}.`);
}

const otherBytes = 'The signature is of other bytes: they were changed on the way.';

function isSignature(signer: SignerInfo, { publicKey }: Certificate, bytes: Uint8Array, digest: Digest): boolean {
  const { algorithm, parameters } = signer.signatureAlgorithm;
  const signature = Buffer.from(signer.signature.buffer);
  const type = publicKey.asymmetricKeyType;
  if (algorithm === keyOids.rsaPss && type === 'rsa') {
    const { hashAlgorithm, saltLength } =
      parameters == null ? new RsaSaPssParams() : AsnConvert.parse(parameters, RsaSaPssParams);
    if (hashAlgorithm.algorithm !== digest.oid) return false;
    const key = { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
    return verifyBytes(digest.node, bytes, key, signature);
  }
  if (algorithm.startsWith(rsaArc) && algorithm !== keyOids.rsaPss && type !== 'rsa') return false;
  if (algorithm.startsWith(ecdsaArc) && type !== 'ec') return false;
  if (!algorithm.startsWith(rsaArc) && !algorithm.startsWith(ecdsaArc)) return false;
  if (algorithm === keyOids.rsaPss) return false;
  return verifyBytes(digest.node, bytes, publicKey, signature);
}

const rsaArc = '1.2.840.113549.1.1.';
const ecdsaArc = '1.2.840.10045.4.';

function ecdsaOf({ name }: Digest): string {
  const { ecdsaSha1, ecdsaSha256, ecdsaSha384, ecdsaSha512 } = keyOids;
  return name === 'sha-256'
    ? ecdsaSha256
    : name === 'sha-384'
      ? ecdsaSha384
      : name === 'sha-512'
        ? ecdsaSha512
        : ecdsaSha1;
}

function nameOf({ der }: Certificate): IssuerAndSerialNumber {
  const { tbsCertificate } = AsnConvert.parse(exact(der), CertificateSchema);
  return new IssuerAndSerialNumber({ issuer: tbsCertificate.issuer, serialNumber: tbsCertificate.serialNumber });
}

function attribute(attrType: string, value: ArrayBuffer): Attribute {
  return new Attribute({ attrType, attrValues: [value] });
}

function encoded(one: Attribute): Buffer {
  return Buffer.from(AsnConvert.serialize(one));
}

/** What is signed: the attributes as a set (RFC 5652 §5.4). */
function setOf(items: readonly Buffer[]): Buffer {
  return withTag(0x31, Buffer.concat(items));
}

function byBytes(one: Buffer, other: Buffer): number {
  return Buffer.compare(one, other);
}

function withTag(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const digits = Buffer.alloc(4);
  digits.writeUInt32BE(length);
  const short = digits.subarray(digits.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.from([tag, 0x80 | short.length]), short, content]);
}
