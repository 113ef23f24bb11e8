// Receipts (message disposition notifications, RFC 3798 and RFC 4130 §7) as they are written.
import { digestNamed, digests } from './cms/algorithms.ts';
import type { Digest } from './cms/algorithms.ts';
import type { Identity } from './cms/certificates.ts';
import { signDetached } from './cms/signed-data.ts';
import { oneLine } from './mime/fields.ts';
import { newBoundary, writeEntity, writeSigned } from './mime/write.ts';
import type { Written } from './mime/write.ts';
import type { ErrorName } from './open-message.ts';

export interface ReceiptFacts {
  /** Of the message, as it came. */
  readonly messageId: string;
  /** Who received it. */
  readonly recipient: string;
  /** Null: it was taken. */
  readonly error: ErrorName | null;
  /** Null: its content was not seen. */
  readonly mic: string | null;
}

/** How the sender wants its receipt signed; null: it does not. */
export function wantedDigest(options = ''): Digest | 'any' | null {
  // name=importance, value, value; name=…
  const wishes = new Map(
    options.split(';').map((wish) => {
      const [name = '', values = ''] = wish.split('=');
      return [name.trim().toLowerCase(), values.split(',').slice(1)] as const;
    }),
  );
  if (!wishes.has('signed-receipt-protocol')) return null;
  const named = (wishes.get('signed-receipt-micalg') ?? []).flatMap((name) => digestNamed(name) ?? []);
  // The strongest is not always asked for first.
  return named.find((one) => !one.isWeak) ?? named[0] ?? 'any';
}

export function writeReceipt(
  facts: ReceiptFacts,
  digest: Digest | null,
  identity: Identity | null,
  now: number,
): Written {
  const report = writeReport(facts);
  const whole = writeEntity({ 'Content-Type': report.contentType }, report.body);
  if (digest === null || identity === null) return report;
  return writeSigned(whole, signDetached(whole, identity, digest, now), digest.name);
}

function writeReport({ messageId, recipient, error, mic }: ReceiptFacts): Written {
  const boundary = newBoundary();
  const name = oneLine(recipient, 128);
  const id = oneLine(messageId, 600);
  const disposition = error === null ? 'processed' : `processed/error: ${error}`;
  const said =
    error === null
      ? `The message ${id} to ${name} was received, verified and stored.`
      : `The message ${id} to ${name} was not taken: ${error}. Its receiver was told why.`;
  const lines = [
    `--${boundary}`,
    'Content-Type: text/plain; charset=us-ascii',
    'Content-Transfer-Encoding: 7bit',
    '',
    said,
    '',
    `--${boundary}`,
    'Content-Type: message/disposition-notification',
    'Content-Transfer-Encoding: 7bit',
    '',
    'Reporting-UA: Crossdock',
    `Original-Recipient: rfc822; ${name}`,
    `Final-Recipient: rfc822; ${name}`,
    `Original-Message-ID: ${id}`,
    `Disposition: automatic-action/MDN-sent-automatically; ${disposition}`,
    ...(mic === null ? [] : [`Received-Content-MIC: ${mic}`]),
    '',
    `--${boundary}--`,
    '',
  ];
  return {
    contentType: `multipart/report; report-type=disposition-notification; boundary="${boundary}"`,
    body: Buffer.from(lines.join('\r\n'), 'latin1'),
  };
}

/** Of the digest that is asked for, else of that of the signature, else SHA-256. */
export function micDigest(wanted: Digest | 'any' | null, signed: Digest | null): Digest {
  if (wanted !== null && wanted !== 'any') return wanted;
  const [usual] = digests;
  const chosen = signed ?? usual;
  if (chosen === undefined) throw new Error('bug: no digest is known');
  return chosen;
}
