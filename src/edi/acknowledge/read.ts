// Acknowledgements of partners read: TA1, 997, 999 and CONTRL, about what was sent to them. Pure.
import type { EdiMessage } from '../envelope/model.ts';
import { componentsOf, valuesOf } from '../syntax/values.ts';
import type { Segment } from '../syntax/segments.ts';
import { edifactNotes, elementNotes, groupNotes, interchangeNotes, segmentNotes, setNotes } from './codes.ts';

/** `partly`: some of what is in it was refused. `received`: it came, and nothing more is said yet. */
export type Said = 'accepted' | 'noted' | 'partly' | 'refused' | 'received' | 'unclear';

export interface Note {
  readonly code: string;
  /** In words; of a code that is not known, the code. */
  readonly text: string;
  /** Where in the message, from 1 with its header; null: the message as a whole. */
  readonly segment: { readonly id: string | null; readonly position: number | null } | null;
  readonly element: string | null;
  readonly value: string | null;
}

export interface AcknowledgedMessage {
  readonly type: string;
  readonly control: string;
  readonly said: Said;
  readonly notes: readonly Note[];
}

export interface Acknowledged {
  /** `application`: what became of it behind the interchange; named by its group. */
  readonly of: 'interchange' | 'group' | 'application';
  /** Of the interchange or group that was sent. */
  readonly control: string;
  /** GS01 of the group; null: an interchange. */
  readonly kind: string | null;
  readonly said: Said;
  readonly notes: readonly Note[];
  /** Those that are named; the others are as the whole is, unless it is `partly`. */
  readonly messages: readonly AcknowledgedMessage[];
}

const letters: Readonly<Record<string, Said>> = {
  A: 'accepted',
  E: 'noted',
  P: 'partly',
  R: 'refused',
  // Security could not be looked at, or was wrong: the content was not taken.
  M: 'refused',
  W: 'refused',
  X: 'refused',
};

const actions: Readonly<Record<string, Said>> = { 4: 'refused', 7: 'accepted', 8: 'received' };

export function readTa1(segment: Segment): Acknowledged {
  const of = valuesOf(segment);
  const code = of(5);
  const notes = code === '' || code === '000' ? [] : [note(code, interchangeNotes)];
  return { of: 'interchange', control: of(1), kind: null, said: letters[of(4)] ?? 'unclear', notes, messages: [] };
}

/** Null: the message is no acknowledgement. */
export function readAcknowledgement(message: EdiMessage): Acknowledged | null {
  switch (message.type) {
    case '997':
    case '999':
      return message.interchange.standard === 'x12' ? ofX12(message) : null;
    case 'CONTRL':
      return message.interchange.standard === 'edifact' ? ofContrl(message) : null;
    default:
      return null;
  }
}

interface Reading {
  control: string;
  kind: string | null;
  said: Said;
  readonly notes: Note[];
  readonly messages: { type: string; control: string; said: Said; readonly notes: Note[] }[];
  place: { readonly id: string | null; readonly position: number | null } | null;
}

function ofX12({ segments }: EdiMessage): Acknowledged {
  const read: Reading = { control: '', kind: null, said: 'unclear', notes: [], messages: [], place: null };
  for (const segment of segments) {
    const of = valuesOf(segment);
    const last = read.messages.at(-1);
    switch (segment.id) {
      case 'AK1':
        [read.kind, read.control] = [of(1), of(2)];
        break;
      case 'AK2':
        read.messages.push({ type: of(1), control: of(2), said: 'unclear', notes: [] });
        break;
      case 'AK3':
      case 'IK3':
        read.place = { id: of(1), position: numberOf(of(2)) };
        last?.notes.push(note(of(4), segmentNotes, read.place));
        break;
      case 'AK4':
      case 'IK4':
        last?.notes.push(note(of(3), elementNotes, read.place, placeIn(segment, 1), of(4) === '' ? null : of(4)));
        break;
      case 'AK5':
      case 'IK5':
        if (last === undefined) break;
        last.said = letters[of(1)] ?? 'unclear';
        last.notes.push(...codesFrom(segment, 2).map((code) => note(code, setNotes)));
        break;
      case 'AK9':
        read.said = letters[of(1)] ?? 'unclear';
        read.notes.push(...codesFrom(segment, 5).map((code) => note(code, groupNotes)));
        break;
    }
  }
  const { control, kind, said, notes, messages } = read;
  return { of: 'group', control, kind, said, notes, messages };
}

function ofContrl({ segments }: EdiMessage): Acknowledged {
  const read: Reading = { control: '', kind: null, said: 'unclear', notes: [], messages: [], place: null };
  for (const segment of segments) {
    const of = valuesOf(segment);
    const last = read.messages.at(-1);
    switch (segment.id) {
      case 'UCI':
        [read.control, read.said] = [of(1), actions[of(4)] ?? 'unclear'];
        if (of(5) !== '') read.notes.push(note(of(5), edifactNotes));
        break;
      case 'UCM':
        read.messages.push({
          type: of(2),
          control: of(1),
          said: actions[of(3)] ?? 'unclear',
          notes: of(4) === '' ? [] : [note(of(4), edifactNotes)],
        });
        break;
      case 'UCS':
        read.place = { id: null, position: numberOf(of(1)) };
        if (of(2) !== '') last?.notes.push(note(of(2), edifactNotes, read.place));
        break;
      case 'UCD':
        last?.notes.push(note(of(1), edifactNotes, read.place, placeIn(segment, 2)));
        break;
    }
  }
  const { control, said, notes, messages } = read;
  const isPartly = said === 'accepted' && messages.some((one) => one.said === 'refused');
  return { of: 'interchange', control, kind: null, said: isPartly ? 'partly' : said, notes, messages };
}

function note(
  code: string,
  words: Readonly<Record<string, string>>,
  segment: Note['segment'] = null,
  element: string | null = null,
  value: string | null = null,
): Note {
  return { code, text: words[code] ?? `code ${code}`, segment, element, value };
}

/** `4`, or `4:2` of a component. */
function placeIn({ elements, separators }: Segment, number: number): string {
  return componentsOf(elements[number] ?? '', separators).join(':');
}

function codesFrom({ elements }: Segment, from: number): string[] {
  return elements
    .slice(from)
    .map((code) => code.trim())
    .filter((code) => code !== '');
}

function numberOf(text: string): number | null {
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}
