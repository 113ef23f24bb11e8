// One attempt: signed, encrypted, sent, and judged by the receipt. Nothing is called done without one.
import { limits } from '#kernel/limits.ts';
import type { Fault, Outgoing, Sent } from '#connectors/connector.ts';
import type { Answer, Exchanged, HttpTransport } from '#connectors/http/transport.ts';
import { fillTemplate } from '#connectors/name-template.ts';
import { cipherNamed, digestNamed } from './cms/algorithms.ts';
import { encryptFor } from './cms/enveloped-data.ts';
import { signDetached } from './cms/signed-data.ts';
import { judgeStatus } from './judge.ts';
import { messageIdOf } from './ids.ts';
import { referenceOf } from './mic.ts';
import type { Entity } from './mime/entity.ts';
import { dispositionOf, readField, writeName } from './mime/fields.ts';
import { writeEntity, writeSigned } from './mime/write.ts';
import { openMessage } from './open-message.ts';
import { broken, isReceipt, meaningOf, readReceipt } from './receipt-read.ts';
import { as2Operation } from './settings.ts';
import type { As2Operation, As2Settings } from './settings.ts';
import { readerOf, signerOf } from './sides.ts';
import type { Sides } from './sides.ts';
import { proofOf } from './take.ts';

export interface Sending {
  readonly connection: string;
  readonly settings: As2Settings;
  readonly sides: Sides;
  readonly transport: HttpTransport;
  readonly timeoutMs: number;
}

interface Request {
  readonly messageId: string;
  readonly reference: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const receiptWithinSeconds = 3_600;

export async function sendMessage(sending: Sending, outgoing: Outgoing, signal: AbortSignal): Promise<Sent> {
  if (signal.aborted) return { kind: 'given_up' };
  const { settings, transport, timeoutMs } = sending;
  const operation = as2Operation(outgoing.settings);
  const made = requestOf(sending, operation, outgoing);
  if ('kind' in made) return made;
  const exchanged = await transport.exchange({
    method: 'POST',
    url: new URL(settings.url ?? ''),
    headers: made.headers,
    body: made.body,
    isRepeatable: true, // The partner knows it again by its Message-ID.
    signal,
    timeoutMs,
    answerBytesMax: limits.as2ReceiptBytesMax,
    showsCertificate: false,
  });
  const sent = judge(sending, operation, made, exchanged);
  // A receipt may come all the same, where it comes by itself.
  return sent.kind === 'unknown' && operation.receipt === 'asynchronous'
    ? { ...sent, reference: made.reference }
    : sent;
}

function requestOf(
  { connection, settings, sides }: Sending,
  operation: As2Operation,
  outgoing: Outgoing,
): Request | Sent {
  const now = Date.now();
  const { ourName, partnerName, receiptUrl = '' } = settings;
  const signer = signerOf(sides, now);
  if (signer === null)
    return misconfigured(
      'None of our certificates is valid today and has its private key.',
      'Give a certificate in ourCertificates that is valid, and its key as the credential privateKey.',
    );
  const named = nameOf(operation, outgoing);
  if (typeof named !== 'string') return { kind: 'refused', fault: { code: 'misconfigured', ...named } };
  const digest = digestNamed(operation.digest ?? 'sha-256');
  if (digest === undefined) throw new Error(`bug: the schema lets ${operation.digest} through`);
  const part = writeEntity(
    {
      'Content-Type': (operation.contentType ?? outgoing.mediaType).replaceAll(/[^\x20-\x7e]/g, ''),
      ...(named !== '' && { 'Content-Disposition': dispositionOf(named) }),
      'Content-Transfer-Encoding': 'binary',
    },
    outgoing.body,
  );
  const signed = writeSigned(part, signDetached(part, signer, digest, now), digest.name);
  const cipher = cipherNamed(operation.encryption ?? 'aes256-cbc');
  let body = signed.body;
  let contentType = signed.contentType;
  if (cipher !== undefined) {
    const reader = readerOf(sides, now);
    if (reader === null)
      return misconfigured(
        'None of the certificates of the partner is valid today and of an RSA key, so nothing can be encrypted for it.',
        'Ask the partner for its certificate and add it to partnerCertificates.',
      );
    body = encryptFor(writeEntity({ 'Content-Type': contentType }, body), reader, cipher);
    const smimeType = cipher.mode === 'gcm' ? 'authEnveloped-data' : 'enveloped-data';
    contentType = `application/pkcs7-mime; smime-type=${smimeType}; name="smime.p7m"`;
  }
  const messageId = messageIdOf(outgoing.id, { connection, ourName });
  return {
    messageId,
    reference: referenceOf(part, digest),
    body,
    headers: {
      'AS2-Version': '1.2',
      'AS2-From': writeName(ourName),
      'AS2-To': writeName(partnerName),
      'Message-ID': messageId,
      'MIME-Version': '1.0',
      Date: new Date(now).toUTCString(),
      ...(operation.subject !== undefined && { Subject: operation.subject }),
      'Content-Type': contentType,
      ...(cipher !== undefined && { 'Content-Transfer-Encoding': 'binary' }),
      'Disposition-Notification-To': settings.receiptUrl ?? `${connection}@${ourName.replaceAll(/[^\w.-]/g, '-')}`,
      'Disposition-Notification-Options': `signed-receipt-protocol=optional, pkcs7-signature; signed-receipt-micalg=optional, ${digest.name}`,
      ...(operation.receipt === 'asynchronous' && { 'Receipt-Delivery-Option': receiptUrl }),
      ...(outgoing.traceparent !== null && { traceparent: outgoing.traceparent }),
    },
  };
}

/** Empty: it has none. */
function nameOf({ fileName }: As2Operation, outgoing: Outgoing): string | Pick<Fault, 'detail' | 'fix'> {
  if (fileName === undefined) return '';
  const filled = fillTemplate(fileName, outgoing, (part) =>
    /[\p{Cc}/\\]/u.test(part) || part.length > nameCharactersMax || !part.isWellFormed() ? null : part,
  );
  return filled.ok ? filled.text : filled;
}

const nameCharactersMax = 200;

function misconfigured(detail: string, fix: string): Sent {
  return { kind: 'later', fault: { code: 'misconfigured', detail, fix } };
}

function judge(sending: Sending, operation: As2Operation, made: Request, exchanged: Exchanged): Sent {
  if (exchanged.kind === 'answered' && exchanged.broken === null) {
    const entity: Entity = { headers: new Map(Object.entries(exchanged.headers)), body: Buffer.from(exchanged.body) };
    if (isMaybeReceipt(entity)) return byReceipt(sending, made, entity);
    if (exchanged.status >= 200 && exchanged.status < 300) return withoutReceipt(operation, made, exchanged);
  }
  return judgeStatus(exchanged, Date.now());
}

function isMaybeReceipt(entity: Entity): boolean {
  const { value } = readField(entity.headers.get('content-type') ?? '');
  return isReceipt(entity) || value === 'multipart/signed' || /pkcs7-mime$/.test(value);
}

function withoutReceipt(
  { receipt, receiptWithinSeconds: within }: As2Operation,
  { reference }: Request,
  { status }: Answer,
): Sent {
  if (receipt !== 'asynchronous')
    return broken(
      `The partner answered ${status} without a receipt, so nobody knows whether it took the message.`,
      'receipt_missing',
    );
  const seconds = within ?? receiptWithinSeconds;
  return {
    kind: 'awaited',
    detail: `The partner answered ${status}, and its receipt has not come yet.`,
    fix: `Wait for it: after ${seconds} s the message is sent again under the same Message-ID, by which the partner knows it.`,
    reference,
    withinMs: seconds * 1_000,
  };
}

function byReceipt({ sides, settings }: Sending, { messageId, reference }: Request, entity: Entity): Sent {
  const { identities, partners } = sides;
  const allowsWeak = (name: string): boolean => settings.acceptsWeak?.includes(name) === true;
  const opened = openMessage(entity, { identities, partners, allowsWeak, now: Date.now() });
  if (!opened.ok) return broken(`The receipt of the partner proves nothing: ${opened.detail}`, 'receipt_signature');
  const receipt = readReceipt(opened.entity);
  const sent = meaningOf(receipt, { messageId, reference });
  const { signedBy } = opened;
  if (signedBy === null) {
    // A no needs no proof: whoever forges it only delays what is sent.
    if (sent.kind === 'refused' || sent.kind === 'later') return sent;
    return broken('The receipt of the partner is not signed, so it proves nothing.', 'receipt_unsigned');
  }
  if (sent.kind !== 'done' && sent.kind !== 'refused') return sent;
  const proof = proofOf(entity, {
    key: `${messageId} receipt`,
    original: messageId,
    signedBy: signedBy.certificate.label,
  });
  return { ...sent, answer: proof };
}
