// What the partner sends: a document, answered with a receipt, or the receipt of one of ours. Pure but for what the cryptography draws.
import { createHash, randomUUID } from 'node:crypto';
import type { Pushed, PushedAnswer, RawMessage, Taken } from '#connectors/connector.ts';
import { originOf } from '#connectors/network/target.ts';
import { deliveryOf, messageIdOf } from './ids.ts';
import { micOf } from './mic.ts';
import { decoded } from './mime/entity.ts';
import type { Entity } from './mime/entity.ts';
import { fileNameIn, oneLine, readMessageId, readName, writeName } from './mime/fields.ts';
import { writeEntity } from './mime/write.ts';
import { openMessage } from './open-message.ts';
import type { ErrorName, OpenedMessage } from './open-message.ts';
import { isReceipt, meaningOf, readReceipt } from './receipt-read.ts';
import { micDigest, wantedDigest, writeReceipt } from './receipt-write.ts';
import { as2Settings } from './settings.ts';
import type { As2Settings } from './settings.ts';
import { sidesOf, signerOf } from './sides.ts';
import type { Sides } from './sides.ts';

interface Taking {
  readonly pushed: Pushed;
  readonly settings: As2Settings;
  readonly sides: Sides;
  readonly messageId: string;
}

export function takeMessage(pushed: Pushed): Taken {
  const { headers, body, credentials, now } = pushed;
  const settings = as2Settings(pushed.settings);
  const from = readName(headers['as2-from']);
  const to = readName(headers['as2-to']);
  if (from !== settings.partnerName || to !== settings.ourName)
    return {
      kind: 'refused',
      detail: `It is from “${oneLine(from, 128)}” to “${oneLine(to, 128)}”, and the names agreed on are “${settings.partnerName}” and “${settings.ourName}”.`,
    };
  const messageId = readMessageId(headers['message-id']);
  if (messageId === null)
    return { kind: 'refused', detail: 'It has no Message-ID, so it could not be known when it comes again.' };
  const taking: Taking = { pushed, settings, sides: sidesOf(settings, credentials), messageId };
  const { sides } = taking;
  const allowsWeak = (name: string): boolean => settings.acceptsWeak?.includes(name) === true;
  const outer: Entity = {
    headers: entityHeaders(headers),
    body: Buffer.from(body.buffer, body.byteOffset, body.length),
  };
  const { identities, partners } = sides;
  const opened = openMessage(outer, { identities, partners, allowsWeak, now });
  if (!opened.ok) return refused(taking, opened.error, opened.detail);
  if (isReceipt(opened.entity)) return takenReceipt(taking, opened, outer);
  if (opened.signedBy === null)
    return refused(taking, 'insufficient-message-security', 'It is not signed, so nobody knows who sent it.');
  if (!opened.isEncrypted && settings.acceptsUnencrypted !== true)
    return refused(
      taking,
      'insufficient-message-security',
      'It is not encrypted: set acceptsUnencrypted if it need not be.',
    );
  const wanted = headers['receipt-delivery-option']?.trim();
  if (wanted !== undefined && !isAgreed(wanted, settings))
    return refused(
      taking,
      'unexpected-processing-error',
      `It wants its receipt sent to ${oneLine(originOf(wanted), 200)}, which is not agreed on: add that to receiptOrigins.`,
    );
  return takenDocument(taking, opened);
}

function takenDocument(taking: Taking, opened: OpenedMessage): Taken {
  const { pushed, settings, messageId } = taking;
  const { entity, signedBy, micContent } = opened;
  let body: Buffer;
  try {
    body = decoded(entity);
  } catch {
    return refused(
      taking,
      'unexpected-processing-error',
      'Its content is encoded for transfer in a way that is not known.',
    );
  }
  const digest = micDigest(wantedDigest(pushed.headers['disposition-notification-options']), signedBy?.digest ?? null);
  const mic = micOf(micContent, digest);
  const contentType = entity.headers.get('content-type') ?? 'application/octet-stream';
  const fileName = fileNameIn(entity.headers.get('content-disposition'), contentType);
  const { subject } = pushed.headers;
  const message: RawMessage = {
    key: keyOf(settings.partnerName, messageId, body),
    body,
    mediaType: mediaTypeOf(contentType),
    about: {
      as2From: settings.partnerName,
      as2To: settings.ourName,
      messageId,
      mic,
      ...(signedBy !== null && { signedBy: signedBy.certificate.label }),
      ...(fileName !== null && { fileName }),
      ...(subject !== undefined && { subject: oneLine(subject, 200) }),
    },
  };
  const answer = receiptFor(taking, { error: null, mic });
  return { kind: 'taken', messages: [message], ...(answer !== null && { answer }) };
}

/** Another document under an id that was used before is another message: nothing is lost because a partner counts wrong. */
function keyOf(partner: string, messageId: string, body: Buffer): string {
  const hash = createHash('sha256').update(body).digest('hex');
  const key = `${partner} ${messageId} ${hash.slice(0, 16)}`;
  return key.length <= keyCharactersMax ? key : createHash('sha256').update(key).digest('hex');
}

const keyCharactersMax = 512;

function mediaTypeOf(contentType: string): string {
  const text = oneLine(contentType, 200);
  return /^[\w.+-]+\/[\w.+-]+/.test(text) ? text : 'application/octet-stream';
}

/** A receipt is answered by none. */
function takenReceipt(
  { pushed, settings, messageId }: Taking,
  { entity, signedBy }: OpenedMessage,
  outer: Entity,
): Taken {
  if (signedBy === null)
    return { kind: 'refused', detail: 'It is a receipt that nobody has signed, so it proves nothing.' };
  const receipt = readReceipt(entity);
  const original = receipt?.originalMessageId ?? null;
  const of = { connection: pushed.connection, ourName: settings.ourName };
  const id = original === null ? null : deliveryOf(original, of);
  if (receipt === null || original === null)
    return {
      kind: 'refused',
      detail: 'It is a receipt that cannot be read, or that does not say for which message it is.',
    };
  const proof = proofOf(outer, {
    key: keyOf(settings.partnerName, messageId, outer.body),
    original,
    signedBy: signedBy.certificate.label,
  });
  if (id === null) return { kind: 'taken', messages: [proof] };
  return {
    kind: 'taken',
    messages: [proof],
    receipts: [{ id, judge: (reference) => meaningOf(receipt, { messageId: messageIdOf(id, of), reference }) }],
  };
}

/** As it came, with what its signature is read by: it proves to anybody what the partner said. */
export function proofOf(
  { headers, body }: Entity,
  { key, original, signedBy }: { readonly key: string; readonly original: string; readonly signedBy: string },
): RawMessage {
  const type = oneLine(headers.get('content-type') ?? '', 1_000);
  return {
    key,
    body: writeEntity({ 'Content-Type': type }, body),
    mediaType: 'message/rfc822',
    about: { receiptFor: original, signedBy },
    isProof: true,
  };
}

function refused(taking: Taking, error: ErrorName, detail: string): Taken {
  const answer = receiptFor(taking, { error, mic: null });
  // Nothing is sent anywhere for who is not known: the answer goes to who asked.
  return { kind: 'refused', detail, ...(answer !== null && { answer: { ...answer, to: null } }) };
}

/** Null: the sender wants none. */
function receiptFor(
  { pushed, settings, sides, messageId }: Taking,
  { error, mic }: { readonly error: ErrorName | null; readonly mic: string | null },
): PushedAnswer | null {
  const { headers, now } = pushed;
  if (headers['disposition-notification-to'] === undefined) return null;
  const wanted = wantedDigest(headers['disposition-notification-options']);
  const { ourName, partnerName } = settings;
  const facts = { messageId, recipient: ourName, error, mic };
  const signer = signerOf(sides, now);
  const { contentType, body } = writeReceipt(facts, wanted === null ? null : micDigest(wanted, null), signer, now);
  return {
    headers: {
      'AS2-Version': '1.2',
      'AS2-From': writeName(ourName),
      'AS2-To': writeName(partnerName),
      'Message-ID': messageIdOf(`receipt-${randomUUID()}`, { connection: pushed.connection, ourName }),
      'MIME-Version': '1.0',
      'Content-Type': contentType,
    },
    body,
    to: headers['receipt-delivery-option']?.trim() ?? null,
  };
}

/** Whoever could choose the address would have us call whom he likes, with a signature of ours. */
function isAgreed(address: string, { url, receiptOrigins = [] }: As2Settings): boolean {
  if (!URL.canParse(address) || !/^https?:\/\//i.test(address)) return false;
  const agreed = [...(url === undefined ? [] : [url]), ...receiptOrigins].map(originOf);
  return agreed.includes(originOf(address));
}

function entityHeaders(headers: Pushed['headers']): ReadonlyMap<string, string> {
  const names = ['content-type', 'content-transfer-encoding', 'content-disposition'];
  return new Map(names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]] as const])));
}
