// Interchanges out of what a mapping makes: it says the rows of messages, the format says partners, versions and separators.
import type { Agreements } from '#connections/agreements/match.ts';
import type { JsonSchema } from '#contracts/schema.ts';
import { designator } from '#edi/syntax/designator.ts';
import { groupKindOf } from '#edi/envelope/x12.ts';
import type { Mode } from '#edi/faults.ts';
import type { Separators, Standard } from '#edi/syntax/separators.ts';
import { EdiWriteProblem, writeEdifact, writeX12 } from '#edi/write/interchange.ts';
import type { Element, EnvelopeOut, GroupOut, MessageOut, Row } from '#edi/write/interchange.ts';
import { rowsOfContent } from './edi-documents.ts';
import type { DocumentSettings } from './edi-documents.ts';
import { FormatProblem } from './format.ts';
import type { Written } from './format.ts';
import { isObject } from './value.ts';

export interface EdiSettings extends DocumentSettings {
  readonly mode?: Mode;
  readonly checks?: 'content' | 'envelopes';
  readonly standard?: Standard;
  readonly sender?: PartySettings;
  readonly receiver?: PartySettings;
  readonly version?: string;
  readonly groupVersion?: string;
  readonly test?: boolean;
  readonly acknowledge?: boolean;
  readonly separators?: Partial<
    Pick<Separators, 'segment' | 'element' | 'component' | 'repetition' | 'release' | 'decimal'>
  >;
  readonly lineEnd?: 'none' | 'crlf' | 'lf';
  /** What is read and written is looked up in the agreements with partners. */
  readonly agreements?: boolean;
  /** The one that everything is sent under. */
  readonly agreement?: string;
  /** By an agreement: GS08 by type of message, and the number of the first group. */
  readonly versions?: Readonly<Record<string, string>>;
  readonly groupControl?: number;
  /** Those in force, and the connection that asks: given by who reads, for a format asks nobody. */
  readonly inForce?: Agreements;
  readonly connection?: string;
}

interface PartySettings {
  readonly qualifier: string;
  readonly id: string;
  /** GS02 and GS03; left out: the id. */
  readonly group?: string;
}

const party: JsonSchema = {
  type: 'object',
  properties: {
    qualifier: { type: 'string', maxLength: 4 },
    id: { type: 'string', minLength: 1, maxLength: 35 },
    group: { type: 'string', minLength: 1, maxLength: 15 },
  },
  required: ['qualifier', 'id'],
  additionalProperties: false,
};
const one: JsonSchema = { type: 'string', minLength: 1, maxLength: 1 };

export const ediProperties: Readonly<Record<string, JsonSchema>> = {
  standard: { type: 'string', enum: ['x12', 'edifact'] },
  sender: party,
  receiver: party,
  version: { type: 'string', pattern: '^(0\\d{4}|[A-Z]{4}:\\d)$' },
  groupVersion: { type: 'string', minLength: 6, maxLength: 12 },
  test: { type: 'boolean' },
  acknowledge: { type: 'boolean' },
  separators: {
    type: 'object',
    properties: {
      segment: one,
      element: one,
      component: one,
      repetition: one,
      release: one,
      decimal: { type: 'string', enum: ['.', ','] },
    },
    additionalProperties: false,
  },
  lineEnd: { type: 'string', enum: ['none', 'crlf', 'lf'] },
};

const ends = { none: '', crlf: '\r\n', lf: '\n' } as const;

const usual: Readonly<Record<Standard, Separators>> = {
  x12: { standard: 'x12', segment: '~', element: '*', component: '>', repetition: null, release: null, decimal: '.' },
  edifact: {
    standard: 'edifact',
    segment: "'",
    element: '+',
    component: ':',
    repetition: null,
    release: '?',
    decimal: '.',
  },
};

/** The value: `{ control, prepared, messages: [{ type, control?, convention?, rows }] }`, or `content` in the place of rows. */
export function writeEdi(value: unknown, settings: EdiSettings): Written {
  const { standard, sender, receiver } = settings;
  if (standard === undefined || sender === undefined || receiver === undefined)
    throw no(
      'settings of the format',
      'They say no standard, sender or receiver.',
      'Set standard, sender and receiver.',
    );
  if (!isObject(value))
    throw no('the value', 'It is no object.', 'Let the mapping make {control, prepared, messages}.');
  const envelope = envelopeOf(value, { ...settings, standard, sender, receiver });
  const messages = listOf(value['messages'], '/messages').map((message, index) =>
    messageOf(message, index, { ...settings, standard }),
  );
  try {
    const text =
      standard === 'x12'
        ? writeX12(envelope, groupsOf(messages, envelope, settings), acknowledgementsIn(value))
        : writeEdifact(envelope, messages);
    const mediaType = standard === 'x12' ? 'application/EDI-X12' : 'application/EDIFACT';
    return { body: Buffer.from(text, 'latin1'), mediaType };
  } catch (error) {
    if (!(error instanceof EdiWriteProblem)) throw error;
    throw no(error.place, error.detail, error.fix);
  }
}

function envelopeOf(
  value: Readonly<Record<string, unknown>>,
  settings: EdiSettings & {
    readonly standard: Standard;
    readonly sender: PartySettings;
    readonly receiver: PartySettings;
  },
): EnvelopeOut {
  const {
    standard,
    sender,
    receiver,
    version,
    test = false,
    acknowledge = false,
    separators = {},
    lineEnd = 'none',
  } = settings;
  const control = textIn(value, 'control', '');
  if (!/^[A-Za-z0-9]{1,14}$/.test(control) || (standard === 'x12' && !/^\d{1,9}$/.test(control)))
    throw no(
      '/control',
      `${JSON.stringify(control)} is no control number.`,
      'Give one to nine digits; $about.sequence is one.',
    );
  const prepared = textIn(value, 'prepared', '');
  const [, year, month, day, hour, minute] = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(prepared) ?? [];
  if (minute === undefined)
    throw no(
      '/prepared',
      `${JSON.stringify(prepared)} is no date and time.`,
      'Give it as 2026-03-02T08:10, on the clock agreed on.',
    );
  const known = { ...usual[standard], ...separators };
  return {
    sender,
    receiver,
    version: version ?? (standard === 'x12' ? '00401' : 'UNOC:3'),
    control,
    prepared: { date: `${year}${month}${day}`, time: `${hour}${minute}` },
    isTest: test,
    wantsAcknowledgement: acknowledge,
    separators: known,
    lineBreak: ends[lineEnd],
  };
}

/** Sets of one kind stand in one group; the group has the number of its interchange, so that each is found by it. */
function groupsOf(
  messages: readonly MessageOut[],
  { control, sender, receiver }: EnvelopeOut,
  settings: EdiSettings,
): GroupOut[] {
  const { groupVersion = '004010' } = settings;
  const { versions = {}, groupControl } = settings;
  const byKind = Map.groupBy(messages, ({ type }) => {
    const kind = groupKindOf(type);
    if (kind === undefined)
      throw no(
        '/messages',
        `Crossdock does not know to which group a set ${type} belongs.`,
        'Correct the type of the message.',
      );
    return `${kind} ${versions[type] ?? groupVersion}`;
  });
  return [...byKind].map(([key, those], index) => ({
    kind: key.slice(0, 2),
    sender: settings.sender?.group ?? sender.id,
    receiver: settings.receiver?.group ?? receiver.id,
    control: groupControl === undefined ? besideControl(control, index) : String(groupControl + index),
    version: key.slice(3),
    messages: those,
  }));
}

/** Of groups without numbers of their own. */
function besideControl(control: string, index: number): string {
  return index === 0 ? control : `${control}${String(index).padStart(2, '0')}`;
}

/** Rows of TA1. */
function acknowledgementsIn(value: Readonly<Record<string, unknown>>): readonly Row[] {
  const rows = value['acknowledgements'];
  return rows === undefined
    ? []
    : listOf(rows, '/acknowledgements').map((row, at) => rowOf(row, `/acknowledgements/${at}`));
}

function messageOf(
  message: unknown,
  index: number,
  settings: EdiSettings & { readonly standard: Standard },
): MessageOut {
  const { standard } = settings;
  const place = `/messages/${index}`;
  if (!isObject(message)) throw no(place, 'It is no object.', 'Let the mapping make {type, rows}.');
  const type = textIn(message, 'type', place);
  if (type === '') throw no(`${place}/type`, 'It says no type.', 'Give 850, or ORDERS:D:96A:UN.');
  const usualControl = standard === 'x12' ? String(index + 1).padStart(4, '0') : String(index + 1);
  const control = message['control'] === undefined ? usualControl : textIn(message, 'control', place);
  const rows =
    message['rows'] === undefined && message['content'] !== undefined
      ? rowsOfContent(message['content'], type, { ...settings, ...versionFor(type, settings) }, place)
      : listOf(message['rows'], `${place}/rows`).map((row, at) => rowOf(row, `${place}/rows/${at}`));
  const convention = message['convention'] === undefined ? {} : { convention: textIn(message, 'convention', place) };
  return { type, control, rows, ...convention };
}

/** An agreement says the version of each type. */
function versionFor(type: string, { versions }: EdiSettings): { readonly groupVersion?: string } {
  const groupVersion = versions?.[type];
  return groupVersion === undefined ? {} : { groupVersion };
}

/** A row as it is read, by the names of its elements, or as a list: id and elements. */
function rowOf(row: unknown, place: string): Row {
  const [id, ...elements] = isObject(row) ? inOrder(row, place) : listOf(row, place);
  if (typeof id !== 'string' || !/^[A-Z][A-Z0-9]{1,2}$/.test(id))
    throw no(place, `${JSON.stringify(id)} is no name of a segment.`, 'Begin each row with one, such as BEG.');
  return [id, ...elements.map((element, index) => elementOf(element, `${place}/${designator(id, index + 1)}`))];
}

function inOrder(row: Readonly<Record<string, unknown>>, place: string): readonly unknown[] {
  const { segment, ...named } = row;
  if (typeof segment !== 'string')
    throw no(`${place}/segment`, 'It says no segment.', 'Give {"segment": "BEG", "BEG01": …}.');
  const elements: unknown[] = [];
  for (const [name, value] of Object.entries(named)) {
    const number =
      name.startsWith(segment) && /^\d{2}$/.test(name.slice(segment.length)) ? Number(name.slice(segment.length)) : 0;
    if (number === 0)
      throw no(
        `${place}/${name}`,
        `It is no element of ${segment}.`,
        `Name elements ${designator(segment, 1)}, ${designator(segment, 2)} and so on.`,
      );
    elements[number - 1] = value;
  }
  return [segment, ...Array.from(elements, (value) => value ?? null)];
}

/** Null and what is left out are empty. */
function elementOf(element: unknown, place: string): Element {
  if (isObject(element)) {
    const repeated = listOf(element['repeated'], `${place}/repeated`);
    return { repeated: repeated.map((each, index) => plainOf(each, `${place}/repeated/${index}`)) };
  }
  return plainOf(element, place);
}

function plainOf(value: unknown, place: string): string | readonly string[] {
  return Array.isArray(value) ? value.map((part, index) => textOf(part, `${place}/${index}`)) : textOf(value, place);
}

function textOf(value: unknown, place: string): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  throw no(
    place,
    `${JSON.stringify(value)?.slice(0, 40)} is no text.`,
    'Make a text of it, numbers with $string or $formatNumber.',
  );
}

function textIn(object: Readonly<Record<string, unknown>>, name: string, place: string): string {
  return textOf(object[name], `${place}/${name}`);
}

function listOf(value: unknown, place: string): readonly unknown[] {
  if (!Array.isArray(value))
    throw no(place, 'It is no list.', 'Let the mapping make one; in JSONata, [ ] around it keeps a list of one.');
  return value;
}

function no(place: string, detail: string, fix: string): FormatProblem {
  return new FormatProblem({ place, detail, fix });
}
