// Real files of X12 and EDIFACT, many of them broken on purpose, against an audit of their envelopes that was made without us:
// control numbers, declared and actual counts, the length of ISA. Each file is also read byte by byte, with the same outcome.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EdiItem } from '../../src/edi/envelope/model.ts';
import { EdiReader } from '../../src/edi/reader.ts';
import type { FaultCode } from '../../src/edi/faults.ts';
import type { Standard, Tried } from './standard.ts';

interface AuditedMessage {
  readonly type?: string | null;
  readonly set?: string;
  readonly segments: number;
  readonly count_ok: boolean;
  readonly ref_ok?: boolean;
  readonly control_ok?: boolean;
}

interface AuditedInterchange {
  readonly segment_total: number;
  readonly messages?: readonly AuditedMessage[];
  readonly transactions?: readonly AuditedMessage[];
  readonly isa_len?: number;
  readonly iea_control_ok?: boolean;
  readonly iea_count_ok?: boolean;
  readonly unz_control_ok?: boolean;
  readonly unz_count_ok?: boolean;
}

interface Audited {
  readonly kind: string;
  readonly interchanges: readonly AuditedInterchange[];
}

export const ediEnvelopes: Standard = {
  name: 'EDI envelopes',
  folder: 'edi',
  run(folder) {
    const audit = JSON.parse(readFileSync(join(folder, 'ENVELOPE_AUDIT.json'), 'utf8')) as Record<string, Audited>;
    return Object.entries(audit).flatMap(([name, audited]) => {
      const bytes = readFileSync(join(folder, name));
      const items = readAll(bytes, bytes.length);
      return [
        tried(name, 'as its audit says', JSON.stringify(toldBy(items)) === JSON.stringify(expected(audited))),
        tried(name, 'byte by byte the same', JSON.stringify(readAll(bytes, 1)) === JSON.stringify(items)),
      ];
    });
  },
  differences: {
    'edifact/EDI.Net/Apperak edi_out_issue235.edi': [
      1,
      'Two UNB follow each other. We tell two interchanges, the first without an end and almost empty; the audit made them one.',
    ],
    'x12/EDI.Net/x12.850.issue135.edi': [
      1,
      'ISA16 is missing and every line ends with ~ and a line break. We take ~ for the terminator; the audit took the line break, and ~ for part of the last element.',
    ],
  },
  notClaimed: [],
};

function tried(group: string, name: string, isAsExpected: boolean): Tried {
  return { group, name, isAsExpected };
}

function readAll(bytes: Uint8Array, size: number): EdiItem[] {
  const reader = new EdiReader();
  const items: EdiItem[] = [];
  for (let at = 0; at < bytes.length; at += size) items.push(...reader.push(bytes.subarray(at, at + size)));
  return [...items, ...reader.end()];
}

function expected({ kind, interchanges }: Audited): object {
  return {
    kind,
    interchanges: interchanges.map((one) => ({
      segments: one.segment_total,
      isLong: one.isa_len !== undefined && one.isa_len !== 106,
      isControlWrong: (one.iea_control_ok ?? one.unz_control_ok) === false,
      isCountWrong: (one.iea_count_ok ?? one.unz_count_ok) === false,
      messages: (one.messages ?? one.transactions ?? []).map((message) => ({
        type: message.type ?? message.set ?? '',
        segments: message.segments,
        isCountWrong: !message.count_ok,
        isControlWrong: (message.ref_ok ?? message.control_ok) === false,
      })),
    })),
  };
}

function toldBy(items: readonly EdiItem[]): object {
  const interchanges = items.flatMap((item) => (item.kind === 'interchange_end' ? [item] : []));
  return {
    kind: interchanges[0]?.interchange.standard ?? 'none',
    interchanges: interchanges.map(({ interchange, segments, faults }) => ({
      segments,
      isLong: has(faults, 'isa_length'),
      isControlWrong: has(faults, 'interchange_control_mismatch'),
      isCountWrong: has(faults, 'interchange_count_wrong'),
      messages: items.flatMap((item) =>
        item.kind === 'message' && item.message.interchange === interchange
          ? [
              {
                type: item.message.type,
                segments: item.message.segments.length,
                isCountWrong: has(item.message.faults, 'message_count_wrong', 'message_end_missing'),
                isControlWrong: has(item.message.faults, 'message_control_mismatch', 'message_end_missing'),
              },
            ]
          : [],
      ),
    })),
  };
}

function has(faults: readonly { readonly code: FaultCode }[], ...codes: readonly FaultCode[]): boolean {
  return faults.some(({ code }) => codes.includes(code));
}
