// What is sent under an agreement: ids, versions and separators are the agreement's, and the control numbers come from its
// sequences. A number is taken only when it is known that what is sent can be written.
import { applicationAdvice } from '#edi/acknowledge/application.ts';
import { groupKindOf } from '#edi/envelope/x12.ts';
import { FormatProblem } from '#connections/formats/format.ts';
import type { Format, FormatSettings, Given, Written } from '#connections/formats/format.ts';
import { isObject } from '#connections/formats/value.ts';
import { localOf } from '#connections/mapping/local-time.ts';
import { acknowledgementOf, acknowledgementVersion } from './acknowledgement.ts';
import { isAcknowledgement } from './match.ts';
import type { Agreements } from './match.ts';
import { overlaysOf } from './model.ts';
import type { Agreement } from './model.ts';
import type { Numbers, NumbersAsked, Shape } from './numbers-out.ts';
import { failedType, receivedType } from './received-event.ts';
import type { FailedData, ReceivedInterchange } from './received-event.ts';

export interface ExchangeOut {
  inForce(): Promise<Agreements>;
  numbers(asked: NumbersAsked): Promise<Numbers>;
}

export interface OutOf {
  /** What the mapping made, or the event itself. */
  readonly value: unknown;
  readonly key: string;
  readonly connection: string;
  readonly operation: string;
  readonly deliveries: readonly number[];
  readonly lanes: readonly string[];
}

type Value = Readonly<Record<string, unknown>>;

interface Out {
  readonly agreement: Agreement;
  readonly value: Value;
  readonly messages: readonly Value[];
  /** By type: as the agreement says, or as acknowledgements are. */
  readonly versions: Readonly<Record<string, string>>;
  readonly isAnswer: boolean;
}

export function isAgreed(format: FormatSettings): boolean {
  return format.name === 'edi' && (format['agreements'] === true || typeof format['agreement'] === 'string');
}

/** Throws FormatProblem where it cannot be written. */
export async function writeAgreed(
  exchange: ExchangeOut,
  format: Format,
  settings: FormatSettings,
  of: OutOf,
): Promise<{ readonly value: unknown; readonly written: Written }> {
  const out = outOf(await exchange.inForce(), settings, of.value);
  const shape = shapeOf(out);
  const write = (numbers: Numbers): { value: Value; written: Written } => {
    const value = numbered(out, numbers);
    return { value, written: format.write(value, settings, givenBy(out, numbers)) };
  };
  write({ number: 1, firstGroup: 1, preparedAt: new Date(0) });
  const { connection, operation, deliveries, lanes, key } = of;
  const { code, awaits } = out.agreement;
  const numbers = await exchange.numbers({
    key,
    agreement: code,
    connection,
    operation,
    deliveries,
    lanes,
    shape,
    awaits: out.isAnswer ? null : awaits,
  });
  return write(numbers);
}

function outOf(agreements: Agreements, settings: FormatSettings, given: unknown): Out {
  if (!isObject(given)) throw no('the value', 'It is no object.', 'Let the mapping make {agreement, messages}.');
  if (given['type'] === failedType) return adviceOf(agreements, given['data'] as FailedData, given); // A turn sealed it.
  if (given['type'] === receivedType) return answerOf(agreements, given['data'] as ReceivedInterchange); // A turn sealed it.
  const messages = given['messages'];
  if (!Array.isArray(messages) || messages.length === 0)
    throw no('/messages', 'There is no message in it.', 'Let the mapping make a list of at least one {type, rows}.');
  const read = messages.map((message: unknown, index) => {
    if (!isObject(message) || typeof message['type'] !== 'string')
      throw no(`/messages/${index}`, 'It says no type.', 'Let the mapping make {type, rows}.');
    return { ...message, type: message['type'] };
  });
  const types = [...new Set(read.map(({ type }) => type))];
  const agreement = chosen(agreements, settings, given, types);
  const acknowledgements = given['acknowledgements'];
  const isAnswer = types.every(isAcknowledgement);
  return {
    agreement,
    value: { ...(acknowledgements !== undefined && { acknowledgements }) },
    messages: read,
    versions: Object.fromEntries(types.map((type) => [type, versionOf(agreement, type)])),
    isAnswer,
  };
}

function answerOf(agreements: Agreements, told: ReceivedInterchange): Out {
  const agreement = agreements.get(told.agreement);
  if (agreement === undefined) throw missing(told.agreement);
  const answer = acknowledgementOf(told, agreement);
  if (answer === null)
    throw no(
      `interchange ${told.interchange.control}`,
      `Agreement ${agreement.code} does not acknowledge it any more.`,
      'Skip the delivery, or correct "acknowledge" of the agreement and replay it.',
    );
  const said = (type: string): string =>
    agreement.sends.find((one) => one.type === type)?.version ?? acknowledgementVersion(type, told);
  const { acknowledgements, messages } = answer;
  return {
    agreement,
    value: acknowledgements.length === 0 ? {} : { acknowledgements },
    messages: messages.map((message) => ({ ...message })),
    versions: Object.fromEntries(messages.map(({ type }) => [type, said(type)])),
    isAnswer: true,
  };
}

/** What is told of a document that failed. */
function adviceOf(agreements: Agreements, told: FailedData, { id, time }: Value): Out {
  const agreement = agreements.get(told.agreement);
  if (agreement === undefined) throw missing(told.agreement);
  const { application: type } = agreement.acknowledge;
  if (type === 'none')
    throw no(
      `message ${told.control}`,
      `Agreement ${agreement.code} does not tell of documents that fail any more.`,
      'Skip the delivery, or correct "acknowledge" of the agreement and replay it.',
    );
  const reference = String(id)
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .slice(-referenceCharacters);
  const date = String(time).slice(0, 10).replaceAll('-', '');
  const message = applicationAdvice(type, told, { reference, date });
  const usual = type === '824' ? '004010' : 'D:96A:UN';
  const version = agreement.sends.find((one) => one.type === type)?.version ?? usual;
  return { agreement, value: {}, messages: [{ ...message }], versions: { [type]: version }, isAnswer: false };
}

const referenceCharacters = 30;

/** By what the operation or the mapping names: the agreement, or the partner. */
function chosen(agreements: Agreements, settings: FormatSettings, given: Value, types: readonly string[]): Agreement {
  const code = given['agreement'] ?? settings['agreement'];
  if (typeof code === 'string') {
    const agreement = agreements.get(code);
    if (agreement === undefined) throw missing(code);
    return agreement;
  }
  const partner = given['partner'];
  if (typeof partner !== 'string')
    throw no(
      'the value',
      'It names no agreement.',
      'Let the mapping say {agreement, messages} or {partner, messages}, or give the format of the operation "agreement".',
    );
  const fitting = agreements
    .of(partner)
    .filter(({ sends }) => types.every((type) => sends.some((one) => one.type === type)));
  const [only, another] = fitting;
  if (only === undefined)
    throw no(
      '/partner',
      `No active agreement with ${partner} sends ${types.join(' and ')}.`,
      'Put the type under "sends" of the agreement.',
    );
  if (another !== undefined)
    throw no(
      '/partner',
      `${fitting.map((one) => one.code).join(' and ')} send ${types.join(' and ')} to ${partner}.`,
      'Let the mapping name the agreement instead of the partner.',
    );
  return only;
}

function missing(code: string): FormatProblem {
  return no(
    '/agreement',
    `There is no agreement ${code}.`,
    'Put it again and replay the delivery, or correct the name.',
  );
}

function versionOf({ code, sends }: Agreement, type: string): string {
  const sent = sends.find((one) => one.type === type);
  if (sent !== undefined) return sent.version;
  const types = sends.map((one) => one.type).join(', ');
  throw no(
    '/messages',
    `Agreement ${code} does not send ${type}; it sends ${types === '' ? 'nothing' : types}.`,
    'Add the type with its version to "sends" of the agreement and replay the delivery, or correct the mapping.',
  );
}

/** In the order in which the format writes them. */
function shapeOf({ agreement, messages, versions }: Out): Shape {
  const numbers = messages.map(({ type, control }, index) => ({
    type: String(type),
    control: typeof control === 'string' ? control : usualControl(agreement, index),
  }));
  if (agreement.standard === 'edifact')
    return { isGrouped: false, groups: messages.length === 0 ? [] : [{ kind: '', messages: numbers }] };
  const byKind = Map.groupBy(numbers, ({ type }) => groupKey(type, versions));
  return {
    isGrouped: true,
    groups: [...byKind].map(([key, those]) => ({ kind: key.split(' ')[0] ?? '', messages: those })),
  };
}

/** Sets of one kind and version stand in one group. */
function groupKey(type: string, versions: Readonly<Record<string, string>>): string {
  return `${groupKindOf(type) ?? ''} ${versions[type] ?? ''}`;
}

function usualControl({ standard }: Agreement, index: number): string {
  return standard === 'x12' ? String(index + 1).padStart(4, '0') : String(index + 1);
}

function numbered({ agreement, value, messages, versions }: Out, { number, preparedAt }: Numbers): Value {
  return {
    agreement: agreement.code,
    control: String(number),
    prepared: localTime(preparedAt, agreement.zone),
    ...value,
    messages: messages.map((message, index) => {
      const type = String(message['type']);
      const isBare = agreement.standard === 'edifact' && !type.includes(':');
      return {
        control: usualControl(agreement, index),
        ...message,
        type: isBare ? `${type}:${versions[type] ?? ''}` : type,
      };
    }),
  };
}

/** Instead of what the settings of an operation say where there is no agreement. */
function givenBy({ agreement, versions, isAnswer }: Out, { firstGroup }: Numbers): Given {
  const { standard, ours, theirs, version, separators, lineEnd, indicator, awaits, sends } = agreement;
  const party = ({ qualifier, id, group }: Agreement['ours']): object => ({
    qualifier,
    id,
    ...(group !== null && { group }),
  });
  const overlay = overlaysOf(sends);
  return {
    standard,
    sender: party(ours),
    receiver: party(theirs),
    version,
    separators,
    lineEnd,
    test: indicator === 'test',
    acknowledge: !isAnswer && (standard === 'edifact' ? awaits !== null : awaits?.what === 'interchange'),
    versions,
    ...(firstGroup !== null && { groupControl: firstGroup }),
    ...(Object.keys(overlay).length > 0 && { overlay }),
  };
}

/** 2026-03-02T08:10 on the clock of the zone. */
export function localTime(at: Date, zone: string): string {
  return localOf(at.getTime(), zone).slice(0, 16);
}

function no(place: string, detail: string, fix: string): FormatProblem {
  return new FormatProblem({ place, detail, fix });
}
