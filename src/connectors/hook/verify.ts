// Whether a pushed message is from whom it says. Everything that could match is compared, each in constant time, so how long it
// takes tells nothing. While a secret is being replaced, the one before it counts too.
import { createHash, createPublicKey, timingSafeEqual, verify as verifySignature } from 'node:crypto';
import { limits } from '#kernel/limits.ts';
import type { Pushed } from '#connectors/connector.ts';
import type { HmacProof, ProofSettings } from './proof.ts';
import { mac, signedBytes } from './scheme.ts';
import type { SignedParts, SigningScheme } from './scheme.ts';

export interface Received extends Pick<Pushed, 'headers' | 'body' | 'now' | 'credentials'> {
  /** As the sender knows it. */
  readonly url: string;
}

/** Null: it is. Otherwise why not, for the owner; holds no secret and nothing of the message. */
export function proofProblem(proof: ProofSettings, received: Received): string | null {
  switch (proof.kind) {
    case 'standard_webhooks':
      return standardProblem(proof, received);
    case 'hmac':
      return hmacProblem(proof, received);
    case 'basic': {
      const wanted = secretsOf(received, 'password').map((password) => basic(`${proof.username}:${password}`));
      return textProblem(received, 'authorization', wanted);
    }
    case 'bearer':
      return textProblem(
        received,
        'authorization',
        secretsOf(received, 'token').map((token) => `Bearer ${token}`),
      );
    case 'api_key':
      return textProblem(received, proof.header, secretsOf(received, 'apiKey'));
  }
}

function basic(pair: string): string {
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

function secretsOf({ credentials }: Received, name: string): readonly string[] {
  return [credentials[name], credentials[`${name}.previous`]].filter(
    (secret) => secret !== undefined && secret !== '',
  ) as string[]; // Filtered here.
}

function textProblem({ headers }: Received, header: string, wanted: readonly string[]): string | null {
  const given = headers[header.toLowerCase()];
  if (given === undefined) return `It came without the header ${header}.`;
  const normal = given.replace(/^(basic|bearer) +/i, (scheme) => (/^basic/i.test(scheme) ? 'Basic ' : 'Bearer '));
  // Digests have one length, so not even that is told.
  return anyEqual(wanted.map(digest), [digest(normal)]) ? null : `The header ${header} holds another secret.`;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function hmacProblem(proof: HmacProof, received: Received): string | null {
  const { header, prefix = '', separator, timestampHeader, timestampPrefix, idHeader, encoding = 'base64' } = proof;
  const value = received.headers[header.toLowerCase()];
  if (value === undefined) return `It came without the header ${header}.`;
  const parts = separator === undefined ? [value] : value.split(separator).map((part) => part.trim());
  const signatures = parts.filter((part) => part.startsWith(prefix)).map((part) => part.slice(prefix.length));
  if (signatures.length === 0) return `The header ${header} holds no signature that begins with “${prefix}”.`;
  const timestamp =
    timestampPrefix === undefined
      ? timestampHeader === undefined
        ? null
        : received.headers[timestampHeader.toLowerCase()]
      : parts.find((part) => part.startsWith(timestampPrefix))?.slice(timestampPrefix.length);
  if (timestamp === undefined) return 'It came without the time at which it was signed.';
  if (timestamp !== null) {
    const problem = timeProblem(instantOf(timestamp, proof.timestampIn ?? 'seconds'), received.now, proof.toleranceMs);
    if (problem !== null) return problem;
  }
  const id = idHeader === undefined ? '' : received.headers[idHeader.toLowerCase()];
  if (id === undefined) return `It came without the header ${idHeader}.`;
  const signed = { timestamp: timestamp ?? '', id, url: received.url, method: 'POST', body: received.body };
  if (signatures.length > signaturesMax) return tooManySignatures;
  const wanted = macsOf(secretsOf(received, 'secret'), proof, signed);
  if (wanted === null) return unreadable(proof.secret ?? 'text');
  const given = signatures.map((text) => Buffer.from(text, encoding));
  return anyEqual(wanted, given)
    ? null
    : `The signature in the header ${header} is not that of this message and secret.`;
}

function standardProblem(proof: ProofSettings & { kind: 'standard_webhooks' }, received: Received): string | null {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': header } = received.headers;
  for (const [name, value] of [
    ['webhook-id', id],
    ['webhook-timestamp', timestamp],
    ['webhook-signature', header],
  ] as const)
    if (value === undefined || value === '') return `It came without the header ${name}.`;
  const problem = timeProblem(instantOf(timestamp ?? '', 'seconds'), received.now, proof.toleranceMs);
  if (problem !== null) return problem;
  const parts: SignedParts = { id: id ?? '', timestamp: timestamp ?? '', url: '', method: '', body: received.body };
  const over = '{id}.{timestamp}.{body}';
  const signatures = (header ?? '').split(' ').map((part) => part.split(','));
  if (signatures.length > signaturesMax) return tooManySignatures;
  const given = (version: string): Buffer[] =>
    signatures.filter(([scheme]) => scheme === version).map(([, text = '']) => Buffer.from(text, 'base64'));
  const secrets = secretsOf(received, 'secret').map((secret) => secret.replace(/^whsec_/, ''));
  const wanted = macsOf(secrets, { header: '', over, secret: 'base64' }, parts);
  if (wanted === null) return unreadable('base64');
  const isSigned = anyEqual(wanted, given('v1'));
  const isSignedPublicly = (proof.publicKeys ?? []).some((key) =>
    given('v1a').some((signature) => isOfKey(key, signedBytes(over, parts), signature)),
  );
  return isSigned || isSignedPublicly ? null : 'No signature in webhook-signature is that of this message and secret.';
}

/** A sender has few secrets; whoever sends more signatures wants us busy. */
const signaturesMax = 16;
const tooManySignatures = `It came with more than ${signaturesMax} signatures.`;

/** Null: a secret cannot be read, so nothing is told from anything. */
function macsOf(secrets: readonly string[], scheme: SigningScheme, parts: SignedParts): readonly Buffer[] | null {
  const macs = secrets.map((secret) => mac(scheme, secret, parts));
  return macs.every((one) => one !== null) ? macs : null;
}

function unreadable(form: string): string {
  return `The secret of the connection is not written as ${form}: replace it, or correct “secret” of the proof.`;
}

/** DER before the 32 bytes of an ed25519 key (RFC 8410). */
const ed25519Prefix = Buffer.from('302a300506032b6570032100', 'hex');

function isOfKey(publicKey: string, message: Buffer, signature: Buffer): boolean {
  const raw = Buffer.from(publicKey.slice('whpk_'.length), 'base64');
  const key = createPublicKey({ key: Buffer.concat([ed25519Prefix, raw]), format: 'der', type: 'spki' });
  return verifySignature(null, message, key, signature);
}

function anyEqual(wanted: readonly Buffer[], given: readonly Buffer[]): boolean {
  let isEqual = false;
  for (const one of wanted)
    for (const other of given) if (one.length === other.length && timingSafeEqual(one, other)) isEqual = true;
  return isEqual;
}

function instantOf(text: string, unit: 'seconds' | 'milliseconds' | 'iso'): number | null {
  if (unit === 'iso') {
    const instant = /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
    return Number.isNaN(instant) ? null : instant;
  }
  if (!/^\d{1,14}$/.test(text)) return null;
  return Number(text) * (unit === 'seconds' ? 1_000 : 1);
}

function timeProblem(instant: number | null, now: number, toleranceMs = limits.webhookToleranceMs): string | null {
  if (instant === null) return 'The time at which it was signed is not to be read.';
  const ageMs = now - instant;
  if (Math.abs(ageMs) <= toleranceMs) return null;
  const seconds = Math.round(Math.abs(ageMs) / 1_000);
  return `It was signed ${seconds} s ${ageMs > 0 ? 'ago' : 'ahead'}; ${toleranceMs / 1_000} s are the most. Is a clock wrong, or was it sent again by somebody else?`;
}
