// Interchanges written: envelopes around messages, with counts and control numbers, in the separators of the agreement. Pure.
import type { Address } from '../envelope/model.ts';
import { designator } from '../syntax/designator.ts';
import type { Separators } from '../syntax/separators.ts';
import { printElements, serviceString } from '../syntax/print.ts';
import { rawOf } from '../syntax/values.ts';

/** A value, its components, or repetitions of either. */
export type Element = string | readonly string[] | { readonly repeated: readonly (string | readonly string[])[] };

/** Id and elements. */
export type Row = readonly [id: string, ...elements: readonly Element[]];

export interface MessageOut {
  /** `850`; `ORDERS:D:96A:UN:EAN008` in EDIFACT. */
  readonly type: string;
  readonly control: string;
  /** ST03. */
  readonly convention?: string;
  /** Without header and trailer. */
  readonly rows: readonly Row[];
}

export interface GroupOut {
  readonly kind: string;
  readonly sender: string;
  readonly receiver: string;
  readonly control: string;
  /** GS08. */
  readonly version: string;
  readonly messages: readonly MessageOut[];
}

export interface EnvelopeOut {
  readonly sender: Address;
  readonly receiver: Address;
  /** ISA12, such as 00401; `UNOC:3` in EDIFACT. */
  readonly version: string;
  readonly control: string;
  /** YYYYMMDD and HHMM, on the clock that the partners agreed on. */
  readonly prepared: { readonly date: string; readonly time: string };
  readonly isTest: boolean;
  readonly wantsAcknowledgement: boolean;
  readonly separators: Separators;
  /** After each segment; left out: none. */
  readonly lineBreak?: string;
}

/** A value cannot be written: where it stands, and what to do. */
export class EdiWriteProblem extends Error {
  readonly place: string;
  readonly detail: string;
  readonly fix: string;

  constructor(place: string, detail: string, fix: string) {
    super(`${place}: ${detail} ${fix}`);
    this.name = 'EdiWriteProblem';
    this.place = place;
    this.detail = detail;
    this.fix = fix;
  }
}

/** `acknowledgements`: TA1 rows, which stand before the groups. One character a byte. */
export function writeX12(
  envelope: EnvelopeOut,
  groups: readonly GroupOut[],
  acknowledgements: readonly Row[] = [],
): string {
  const {
    separators,
    sender,
    receiver,
    version,
    control,
    prepared,
    isTest,
    wantsAcknowledgement,
    lineBreak = '',
  } = envelope;
  const rows: string[] = [
    [
      'ISA',
      '00',
      ''.padEnd(10),
      '00',
      ''.padEnd(10),
      fixed('ISA05', sender.qualifier, 2),
      fixed('ISA06', sender.id, 15),
      fixed('ISA07', receiver.qualifier, 2),
      fixed('ISA08', receiver.id, 15),
      prepared.date.slice(2),
      prepared.time,
      separators.repetition ?? 'U',
      fixed('ISA12', version, 5),
      fixed('ISA13', control.padStart(9, '0'), 9),
      wantsAcknowledgement ? '1' : '0',
      isTest ? 'T' : 'P',
      separators.component,
    ].join(separators.element) + separators.segment,
    ...acknowledgements.map((row) => printRow(row, separators)),
  ];
  for (const group of groups) {
    const head: Row = [
      'GS',
      group.kind,
      group.sender,
      group.receiver,
      prepared.date,
      prepared.time,
      group.control,
      'X',
      group.version,
    ];
    rows.push(printRow(head, separators));
    for (const { type, control: number, convention = '', rows: body } of group.messages) {
      rows.push(printRow(['ST', type, number, convention], separators));
      for (const row of body) rows.push(printRow(row, separators));
      rows.push(printRow(['SE', String(body.length + 2), number], separators));
    }
    rows.push(printRow(['GE', String(group.messages.length), group.control], separators));
  }
  rows.push(printRow(['IEA', String(groups.length), control.padStart(9, '0')], separators));
  return rows.map((row) => row + lineBreak).join('');
}

/** UNB to UNZ, without groups. One character a byte. */
export function writeEdifact(envelope: EnvelopeOut, messages: readonly MessageOut[]): string {
  const {
    separators,
    sender,
    receiver,
    version,
    control,
    prepared,
    isTest,
    wantsAcknowledgement,
    lineBreak = '',
  } = envelope;
  const parts = (text: string): readonly string[] => text.split(':');
  const address = ({ id, qualifier }: Address): readonly string[] => (qualifier === '' ? [id] : [id, qualifier]);
  const head: Row = [
    'UNB',
    parts(version),
    address(sender),
    address(receiver),
    // Since version 4 of the syntax the year has four digits.
    [(version.split(':')[1] ?? '3') >= '4' ? prepared.date : prepared.date.slice(2), prepared.time],
    control,
    '',
    '',
    '',
    wantsAcknowledgement ? '1' : '',
    '',
    isTest ? '1' : '',
  ];
  const rows = [printRow(head, separators)];
  for (const { type, control: number, rows: body } of messages) {
    rows.push(printRow(['UNH', number, parts(type)], separators));
    for (const row of body) rows.push(printRow(row, separators));
    rows.push(printRow(['UNT', String(body.length + 2), number], separators));
  }
  rows.push(printRow(['UNZ', String(messages.length), control], separators));
  const service = serviceString(separators);
  return [...(service === '' ? [] : [service]), ...rows].map((row) => row + lineBreak).join('');
}

function fixed(place: string, value: string, length: number): string {
  if (value.length > length)
    throw new EdiWriteProblem(
      place,
      `${value} has more than ${length} characters.`,
      'Correct the agreement with the partner.',
    );
  return value.padEnd(length);
}

function printRow(row: Row, separators: Separators): string {
  const [id, ...elements] = row;
  return printElements(
    [id, ...elements.map((element, index) => printed(element, separators, designator(id, index + 1)))],
    separators,
  );
}

function printed(element: Element, separators: Separators, place: string): string {
  if (typeof element === 'string') return valueOf(element, separators, place);
  if (!('repeated' in element)) return componentsOf(element, separators, place);
  const { repetition } = separators;
  if (element.repeated.length > 1 && repetition === null)
    throw new EdiWriteProblem(
      place,
      'It is repeated, and the agreement has no separator of repetitions.',
      'Agree on one, which needs X12 00402 or syntax version 4, or map one value.',
    );
  return element.repeated
    .map((one) => (typeof one === 'string' ? valueOf(one, separators, place) : componentsOf(one, separators, place)))
    .join(repetition ?? '');
}

/** Empty ones at the end are left out. */
function componentsOf(values: readonly string[], separators: Separators, place: string): string {
  const last = values.findLastIndex((value) => value !== '');
  return values
    .slice(0, last + 1)
    .map((value) => valueOf(value, separators, place))
    .join(separators.component);
}

function valueOf(text: string, separators: Separators, place: string): string {
  const { segment, element, component, repetition, release } = separators;
  const hurts = [segment, element, component, repetition, '\r', '\n'].find((one) => one !== null && text.includes(one));
  if (hurts !== undefined && (release === null || hurts === '\r' || hurts === '\n'))
    throw new EdiWriteProblem(
      place,
      `${JSON.stringify(text.slice(0, 40))} has ${JSON.stringify(hurts)} in it, which would end it early.`,
      'Have the mapping replace the character, or agree on other separators.',
    );
  // Letters beyond ASCII go out as UTF-8, one character a byte.
  return Buffer.from(rawOf(text, separators), 'utf8').toString('latin1');
}
