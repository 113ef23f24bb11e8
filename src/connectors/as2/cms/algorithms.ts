// Which algorithms are spoken, by the names of AS2 and the object identifiers of CMS. Pure.

export interface Digest {
  /** As in `micalg` and Received-Content-MIC. */
  readonly name: string;
  readonly oid: string;
  /** As Node calls it. */
  readonly node: string;
  /** Broken, or so short that it will be: read only where the connection says so. */
  readonly isWeak: boolean;
}

export const digests: readonly Digest[] = [
  { name: 'sha-256', oid: '2.16.840.1.101.3.4.2.1', node: 'sha256', isWeak: false },
  { name: 'sha-384', oid: '2.16.840.1.101.3.4.2.2', node: 'sha384', isWeak: false },
  { name: 'sha-512', oid: '2.16.840.1.101.3.4.2.3', node: 'sha512', isWeak: false },
  { name: 'sha1', oid: '1.3.14.3.2.26', node: 'sha1', isWeak: true },
];

/** `SHA256`, `sha-256` and `sha_256` are the same. */
export function digestNamed(name: string): Digest | undefined {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return digests.find((one) => plain(one.name) === plain(name));
}

export function digestOf(oid: string): Digest | undefined {
  return digests.find((one) => one.oid === oid);
}

export interface Cipher {
  readonly name: string;
  readonly oid: string;
  readonly node: string;
  readonly keyBytes: number;
  readonly ivBytes: number;
  readonly blockBytes: number;
  readonly mode: 'cbc' | 'gcm';
  readonly isWeak: boolean;
}

const aes = { blockBytes: 16, isWeak: false };
export const ciphers: readonly Cipher[] = [
  {
    ...aes,
    name: 'aes256-cbc',
    oid: '2.16.840.1.101.3.4.1.42',
    node: 'aes-256-cbc',
    keyBytes: 32,
    ivBytes: 16,
    mode: 'cbc',
  },
  {
    ...aes,
    name: 'aes192-cbc',
    oid: '2.16.840.1.101.3.4.1.22',
    node: 'aes-192-cbc',
    keyBytes: 24,
    ivBytes: 16,
    mode: 'cbc',
  },
  {
    ...aes,
    name: 'aes128-cbc',
    oid: '2.16.840.1.101.3.4.1.2',
    node: 'aes-128-cbc',
    keyBytes: 16,
    ivBytes: 16,
    mode: 'cbc',
  },
  {
    ...aes,
    name: 'aes256-gcm',
    oid: '2.16.840.1.101.3.4.1.46',
    node: 'aes-256-gcm',
    keyBytes: 32,
    ivBytes: 12,
    mode: 'gcm',
  },
  {
    ...aes,
    name: 'aes128-gcm',
    oid: '2.16.840.1.101.3.4.1.6',
    node: 'aes-128-gcm',
    keyBytes: 16,
    ivBytes: 12,
    mode: 'gcm',
  },
  {
    name: '3des',
    oid: '1.2.840.113549.3.7',
    node: 'des-ede3-cbc',
    keyBytes: 24,
    ivBytes: 8,
    blockBytes: 8,
    mode: 'cbc',
    isWeak: true,
  },
];

export function cipherOf(oid: string): Cipher | undefined {
  return ciphers.find((one) => one.oid === oid);
}

export function cipherNamed(name: string): Cipher | undefined {
  return ciphers.find((one) => one.name === name);
}

/** Of keys and signatures. */
export const keyOids = {
  rsa: '1.2.840.113549.1.1.1',
  rsaOaep: '1.2.840.113549.1.1.7',
  rsaPss: '1.2.840.113549.1.1.10',
  rsaSha1: '1.2.840.113549.1.1.5',
  rsaSha256: '1.2.840.113549.1.1.11',
  rsaSha384: '1.2.840.113549.1.1.12',
  rsaSha512: '1.2.840.113549.1.1.13',
  ecdsaSha1: '1.2.840.10045.4.1',
  ecdsaSha256: '1.2.840.10045.4.3.2',
  ecdsaSha384: '1.2.840.10045.4.3.3',
  ecdsaSha512: '1.2.840.10045.4.3.4',
} as const;
