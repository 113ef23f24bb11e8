// Certificates of the two sides as they were agreed on. None is looked up or followed to an authority: those that stand in the
// settings are trusted, each in its time, and no other.
import { X509Certificate, createPrivateKey, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  Certificate as CertificateSchema,
  SubjectKeyIdentifier,
  id_ce_subjectKeyIdentifier,
} from '@peculiar/asn1-x509';

export interface Certificate {
  readonly der: Uint8Array;
  /** What it is called by in structures: DER of the issuer's name, and the serial number. */
  readonly issuer: Buffer;
  readonly serial: Buffer;
  readonly keyIdentifier: Buffer | null;
  readonly publicKey: KeyObject;
  /** Milliseconds since 1970. */
  readonly validFrom: number;
  readonly validTo: number;
  /** For people: name and the first digits of its fingerprint. */
  readonly label: string;
}

/** A certificate whose private key is there. */
export interface Identity {
  readonly certificate: Certificate;
  readonly privateKey: KeyObject;
}

/** Null: the text is no certificate. */
export function readCertificate(pem: string): Certificate | null {
  try {
    if (pem.split('-----BEGIN ').length !== 2) return null; // One, and no key beside it.
    const x509 = new X509Certificate(pem);
    const { tbsCertificate } = AsnConvert.parse(x509.raw, CertificateSchema);
    const extension = tbsCertificate.extensions?.find(({ extnID }) => extnID === id_ce_subjectKeyIdentifier);
    const name = /^CN=(.*)$/m.exec(x509.subject)?.[1] ?? x509.subject.replaceAll('\n', ', ');
    return {
      der: x509.raw,
      issuer: Buffer.from(AsnConvert.serialize(tbsCertificate.issuer)),
      serial: Buffer.from(tbsCertificate.serialNumber),
      keyIdentifier:
        extension === undefined
          ? null
          : Buffer.from(AsnConvert.parse(extension.extnValue, SubjectKeyIdentifier).buffer),
      publicKey: x509.publicKey,
      validFrom: x509.validFromDate.getTime(),
      validTo: x509.validToDate.getTime(),
      label: `${name} (${x509.fingerprint256.replaceAll(':', '').slice(0, 12).toLowerCase()})`,
    };
  } catch {
    return null; // What is wrong with it is told by who asked: it is no certificate.
  }
}

/** Null: the text is no private key, or it is locked by a passphrase. */
export function readPrivateKey(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null; // The error may quote the text.
  }
}

export function isValidAt({ validFrom, validTo }: Certificate, now: number): boolean {
  return validFrom <= now && now <= validTo;
}

/** Those of the certificates whose private key is there, in their order. */
export function identitiesOf(certificates: readonly Certificate[], keys: readonly KeyObject[]): readonly Identity[] {
  return certificates.flatMap((certificate) => {
    const wanted = spkiOf(certificate.publicKey);
    const privateKey = keys.find((key) => spkiOfPrivate(key).equals(wanted));
    return privateKey === undefined ? [] : [{ certificate, privateKey }];
  });
}

function spkiOf(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}

function spkiOfPrivate(key: KeyObject): Buffer {
  return spkiOf(createPublicKey(key));
}

interface Named {
  readonly subjectKeyIdentifier?: { readonly buffer: ArrayBuffer } | undefined;
  readonly issuerAndSerialNumber?: { readonly issuer: unknown; readonly serialNumber: ArrayBuffer } | undefined;
}

/** Whether a structure means this certificate. */
export function isMeant({ issuer, serial, keyIdentifier }: Certificate, by: Named): boolean {
  if (by.subjectKeyIdentifier !== undefined)
    return keyIdentifier?.equals(Buffer.from(by.subjectKeyIdentifier.buffer)) === true;
  if (by.issuerAndSerialNumber === undefined) return false;
  const { issuer: name, serialNumber } = by.issuerAndSerialNumber;
  return Buffer.from(serialNumber).equals(serial) && Buffer.from(AsnConvert.serialize(name)).equals(issuer);
}
