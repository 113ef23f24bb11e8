// Receipts as they come, and what they mean for what was sent. Pure.
import { limits } from '#kernel/limits.ts';
import type { Fault, Sent } from '#connectors/connector.ts';
import { compareMic } from './mic.ts';
import { MimeProblem, decoded, partsOf, readEntity } from './mime/entity.ts';
import type { Entity } from './mime/entity.ts';
import { oneLine, readField, readMessageId } from './mime/fields.ts';

export interface Receipt {
  readonly originalMessageId: string | null;
  /** `processed`, `failed`, in lower case. */
  readonly type: string;
  /** `error`, `warning`, `failure`; null: all is well. */
  readonly modifier: string | null;
  /** `decryption-failed`, or words of theirs. */
  readonly reason: string;
  readonly mic: string | undefined;
}

export function isReceipt(entity: Entity): boolean {
  const { value, parameters } = readField(entity.headers.get('content-type') ?? '');
  return value === 'multipart/report' || (value === 'multipart/mixed' && parameters['report-type'] !== undefined);
}

/** Null: it is no receipt that can be read. */
export function readReceipt(entity: Entity): Receipt | null {
  try {
    if (entity.body.length > limits.as2ReceiptBytesMax) return null;
    const { parameters } = readField(entity.headers.get('content-type') ?? '');
    for (const bytes of partsOf(entity.body, parameters['boundary'] ?? '')) {
      const part = readEntity(bytes);
      if (readField(part.headers.get('content-type') ?? '').value === 'message/disposition-notification')
        return receiptIn(decoded(part));
    }
    return null;
  } catch (error) {
    if (error instanceof MimeProblem) return null;
    throw error;
  }
}

function receiptIn(body: Buffer): Receipt | null {
  const text = Buffer.concat([body, Buffer.from('\r\n\r\n')]);
  const { headers } = readEntity(text);
  // action-mode/sending-mode; type/modifier: reason
  const [, type, modifier, reason = ''] =
    /^[^;]*;\s*([a-z-]+)\s*(?:\/\s*([a-z-]+)\s*(?:[:;]\s*(.*))?)?/i.exec(headers.get('disposition') ?? '') ?? [];
  if (type === undefined) return null;
  return {
    originalMessageId: readMessageId(headers.get('original-message-id')),
    type: type.toLowerCase(),
    modifier: modifier?.toLowerCase() ?? null,
    reason: oneLine(reason || (headers.get('failure') ?? headers.get('error') ?? ''), 200),
    mic: headers.get('received-content-mic'),
  };
}

/** What a receipt whose signature was verified means for the message of this id and these digests. */
export function meaningOf(
  receipt: Receipt | null,
  sent: { readonly messageId: string; readonly reference: string },
): Sent {
  if (receipt === null) return broken('What the partner sent as a receipt cannot be read.', 'receipt_unreadable');
  const { originalMessageId, type, modifier, reason, mic } = receipt;
  if (originalMessageId !== sent.messageId)
    return broken(
      `The receipt is for another message, ${oneLine(originalMessageId ?? 'without an id', 200)}.`,
      'receipt_of_another',
    );
  if (
    type !== 'processed' ||
    modifier === 'error' ||
    modifier === 'failure' ||
    (modifier !== null && modifier !== 'warning')
  )
    return refusal(type, modifier, reason);
  const compared = compareMic(mic, sent.reference);
  // A warning may be that it has the message already; then it need not look into it again.
  if (compared === 'same' || (compared === 'missing' && modifier === 'warning')) return { kind: 'done' };
  return {
    kind: 'refused',
    fault: {
      code: 'broken_answer',
      cause: compared === 'missing' ? 'mic_missing' : 'mic_mismatch',
      detail:
        compared === 'missing'
          ? 'The partner says that it processed the message, and not which: its receipt has no MIC.'
          : 'The partner says that it processed the message, but its MIC is of other bytes than those that were sent.',
      fix: 'Compare with the partner what it has. If it has nothing of use, skip this delivery and send it again: that has a Message-ID of its own.',
    },
  };
}

function refusal(type: string, modifier: string | null, reason: string): Sent {
  const cause = (reason || `${type}${modifier === null ? '' : `/${modifier}`}`).slice(0, 100);
  const known = reason.toLowerCase();
  // Its certificates or ours are not those of the other: what waits goes out by itself when they are.
  const isKey = /^(?:authentication|decryption)-failed/.test(known);
  if (known.startsWith('integrity-check-failed'))
    return {
      kind: 'later',
      fault: {
        code: 'broken_answer',
        cause,
        detail: 'The partner did not take the message: its bytes were changed on the way.',
        fix: 'It is sent again by itself; look at what lies between if it lasts.',
      },
    };
  return {
    kind: 'refused',
    fault: {
      code: isKey ? 'unauthorized' : 'refused',
      cause,
      detail: `The partner did not take the message: ${type}${modifier === null ? '' : `/${modifier}`}${reason === '' ? '' : `: ${reason}`}.`,
      fix: isKey
        ? 'Compare the certificates with the partner: it must have the one that signs, and it must have the key of the one that is encrypted for.'
        : 'Ask the partner why; correct it and replay the delivery, or skip it. Where the partner would know the message again, skip it and send it again.',
    },
  };
}

/** It may have the message, and may not. The same Message-ID is sent again, by which it knows it. */
export function broken(detail: string, cause: string): Sent {
  const fault: Fault = {
    code: 'broken_answer',
    cause,
    detail,
    fix: 'It is sent again by itself under the same Message-ID, by which the partner knows it; look at the partner if it lasts.',
  };
  return { kind: 'unknown', fault };
}
