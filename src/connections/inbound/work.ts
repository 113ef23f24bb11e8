// Raw messages worked on: taken apart, mapped, checked, decided. What fails is told with its exact place and leaves the rest
// alone. Doing it again is harmless: every document is known by a name of its own. Records of many messages go through together,
// in the order in which they came.
import type { Exchange } from '#connections/agreements/exchange.ts';
import { isAgreed } from '#connections/agreements/outgoing.ts';
import { FormatProblem } from '#connections/formats/format.ts';
import type { AgreedDocument, Format, FormatRecord } from '#connections/formats/format.ts';
import type { Mapped, MapInput, Mapper } from '#connections/mapping/mapping.ts';
import type { Connection, Stream } from '#connections/model.ts';
import { limits } from '#kernel/limits.ts';
import type { Door, Offered, Verdict } from './door.ts';
import { bodyFault } from './raw-store.ts';
import type { Note, Problem, Result, Waiting } from './raw-store.ts';
import { runsOf } from './runs.ts';

export interface Workers {
  readonly door: Door;
  readonly mapper: Mapper;
  readonly formats: ReadonlyMap<string, Format>;
  /** For streams that go by agreements with partners; left out: none does. */
  readonly exchange?: Exchange;
}

export type Worked =
  | { readonly kind: 'settled'; readonly result: Result }
  /** Cannot be decided just now. */
  | { readonly kind: 'later'; readonly detail: string };

/** A message on its way. */
interface Item {
  readonly message: Waiting;
  readonly problems: Problem[];
  readonly made: string[];
  records: number;
  documents: number;
  accepted: number;
  duplicates: number;
  superseded: number;
  readonly notes: Note[];
  failed: number;
  /** Documents of partners that failed after their interchange was taken, by the number of their record. */
  readonly refused: Map<number, Refused>;
  later: string | null;
}

interface Refused {
  readonly document: AgreedDocument;
  /** Codes and places, without what others wrote. */
  readonly reasons: string[];
}

interface Piece {
  readonly item: Item;
  /** From 1. */
  readonly number: number;
  readonly record: FormatRecord;
}

interface Document extends Offered {
  readonly piece: Piece;
  readonly item: Item;
  readonly place: string;
}

interface Task {
  readonly connection: Connection;
  readonly stream: Stream;
  /** Whether the stream is still ours: when it is not, the rest is left to who has it. */
  readonly goesOn: () => boolean;
}

/** One answer a message, in their order. */
export async function workOn(workers: Workers, task: Task, messages: readonly Waiting[]): Promise<readonly Worked[]> {
  const items = messages.map((message): Item => ({
    message,
    problems: [],
    made: [],
    records: 0,
    documents: 0,
    accepted: 0,
    duplicates: 0,
    superseded: 0,
    notes: [],
    failed: 0,
    refused: new Map(),
    later: null,
  }));
  let pieces: Piece[] = [];
  let later: string | null = null;
  for (const item of items) {
    item.later = later;
    if (later !== null) continue;
    for await (const record of recordsOf(workers, task, item)) {
      item.records += 1;
      if (record.problem === undefined) pieces.push({ item, number: item.records, record });
      else fail(item, { stage: 'parse', place: record.place, code: 'record_unreadable', ...record.problem });
      if (pieces.length < limits.rawRecordsAtOnce) continue;
      later = await take(workers, task, pieces);
      pieces = [];
      if (later === null) continue;
      item.later ??= later;
      break;
    }
  }
  if (later === null) await take(workers, task, pieces);
  for (const item of items) if (item.later === null) await tellRefused(workers, task, item);
  return items.map(({ message: _message, refused: _refused, later, ...result }) =>
    later === null ? { kind: 'settled', result } : { kind: 'later', detail: later },
  );
}

/** Ends where the message cannot be read any further. What was agreed on with partners is seen to on the way. */
async function* recordsOf(
  { formats, exchange }: Workers,
  { connection, stream }: Task,
  item: Item,
): AsyncIterable<FormatRecord> {
  const missing = bodyFault(item.message);
  if (missing !== null) return fail(item, { stage: 'fetch', place: 'the message', ...missing });
  const format = formats.get(stream.format.name);
  if (format === undefined)
    return fail(item, {
      stage: 'parse',
      place: 'the message',
      code: 'format_unknown',
      detail: `No format is called ${stream.format.name}.`,
      fix: `Set the format of the stream to one of ${[...formats.keys()].join(', ')}.`,
    });
  try {
    const body = [item.message.body];
    if (exchange === undefined || !isAgreed(stream.format)) yield* format.read(body, stream.format);
    else {
      const given = { inForce: await exchange.inForce(), connection: connection.code };
      const from = { connection: connection.code, stream: stream.name };
      yield* agreedRecords(exchange, from, item, format.read(body, stream.format, given));
    }
  } catch (error) {
    if (!(error instanceof FormatProblem)) throw error;
    const { place, detail, fix } = error;
    fail(item, { stage: 'parse', place, code: 'unreadable', detail, fix });
  }
}

/** Records for mappings. Interchanges are noted before what stands in them, and answers of partners go to what they answer. */
async function* agreedRecords(
  exchange: Exchange,
  stream: { readonly connection: string; readonly stream: string },
  item: Item,
  records: AsyncIterable<FormatRecord>,
): AsyncIterable<FormatRecord> {
  const from = { ...stream, message: item.message.id, correlationId: correlationOf(item.message) };
  let [interchange, number] = [0, 0];
  let isRefused = false;
  for await (const record of records) {
    const { agreed, place } = record;
    if (agreed?.kind === 'interchange') {
      interchange += 1;
      const { problem, notes } = await exchange.received(from, interchange, agreed);
      for (const one of notes) noted(item, { place, ...one });
      isRefused = problem !== null;
      if (problem !== null) fail(item, { stage: 'parse', place, ...problem });
      continue;
    }
    number += 1;
    if (isRefused) continue;
    if (agreed?.kind !== 'acknowledgement' || record.problem !== undefined) {
      yield record;
      continue;
    }
    const { kind, effect, detail } = await exchange.answered(from, number, agreed);
    if (kind === 'later') {
      item.later ??= detail;
      return;
    }
    item.records += 1;
    item.documents += 1;
    if (effect === 'again') item.duplicates += 1;
    else item.accepted += 1;
    if (effect !== 'settled' || agreed.said.said !== 'accepted')
      noted(item, { place, code: `answer_${effect}`, detail });
  }
}

/** Answers why the rest has to wait; null: it need not. */
async function take(
  workers: Workers,
  { connection, stream, goesOn }: Task,
  pieces: readonly Piece[],
): Promise<string | null> {
  const documents: Document[] = [];
  for (const [index, answer] of (await mapAll(workers, connection, stream, pieces)).entries()) {
    const piece = pieces[index];
    if (piece === undefined) throw new Error(`Mapping ${stream.mapping} answered more than it was asked`);
    const { item, number, record } = piece;
    if (!answer.ok) {
      fail(item, { stage: 'map', place: record.place, ...answer.problem });
      refuse(piece, answer.problem.code);
      continue;
    }
    const made = answer.value === null || answer.value === undefined ? [] : [answer.value].flat();
    for (const [at, document] of made.entries())
      documents.push({
        piece,
        item,
        document,
        id: `${item.message.id}-${number}-${at + 1}`,
        correlationId: correlationOf(item.message),
        receivedAt: item.message.receivedAt,
        again: item.message.attempts > 0,
        message: item.message.id,
        seq: item.message.seq,
        evenIfOlder: item.message.evenIfOlder,
        place: made.length === 1 ? record.place : `${record.place}, document ${at + 1}`,
      });
  }
  let later: string | null = null;
  for (const run of runsOf(documents)) {
    if (!goesOn()) later ??= 'The stream is another node’s by now.';
    // What comes after something that has to wait waits too: it may be about the same thing.
    if (later === null) await decide(workers.door, connection, run);
    else for (const { item } of run) item.later ??= later;
    later ??= run.find(({ item }) => item.later !== null)?.item.later ?? null;
  }
  return later;
}

function refuse({ item, number, record: { agreed } }: Piece, reason: string): void {
  if (agreed?.kind !== 'document') return;
  const refused = item.refused.get(number) ?? { document: agreed, reasons: [] };
  if (!refused.reasons.includes(reason)) refused.reasons.push(reason);
  item.refused.set(number, refused);
}

async function tellRefused({ exchange }: Workers, { connection, stream }: Task, item: Item): Promise<void> {
  const { id: message } = item.message;
  const from = {
    connection: connection.code,
    stream: stream.name,
    message,
    correlationId: correlationOf(item.message),
  };
  for (const [number, { document, reasons }] of item.refused) await exchange?.failed(from, number, document, reasons);
}

/** Records may go through mappings of their own: each mapping is asked once, and what it answers stands in the order of the records. */
async function mapAll(
  { mapper }: Workers,
  connection: Connection,
  stream: Stream,
  pieces: readonly Piece[],
): Promise<readonly Mapped[]> {
  const mappingOf = ({ record }: Piece): string | null =>
    record.mapping === undefined ? stream.mapping : record.mapping;
  const mapped = new Map<Piece, Mapped>();
  const asked = Map.groupBy(pieces, mappingOf);
  await Promise.all(
    [...asked].map(async ([name, those]) => {
      const answers =
        name === null
          ? those.map(({ record }): Mapped => ({ ok: true, value: record.document }))
          : await mapper.map(
              name,
              connection.code,
              those.map((piece) => inputOf(connection, stream, piece)),
            );
      if (answers.length !== those.length)
        throw new Error(`Mapping ${name} answered ${answers.length} of ${those.length}`);
      for (const [index, answer] of answers.entries()) {
        const piece = those[index];
        if (piece !== undefined) mapped.set(piece, answer);
      }
    }),
  );
  return pieces.flatMap((piece) => mapped.get(piece) ?? []);
}

function inputOf(
  connection: Connection,
  stream: Stream,
  { item: { message }, record: { document, place } }: Piece,
): MapInput {
  return {
    document,
    about: {
      ...message.about,
      connection: connection.code,
      stream: stream.name,
      key: message.key,
      place,
      ...(message.asked !== null && { event: eventAsked(message.asked) }),
    },
  };
}

/** Of the journal entry that an answer is about, what a mapping may go by. */
function eventAsked(entry: string): object {
  const { type, subject, data } = JSON.parse(entry) as Readonly<Record<'type' | 'subject' | 'data', unknown>>; // A turn sealed it.
  return { type, subject, data };
}

/** All of a run at once: the door keeps the order of those that concern the same thing. */
async function decide(door: Door, connection: Connection, run: readonly Document[]): Promise<void> {
  const verdicts = await door.take(connection, run);
  for (const [index, { item, place, piece }] of run.entries()) {
    const verdict = verdicts[index];
    if (verdict === undefined) throw new Error('bug: the door answered less than it was asked');
    item.documents += 1;
    note(item, place, verdict);
    if (verdict.kind === 'failed') refuse(piece, [verdict.code, verdict.pointer ?? ''].join(' ').trim());
  }
}

const correlationCharactersMax = 256;

/** An answer belongs to what it answers; anything else begins something of its own. */
function correlationOf({ id, about }: Waiting): string {
  const { correlation = '' } = about;
  return correlation === '' || correlation.length > correlationCharactersMax || correlation.includes('\0')
    ? id
    : correlation;
}

function note(item: Item, place: string, verdict: Verdict): void {
  switch (verdict.kind) {
    case 'later':
      item.later = verdict.detail;
      return;
    case 'failed': {
      const { kind: _kind, pointer, intake, ...problem } = verdict;
      const where = pointer === null || pointer === '' ? place : `${place} ${pointer}`;
      return fail(item, { ...problem, place: where, ...(intake !== null && { intake }) });
    }
    case 'superseded':
      item.superseded += 1;
      return noted(item, { place, code: 'superseded', detail: verdict.detail });
    case 'accepted':
    case 'duplicate':
      if (verdict.kind === 'accepted') item.accepted += 1;
      else item.duplicates += 1;
      if (item.made.length < limits.rawResultsKept) item.made.push(verdict.made);
  }
}

function noted(item: Item, one: Note): void {
  if (item.notes.length < limits.rawProblemsKept) item.notes.push(one);
}

/** Of a message at which Crossdock itself failed again and again. */
export function defective(attempts: number): Result {
  const problem: Problem = {
    stage: 'decide',
    place: 'the message',
    code: 'failed',
    detail: `Crossdock itself failed at it ${attempts} times; its log says how.`,
    fix: 'Look at the log of the node. Correct the message, or replay it when the cause is mended.',
  };
  return {
    records: 0,
    documents: 0,
    accepted: 0,
    duplicates: 0,
    superseded: 0,
    failed: 1,
    problems: [problem],
    made: [],
  };
}

function fail(item: Item, problem: Problem): void {
  item.failed += 1;
  if (item.problems.length < limits.rawProblemsKept) item.problems.push(problem);
}
