// Messages of EDI as documents that are the same for every standard and partner, and documents as messages: what a stream or an
// operation gets where its format says `documents: true`.
import type { JsonSchema } from '#contracts/schema.ts';
import { correspondenceOf, messagesOf } from '#edi/documents/load.ts';
import type { Correspondence, MessageOf } from '#edi/documents/load.ts';
import { CorrespondenceProblem } from '#edi/documents/notation.ts';
import type { EdiMessage } from '#edi/envelope/model.ts';
import type { Mode } from '#edi/faults.ts';
import type { Standard } from '#edi/syntax/separators.ts';
import type { Row } from '#edi/write/interchange.ts';
import { FormatProblem } from './format.ts';
import type { FormatRecord, SettingsComplaint } from './format.ts';
import { isObject } from './value.ts';

export interface DocumentSettings {
  readonly documents?: boolean;
  /** What differs for the partner, by the type of the message: lines in the notation of correspondences. */
  readonly overlay?: Readonly<Record<string, string | readonly string[]>>;
  /** Of what has no place in the message that is written. Left out: refuse. */
  readonly lost?: 'refuse' | 'leave';
}

const overlayLines: JsonSchema = {
  anyOf: [
    { type: 'string', maxLength: 100_000 },
    { type: 'array', maxItems: 2_000, items: { type: 'string', maxLength: 400 } },
  ],
};

export const documentProperties: Readonly<Record<string, JsonSchema>> = {
  documents: { type: 'boolean' },
  overlay: {
    type: 'object',
    maxProperties: 50,
    propertyNames: { pattern: '^[A-Z0-9]{3,6}$' },
    additionalProperties: overlayLines,
  },
  lost: { type: 'string', enum: ['refuse', 'leave'] },
};

/** An overlay that cannot be is refused with the settings, before a message comes. */
export function overlayComplaint({ overlay = {} }: DocumentSettings): SettingsComplaint | null {
  for (const type of Object.keys(overlay)) {
    const pointer = `/overlay/${type}`;
    const messages = messagesOf().filter((message) => message.type === type);
    if (messages.length === 0) {
      const detail = `There is no correspondence of ${type} that could be changed.`;
      return { pointer, detail, fix: 'docs/reference/edi.md lists the messages that are mapped.' };
    }
    try {
      for (const message of messages) correspondenceOf(message, overlayOf(overlay, type));
    } catch (error) {
      if (!(error instanceof CorrespondenceProblem)) throw error;
      const fix = 'Correct the line: src/edi/documents/README.md has the notation.';
      return { pointer, detail: `Line ${error.line} of it: ${error.detail}.`, fix };
    }
  }
  return null;
}

function overlayOf(overlay: DocumentSettings['overlay'], type: string): string {
  const lines = overlay?.[type] ?? '';
  return typeof lines === 'string' ? lines : lines.join('\n');
}

type Problem = NonNullable<FormatRecord['problem']>;

/** Null: the message has no document, and comes with its rows alone. */
export function documentOf(
  message: EdiMessage,
  { overlay }: DocumentSettings,
  mode: Mode,
): { readonly problem: Problem } | { readonly parts: object } | null {
  const { interchange, type, version } = message;
  const found = correspondenceOf({ standard: interchange.standard, type, version }, overlayOf(overlay, type));
  if (found === null) return null;
  const { document, lost, lostMore, unnamed, faults } = found.read(message);
  const [first] = faults;
  if (first !== undefined && mode === 'strict')
    return { problem: { detail: `At ${first.place}: ${first.detail}`, fix: first.fix } };
  const parts = {
    document: found.document,
    content: document,
    ...(lost.length > 0 && { lost }),
    ...(lostMore > 0 && { lostMore }),
    ...(unnamed.length > 0 && { unnamed }),
    ...(faults.length > 0 && { doubts: faults.map(({ place, detail }) => ({ place, detail })) }),
  };
  return { parts };
}

interface Wanted extends DocumentSettings {
  readonly standard: Standard;
  readonly groupVersion?: string;
}

/** The rows of a document. `type`: 855, or ORDRSP:D:96A:UN. */
export function rowsOfContent(content: unknown, type: string, settings: Wanted, place: string): readonly Row[] {
  const { overlay, lost: lose = 'refuse' } = settings;
  const message = messageNamed(type, settings);
  const found = wanted(message, overlayOf(overlay, message.type), place);
  if (!isObject(content)) throw no(`${place}/content`, 'It is no object.', `Let the mapping make ${found.document}.`);
  const { rows, lost, lostMore, faults } = found.write(content);
  const [fault, ...others] = faults;
  if (fault !== undefined) {
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
    throw no(`${place}/content, ${fault.place}`, `${fault.detail}${more}`, fault.fix);
  }
  if (lost.length > 0 && lose === 'refuse') {
    const shown = lost.slice(0, 5).join(', ');
    const more = lost.length + lostMore - 5;
    throw no(
      `${place}/content`,
      `${message.type} has no place for ${shown}${more > 0 ? ` and ${more} more` : ''}.`,
      'Leave it out in the mapping, give it a place in the overlay, or say "lost": "leave" in the format.',
    );
  }
  return rows;
}

function messageNamed(type: string, { standard, groupVersion = '004010' }: Wanted): MessageOf {
  const [name = '', version = '', release = ''] = type.split(':');
  return { standard, type: name, version: standard === 'x12' ? groupVersion.slice(0, 6) : `${version}.${release}` };
}

function wanted(message: MessageOf, overlay: string, place: string): Correspondence {
  try {
    const found = correspondenceOf(message, overlay);
    if (found !== null) return found;
  } catch (error) {
    if (!(error instanceof CorrespondenceProblem)) throw error;
    throw no('settings of the format at /overlay', error.message, 'Correct the line.');
  }
  throw no(
    `${place}/type`,
    `Crossdock has no correspondence of ${message.type} in ${message.version}.`,
    'docs/reference/edi.md lists the messages that are mapped; give rows for others.',
  );
}

function no(place: string, detail: string, fix: string): FormatProblem {
  return new FormatProblem({ place, detail, fix });
}
