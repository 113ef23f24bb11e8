// Encryption (RFC 5652 §6, RFC 5083): for the key of an RSA certificate, AES in CBC or GCM.
import { constants, createCipheriv, createDecipheriv, privateDecrypt, publicEncrypt, randomBytes } from 'node:crypto';
import type { CipherGCM } from 'node:crypto';
import {
  ContentEncryptionAlgorithmIdentifier,
  ContentInfo,
  EncryptedContent,
  EncryptedContentInfo,
  EnvelopedData,
  IssuerAndSerialNumber,
  KeyEncryptionAlgorithmIdentifier,
  KeyTransRecipientInfo,
  RecipientIdentifier,
  RecipientInfo,
} from '@peculiar/asn1-cms';
import { RsaEsOaepParams } from '@peculiar/asn1-rsa';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { Certificate as CertificateSchema } from '@peculiar/asn1-x509';
import { cipherOf, digestOf, keyOids } from './algorithms.ts';
import type { Cipher } from './algorithms.ts';
import { isMeant } from './certificates.ts';
import type { Certificate, Identity } from './certificates.ts';
import { exact, octetsOf } from './encoding.ts';
import { AuthEnvelopedData, GcmParameters, contentTypes } from './structures.ts';

const tagBytes = 16;

export function encryptFor(content: Uint8Array, certificate: Certificate, cipher: Cipher): Buffer {
  const key = randomBytes(cipher.keyBytes);
  const iv = randomBytes(cipher.ivBytes);
  const { tbsCertificate } = AsnConvert.parse(exact(certificate.der), CertificateSchema);
  const recipient = new RecipientInfo({
    ktri: new KeyTransRecipientInfo({
      version: 0,
      rid: new RecipientIdentifier({
        issuerAndSerialNumber: new IssuerAndSerialNumber({
          issuer: tbsCertificate.issuer,
          serialNumber: tbsCertificate.serialNumber,
        }),
      }),
      // The one key transport that every partner reads.
      keyEncryptionAlgorithm: new KeyEncryptionAlgorithmIdentifier({
        algorithm: keyOids.rsa,
        parameters: exact(Buffer.from([0x05, 0x00])),
      }),
      encryptedKey: new OctetString(
        exact(publicEncrypt({ key: certificate.publicKey, padding: constants.RSA_PKCS1_PADDING }, key)),
      ),
    }),
  });
  if (cipher.mode === 'gcm') {
    const making = gcmCipher(cipher, key, iv);
    const encrypted = Buffer.concat([making.update(content), making.final()]);
    const parameters = Object.assign(new GcmParameters(), { nonce: exact(iv), icvLength: tagBytes });
    const data = Object.assign(new AuthEnvelopedData(), {
      recipientInfos: [recipient],
      authEncryptedContentInfo: encryptedInfo(cipher, AsnConvert.serialize(parameters), encrypted),
      mac: exact(making.getAuthTag()),
    });
    return wrapped(contentTypes.authEnvelopedData, AsnConvert.serialize(data));
  }
  const making = createCipheriv(cipher.node, key, iv);
  const encrypted = Buffer.concat([making.update(content), making.final()]);
  const data = new EnvelopedData({ version: 0 });
  data.recipientInfos.push(recipient);
  data.encryptedContentInfo = encryptedInfo(cipher, AsnConvert.serialize(new OctetString(exact(iv))), encrypted);
  return wrapped(contentTypes.envelopedData, AsnConvert.serialize(data));
}

function gcmCipher({ keyBytes }: Cipher, key: Buffer, iv: Buffer): CipherGCM {
  const options = { authTagLength: tagBytes };
  return keyBytes === 32
    ? createCipheriv('aes-256-gcm', key, iv, options)
    : createCipheriv('aes-128-gcm', key, iv, options);
}

function encryptedInfo({ oid }: Cipher, parameters: ArrayBuffer, encrypted: Buffer): EncryptedContentInfo {
  return new EncryptedContentInfo({
    contentType: contentTypes.data,
    contentEncryptionAlgorithm: new ContentEncryptionAlgorithmIdentifier({ algorithm: oid, parameters }),
    encryptedContent: new EncryptedContent({ value: new OctetString(exact(encrypted)) }),
  });
}

function wrapped(contentType: string, content: ArrayBuffer): Buffer {
  return Buffer.from(AsnConvert.serialize(new ContentInfo({ contentType, content })));
}

export type Decrypted =
  | { readonly ok: true; readonly content: Buffer; readonly certificate: Certificate; readonly cipher: Cipher }
  /** Told from what anybody can see of it, so nothing is told by it of the key. */
  | { readonly ok: false; readonly why: 'not_for_us' | 'weak' | 'unknown'; readonly detail: string };

export interface Opening {
  readonly identities: readonly Identity[];
  readonly allowsWeak: (name: string) => boolean;
}

/** Throws what the structure is not. */
export function decrypt(contentType: string, content: ArrayBuffer, { identities, allowsWeak }: Opening): Decrypted {
  const isAuthenticated = contentType === contentTypes.authEnvelopedData;
  const data = isAuthenticated
    ? AsnConvert.parse(content, AuthEnvelopedData)
    : AsnConvert.parse(content, EnvelopedData);
  const info = data instanceof AuthEnvelopedData ? data.authEncryptedContentInfo : data.encryptedContentInfo;
  const { algorithm, parameters } = info.contentEncryptionAlgorithm;
  const cipher = cipherOf(algorithm);
  if (cipher === undefined || parameters == null || (cipher.mode === 'gcm') !== isAuthenticated)
    return { ok: false, why: 'unknown', detail: `It is encrypted by ${algorithm}, which is not known.` };
  if (cipher.isWeak && !allowsWeak(cipher.name))
    return {
      ok: false,
      why: 'weak',
      detail: `It is encrypted by ${cipher.name}, which the connection does not allow.`,
    };
  const found = recipientOf([...data.recipientInfos], identities);
  if (found === null)
    return { ok: false, why: 'not_for_us', detail: 'It is encrypted for none of our certificates whose key is there.' };
  const { identity, recipient } = found;
  const encrypted = encryptedOf(info);
  const key = keyOf(recipient, identity, cipher);
  const opened =
    data instanceof AuthEnvelopedData
      ? openedByGcm(data, encrypted, cipher, key)
      : openedByCbc(encrypted, cipher, key, octetsOf(parameters));
  return { ok: true, content: opened, certificate: identity.certificate, cipher };
}

function recipientOf(
  recipients: readonly RecipientInfo[],
  identities: readonly Identity[],
): { readonly identity: Identity; readonly recipient: KeyTransRecipientInfo } | null {
  for (const { ktri } of recipients.slice(0, recipientsMax)) {
    const identity = ktri && identities.find(({ certificate }) => isMeant(certificate, ktri.rid));
    if (ktri !== undefined && identity !== undefined && identity.privateKey.asymmetricKeyType === 'rsa')
      return { identity, recipient: ktri };
  }
  return null;
}

const recipientsMax = 32;

/**
 * Whatever comes out: a key that is none gives bytes that nobody signed. How it failed is not told, for whoever may ask often enough
 * could read with it what was encrypted for us (RFC 3218).
 */
function keyOf(
  { keyEncryptionAlgorithm, encryptedKey }: KeyTransRecipientInfo,
  { privateKey }: Identity,
  cipher: Cipher,
): Buffer {
  const nothing = randomBytes(cipher.keyBytes);
  try {
    const bytes = Buffer.from(encryptedKey.buffer);
    const { algorithm, parameters } = keyEncryptionAlgorithm;
    const key =
      algorithm === keyOids.rsaOaep
        ? privateDecrypt(
            { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: oaepHashOf(parameters) },
            bytes,
          )
        : privateDecrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, bytes);
    return key.length === cipher.keyBytes ? key : nothing;
  } catch {
    return nothing; // See above.
  }
}

function oaepHashOf(parameters: ArrayBuffer | null | undefined): string {
  const { hashAlgorithm } = parameters == null ? new RsaEsOaepParams() : AsnConvert.parse(parameters, RsaEsOaepParams);
  return digestOf(hashAlgorithm.algorithm)?.node ?? 'sha1';
}

function openedByCbc(encrypted: Buffer, cipher: Cipher, key: Buffer, iv: Buffer): Buffer {
  if (iv.length !== cipher.ivBytes || encrypted.length % cipher.blockBytes !== 0) return Buffer.alloc(0);
  const opening = createDecipheriv(cipher.node, key, iv).setAutoPadding(false);
  const bytes = Buffer.concat([opening.update(encrypted), opening.final()]);
  // A padding that is wrong leaves bytes that nobody signed, and is not told from those.
  const padding = bytes.at(-1) ?? 0;
  const isPadded =
    padding > 0 && padding <= cipher.blockBytes && bytes.subarray(-padding).every((byte) => byte === padding);
  return isPadded ? bytes.subarray(0, bytes.length - padding) : bytes;
}

function openedByGcm(data: AuthEnvelopedData, encrypted: Buffer, cipher: Cipher, key: Buffer): Buffer {
  const { parameters } = data.authEncryptedContentInfo.contentEncryptionAlgorithm;
  const { nonce, icvLength } = AsnConvert.parse(parameters ?? new ArrayBuffer(0), GcmParameters);
  const tag = Buffer.from(data.mac);
  if (tag.length !== icvLength || icvLength < 12 || icvLength > tagBytes || data.authAttrs !== undefined)
    return Buffer.alloc(0);
  try {
    const options = { authTagLength: icvLength };
    const opening =
      cipher.keyBytes === 32
        ? createDecipheriv('aes-256-gcm', key, Buffer.from(nonce), options)
        : createDecipheriv('aes-128-gcm', key, Buffer.from(nonce), options);
    opening.setAuthTag(tag);
    return Buffer.concat([opening.update(encrypted), opening.final()]);
  } catch {
    return Buffer.alloc(0); // As with a padding that is wrong.
  }
}

function encryptedOf({ encryptedContent }: EncryptedContentInfo): Buffer {
  if (encryptedContent?.value !== undefined) return Buffer.from(encryptedContent.value.buffer);
  return Buffer.concat((encryptedContent?.constructedValue ?? []).map(({ buffer }) => Buffer.from(buffer)));
}
