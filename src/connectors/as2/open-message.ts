// What came, taken out of its layers: encrypted, compressed, signed, in whichever order (RFC 4130, 5402). What is said of a message
// that was encrypted and whose sender is not proven is always the same: from more, somebody who sends again and again what he
// caught on the way could read it.
import { ContentInfo } from '@peculiar/asn1-cms';
import { AsnConvert } from '@peculiar/asn1-schema';
import { limits } from '#kernel/limits.ts';
import type { Digest } from './cms/algorithms.ts';
import type { Certificate, Identity } from './cms/certificates.ts';
import { unpack } from './cms/compressed-data.ts';
import { exact } from './cms/encoding.ts';
import { decrypt } from './cms/enveloped-data.ts';
import { readSigned, verifySigned } from './cms/signed-data.ts';
import { contentTypes } from './cms/structures.ts';
import { MimeProblem, decoded, partsOf, readEntity, withLineEnds } from './mime/entity.ts';
import type { Entity } from './mime/entity.ts';
import { readField } from './mime/fields.ts';

/** Modifiers of dispositions (RFC 4130 §7.4). */
export type ErrorName =
  | 'authentication-failed'
  | 'decompression-failed'
  | 'decryption-failed'
  | 'insufficient-message-security'
  | 'unexpected-processing-error';

export interface OpenedMessage {
  readonly ok: true;
  /** The document itself. */
  readonly entity: Entity;
  readonly signedBy: { readonly certificate: Certificate; readonly digest: Digest } | null;
  readonly isEncrypted: boolean;
  /** Of what the receipt names the digest. */
  readonly micContent: Buffer;
}

export type Opened =
  | OpenedMessage
  | {
      readonly ok: false;
      readonly error: ErrorName;
      /** For the owner of the connection, not for the sender. */
      readonly detail: string;
    };

export interface Knowing {
  readonly identities: readonly Identity[];
  readonly partners: readonly Certificate[];
  readonly allowsWeak: (name: string) => boolean;
  readonly now: number;
}

interface State {
  signedBy: OpenedMessage['signedBy'];
  isEncrypted: boolean;
  isCompressed: boolean;
  micContent: Buffer | null;
}

class Refused extends Error {
  readonly error: ErrorName;

  constructor(error: ErrorName, detail: string) {
    super(detail);
    this.error = error;
  }
}

export function openMessage(outer: Entity, knowing: Knowing): Opened {
  const state: State = { signedBy: null, isEncrypted: false, isCompressed: false, micContent: null };
  try {
    let entity = outer;
    let whole: Buffer | null = null;
    for (let layers = 0; ; layers += 1) {
      if (layers > limits.as2LayersMax) throw new Refused('unexpected-processing-error', 'It has too many layers.');
      const inner = innerOf(entity, state, knowing);
      if (inner === null) break;
      whole = inner;
      entity = readEntity(inner);
    }
    const { signedBy, isEncrypted, isCompressed } = state;
    // Without a signature: with its headers where something was around it, else without (RFC 4130 §7.3.1, RFC 5402 §5).
    const unsigned = whole !== null && (isEncrypted || isCompressed) ? whole : entity.body;
    return { ok: true, entity, signedBy, isEncrypted, micContent: state.micContent ?? unsigned };
  } catch (error) {
    const hides = state.isEncrypted && state.signedBy === null;
    const told: ErrorName = error instanceof Refused ? error.error : 'unexpected-processing-error';
    return {
      ok: false,
      error: hides ? 'authentication-failed' : told,
      detail: detailOf(error),
    };
  }
}

function detailOf(error: unknown): string {
  if (error instanceof Refused || error instanceof MimeProblem) return error.message;
  return 'It is not built as a message of AS2 is.'; // The library of ASN.1 says it in words of its own.
}

/** The bytes of the entity within; null: it is the document itself. */
function innerOf(entity: Entity, state: State, knowing: Knowing): Buffer | null {
  const { value, parameters } = readField(entity.headers.get('content-type') ?? '');
  if (value === 'multipart/signed') return signedPart(entity, parameters['boundary'] ?? '', state, knowing);
  if (value !== 'application/pkcs7-mime' && value !== 'application/x-pkcs7-mime') return null;
  const { contentType, content } = AsnConvert.parse(exact(decoded(entity)), ContentInfo);
  switch (contentType) {
    case contentTypes.envelopedData:
    case contentTypes.authEnvelopedData: {
      if (state.isEncrypted || state.signedBy !== null)
        throw new Refused('unexpected-processing-error', 'It is encrypted inside of what is encrypted or signed.');
      const opened = decrypt(contentType, content, knowing);
      if (!opened.ok)
        throw new Refused(opened.why === 'weak' ? 'insufficient-message-security' : 'decryption-failed', opened.detail);
      state.isEncrypted = true;
      return opened.content;
    }
    case contentTypes.compressedData: {
      if (state.isCompressed) throw new Refused('unexpected-processing-error', 'It is compressed twice.');
      const unpacked = unpack(content, limits.as2UnpackedBytesMax);
      if (!unpacked.ok) throw new Refused('decompression-failed', unpacked.detail);
      state.isCompressed = true;
      return unpacked.content;
    }
    case contentTypes.signedData: {
      const { signed, inner } = readSigned(content);
      if (inner === null) throw new Refused('authentication-failed', 'It is a signature of nothing.');
      noteSigned(state, knowing, signed, [inner]);
      return inner;
    }
    default:
      throw new Refused('unexpected-processing-error', `It holds ${contentType}, which is not known.`);
  }
}

function signedPart({ body }: Entity, boundary: string, state: State, knowing: Knowing): Buffer {
  const [part, second, ...more] = partsOf(body, boundary);
  if (part === undefined || second === undefined || more.length > 0)
    throw new Refused('authentication-failed', 'What is signed has not two parts: the document and its signature.');
  const { contentType, content } = AsnConvert.parse(exact(decoded(readEntity(second))), ContentInfo);
  if (contentType !== contentTypes.signedData) throw new Refused('authentication-failed', 'Its signature is none.');
  noteSigned(state, knowing, readSigned(content).signed, [part, withLineEnds(part)]);
  return part;
}

/** The first form of the content that the signature is of. */
function noteSigned(
  state: State,
  { partners, allowsWeak, now }: Knowing,
  signed: Parameters<typeof verifySigned>[0],
  forms: readonly Buffer[],
): void {
  if (state.signedBy !== null) throw new Refused('unexpected-processing-error', 'It is signed twice.');
  let problem = '';
  for (const form of forms) {
    const verification = verifySigned(signed, form, { certificates: partners, allowsWeak, now });
    if (verification.ok) {
      state.signedBy = verification;
      state.micContent = form;
      return;
    }
    problem ||= verification.detail;
  }
  throw new Refused('authentication-failed', problem);
}
