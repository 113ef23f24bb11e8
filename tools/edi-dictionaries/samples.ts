// Real files read as documents, written and read again: which messages of them keep all that is not told as lost.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { correspondenceOf } from '../../src/edi/documents/load.ts';
import type { MessageOf } from '../../src/edi/documents/load.ts';
import type { EdiMessage } from '../../src/edi/envelope/model.ts';
import { EdiReader } from '../../src/edi/reader.ts';
import { componentsOf, textOf } from '../../src/edi/syntax/values.ts';
import type { Row } from '../../src/edi/write/interchange.ts';
import { writeEdifact, writeX12 } from '../../src/edi/write/interchange.ts';
import type { EnvelopeOut } from '../../src/edi/write/interchange.ts';

export interface TriedSample {
  readonly file: string;
  /** In the file, from 1. */
  readonly number: number;
  readonly message: MessageOf;
  /** Empty: all is kept or told. */
  readonly wrong: string;
  readonly lost: number;
}

/** Every message of every file that has a correspondence. */
export function triedSamples(folder: string): TriedSample[] {
  const files = globSync('{x12,edifact}/**/*.{edi,EDI,txt,x12}', { cwd: folder }).toSorted();
  return files.flatMap((file) =>
    messagesIn(readFileSync(join(folder, file))).flatMap((message) => {
      const { interchange, type, version, number } = message;
      const named = { standard: interchange.standard, type, version };
      const tried = triedMessage(named, message);
      return tried === null ? [] : [{ file, number, message: named, ...tried }];
    }),
  );
}

function messagesIn(bytes: Uint8Array): EdiMessage[] {
  const reader = new EdiReader();
  return [...reader.push(bytes), ...reader.end()].flatMap((item) => (item.kind === 'message' ? [item.message] : []));
}

/** Null: it has no correspondence. */
function triedMessage(named: MessageOf, message: EdiMessage): { readonly wrong: string; readonly lost: number } | null {
  const found = correspondenceOf(named);
  if (found === null) return null;
  const first = found.read(message);
  const { rows, lost } = found.write(first.document);
  const [again] = messagesIn(Buffer.from(textWith(message, rows), 'latin1'));
  if (again === undefined) return { wrong: 'what was written cannot be read', lost: first.lost.length };
  const second = found.read(again);
  const dropped = missingValues(
    message,
    again,
    first.lost.map(({ value }) => value),
  );
  const wrong = [
    lost.length > 0 ? `not written: ${lost.join(', ')}` : '',
    JSON.stringify(second.document) === JSON.stringify(first.document)
      ? ''
      : 'it is not the same document when it is read again',
    dropped.length > 0 ? `neither kept nor told: ${dropped.join(', ')}` : '',
  ];
  return { wrong: wrong.filter((text) => text !== '').join('; '), lost: first.lost.length };
}

function textWith({ interchange, type, version }: EdiMessage, rows: readonly Row[]): string {
  const { standard, separators } = interchange;
  const [first = '', second = ''] = version.split('.');
  const envelope: EnvelopeOut = {
    sender: { qualifier: 'ZZ', id: 'A' },
    receiver: { qualifier: 'ZZ', id: 'B' },
    version: standard === 'x12' ? '00401' : interchange.version || 'UNOC:3',
    control: '1',
    prepared: { date: '20260101', time: '1200' },
    isTest: true,
    wantsAcknowledgement: false,
    separators,
  };
  if (standard === 'edifact')
    return writeEdifact(envelope, [{ type: `${type}:${first}:${second}:UN`, control: '1', rows }]);
  const group = { kind: 'ZZ', sender: 'A', receiver: 'B', control: '1', version };
  return writeX12(envelope, [{ ...group, messages: [{ type, control: '0001', rows }] }]);
}

/** Counts and numbers of rows are worked out anew; dates, decimals and item numbers may stand in another form or place. */
function missingValues(before: EdiMessage, after: EdiMessage, lost: readonly string[]): string[] {
  const kept = [...valuesOf(after), ...lost.map(plain)];
  return valuesOf(before).filter((value) => {
    const at = kept.indexOf(value);
    if (at < 0) return true;
    kept.splice(at, 1);
    return false;
  });
}

const workedOut: ReadonlySet<string> = new Set(['CTT', 'CNT', 'UNS', 'HL', 'CPS', 'ST', 'SE', 'UNH', 'UNT']);

function valuesOf({ segments, interchange }: EdiMessage): string[] {
  return segments
    .filter(({ id }) => !workedOut.has(id))
    .flatMap(({ id, elements, separators }) =>
      elements
        .slice(id === 'PIA' ? 2 : 1)
        .flatMap((element) => componentsOf(element, separators))
        .map((part) => plain(textOf(part, separators, interchange.repertoire ?? undefined))),
    )
    .filter((value) => value !== '');
}

function plain(value: string): string {
  const text = value.trimEnd();
  return /^[+-]?\d+(?:\.\d*)?$|^\.\d+$/.test(text)
    ? text
        .replace(/^\+/, '')
        .replace(/^0+(?=\d)/, '')
        .replace(/^\./, '0.')
    : text;
}
