// What passes between us and partners with agreements: interchanges that come are noted and answered, answers find what we sent, and
// whatever is to be seen of it enters the journal by turns. All of it may be done again: each step knows what it has done.
import type pg from 'pg';
import { v7 } from 'uuid';
import type { Agreed, AgreedDocument } from '#connections/formats/format.ts';
import type { Acknowledged } from '#edi/acknowledge/read.ts';
import type { InterchangeVerdict } from '#edi/acknowledge/verdicts.ts';
import { ediFaults } from '#edi/faults.ts';
import { limits } from '#kernel/limits.ts';
import { everything } from '#kernel/scope.ts';
import type { Command } from '#processes/message.ts';
import { refuseLater } from '#runtime/deliveries-again.ts';
import type { Engine } from '#runtime/engine.ts';
import { noteAnswer } from './answers.ts';
import type { Answered, AnswerEffect, SentRow } from './answers.ts';
import { isAnswered } from './acknowledgement.ts';
import { agreementsInForce } from './in-force.ts';
import { isFinal } from './judge-answer.ts';
import type { Agreements } from './match.ts';
import type { Agreement } from './model.ts';
import { noteArrived, noteTold } from './numbers-in.ts';
import type { NumberNote } from './numbers-in.ts';
import { countsOf, isToAcknowledge, receivedData } from './received-event.ts';

export interface From {
  readonly connection: string;
  readonly stream: string;
  /** The raw message. */
  readonly message: string;
  readonly correlationId: string;
}

export interface TakenIn {
  /** Why nothing of the interchange may have an effect; null: it may. */
  readonly problem: { readonly code: string; readonly detail: string; readonly fix: string } | null;
  readonly notes: readonly NumberNote[];
}

export interface TakenAnswer {
  readonly kind: 'taken' | 'later';
  readonly effect: AnswerEffect;
  readonly detail: string;
}

export interface Exchange {
  inForce(): Promise<Agreements>;
  /** An interchange was read: it is noted once, and answered once, as was agreed on. */
  received(from: From, ordinal: number, read: Extract<Agreed, { kind: 'interchange' }>): Promise<TakenIn>;
  /** A document of the partner fails after its interchange was taken: told to him, where that was agreed on. */
  failed(from: From, number: number, document: AgreedDocument, reasons: readonly string[]): Promise<void>;
  /** A partner says something of what we sent. */
  answered(from: From, ordinal: number, read: Extract<Agreed, { kind: 'acknowledgement' }>): Promise<TakenAnswer>;
}

interface Parts {
  readonly pool: pg.Pool;
  readonly engine: Engine;
}

export function createExchange({ pool, engine }: Parts): Exchange {
  const inForce = agreementsInForce(pool);
  const agreementOf = async (code: string): Promise<Agreement> => {
    const agreement = (await inForce()).get(code);
    // It was taken away while the message was read: read again, it is nobody's.
    if (agreement === undefined) throw new Error(`agreement ${code} was removed meanwhile`);
    return agreement;
  };
  return {
    inForce,
    async received(from, ordinal, { agreement: code, verdict }) {
      const agreement = await agreementOf(code);
      const { notes, isDuplicate, isTold } = await noteArrived(
        pool,
        arrivedOf(agreement, from, ordinal, verdict),
        agreement.controlNumbers,
      );
      const isRefused = isDuplicate && agreement.controlNumbers.duplicates === 'refuse';
      const whole = isRefused ? refusedAsDuplicate(verdict) : verdict;
      if (!isTold && isToAcknowledge(verdict)) {
        const data = receivedData(agreement, whole, from);
        const to = isAnswered(data, agreement) ? agreement.acknowledge.to : null;
        await tell(engine, from, `${from.message}-${ordinal}`, {
          type: 'edi.tell',
          kind: 'received',
          subject: `${code}/in/${verdict.interchange.control}`,
          partner: agreement.partner,
          orders: [],
          over: [],
          to,
          data: { ...data },
        });
        await noteTold(pool, { message: from.message, ordinal });
      }
      if (!isRefused) return { problem: null, notes };
      const { rule, fix } = ediFaults.interchange_duplicate;
      const [first] = notes.filter((one) => one.code === 'interchange_duplicate');
      return {
        problem: { code: 'interchange_duplicate', detail: `${first?.detail ?? ''} Rule: ${rule}.`, fix },
        notes: [],
      };
    },
    async failed(from, number, { agreement: code, type, version, control, group, interchange }, reasons) {
      const agreement = (await inForce()).get(code);
      const to = agreement?.acknowledge.to ?? null;
      if (agreement === undefined || to === null || agreement.acknowledge.application === 'none') return;
      const { partner } = agreement;
      await tell(engine, from, `${from.message}-${number} failed`, {
        type: 'edi.tell',
        kind: 'failed',
        subject: `${code}/in/${interchange}/${group ?? ''}/${control}`,
        partner,
        orders: [],
        over: [],
        to,
        data: {
          agreement: code,
          partner,
          type,
          version,
          control,
          group,
          interchange,
          reasons: reasons.slice(0, limits.acknowledgedFaultsMax),
          message: from.message,
        },
      });
    },
    async answered(from, ordinal, { agreement: code, type, said }) {
      const agreement = await agreementOf(code);
      const answered = await noteAnswer(pool, { agreement: code, message: from.message, ordinal, type, said });
      const { sent, effect, state } = answered;
      if (sent === null) return { kind: 'taken', effect, detail: unknownDetail(type, said, agreement) };
      if (isFinal(state) && effect !== 'again') {
        const isRefused = state === 'refused' || state === 'partly';
        if (isRefused && !(await takeBack(pool, from, ordinal, answered, sent)))
          return { kind: 'later', effect, detail: `Interchange ${sent.number} is not noted as sent yet.` };
        await tell(engine, from, `${from.message}-${ordinal} answer`, {
          type: 'edi.tell',
          kind: isRefused ? 'refused' : 'acknowledged',
          subject: `${code}/out/${sent.number}`,
          partner: agreement.partner,
          orders: ordersIn(isRefused ? lanesOf(sent, answered.refused) : sent.lanes),
          over: isRefused ? ['overdue'] : await overWith(pool, sent),
          to: null,
          data: {
            agreement: code,
            partner: agreement.partner,
            control: String(sent.number),
            by: type,
            said: state,
            codes: answered.codes.slice(0, codesMax),
            ...(isRefused && answered.reasons.length > 0 && { reason: reasonText(answered.reasons) }),
            message: from.message,
          },
        });
      }
      return { kind: 'taken', effect, detail: effectDetail(type, said, answered, sent) };
    },
  };
}

const codesMax = 20;
const reasonCharactersMax = 900;
const reasonsTold = 5;

function arrivedOf(
  { code }: Agreement,
  { connection, stream, message }: From,
  ordinal: number,
  verdict: InterchangeVerdict,
): Parameters<typeof noteArrived>[1] {
  const { messages, refused } = countsOf(verdict);
  const { groups, interchange } = verdict;
  const isNoted =
    verdict.verdict === 'noted' ||
    groups.some((group) => group.verdict === 'noted' || group.messages.some((one) => one.verdict === 'noted'));
  return {
    agreement: code,
    connection,
    stream,
    message,
    ordinal,
    control: interchange.control,
    groups: groups.flatMap(({ group }) => (group === null || group.control === '' ? [] : [group.control])),
    verdict:
      messages > 0 && refused === messages
        ? 'refused'
        : verdict.verdict === 'refused'
          ? 'refused'
          : refused > 0
            ? 'partly'
            : isNoted
              ? 'noted'
              : 'accepted',
    messages,
    refused,
  };
}

function refusedAsDuplicate(verdict: InterchangeVerdict): InterchangeVerdict {
  const { standard } = verdict.interchange;
  const fault = {
    code: 'interchange_duplicate',
    segment: standard === 'x12' ? 'ISA' : 'UNB',
    number: 1,
    offset: 0,
    line: 1,
    element: null,
    component: null,
    detail: '',
  } as const;
  return { ...verdict, verdict: 'refused', faults: [fault, ...verdict.faults] };
}

/** Back to the deliveries: each a dead letter with the partner's reasons. False: one of them is still under way here. */
async function takeBack(
  pool: pg.Pool,
  from: From,
  ordinal: number,
  answered: Answered,
  sent: SentRow,
): Promise<boolean> {
  const deliveries = chosen(sent.deliveries, sent, answered.refused);
  for (const delivery of deliveries) {
    const taken = await refuseLater(pool, {
      connections: { code: sent.connection, system: null },
      delivery: String(delivery),
      order: null,
      operation: null,
      code: answered.codes[0] ?? null,
      reason: answered.quoted.length === 0 ? 'the partner gives no reason.' : reasonText(answered.quoted),
      by: `connection:${from.connection}`,
      message: `${from.message}-${ordinal}-${delivery}`,
    });
    // What is dead already is looked at by somebody anyway.
    if (taken.kind === 'open' && taken.state !== 'dead') return false;
  }
  return true;
}

function reasonText(reasons: readonly string[]): string {
  const told = reasons.slice(0, reasonsTold).join('; ');
  const more = reasons.length > reasonsTold ? `; and ${reasons.length - reasonsTold} more` : '';
  return `${told.slice(0, reasonCharactersMax)}${more}.`;
}

function lanesOf(sent: SentRow, refused: readonly number[] | null): readonly string[] {
  return chosen(sent.lanes, sent, refused);
}

/** Of a bundle whose messages are one for each delivery, those that were refused; otherwise all. */
function chosen<Each>(all: readonly Each[], { contents }: SentRow, refused: readonly number[] | null): readonly Each[] {
  const messages = contents.reduce((sum, one) => sum + one.messages.length, 0);
  return refused === null || messages !== all.length ? all : all.filter((_, place) => refused.includes(place));
}

export function ordersIn(lanes: readonly string[]): string[] {
  return [...new Set(lanes.filter((lane) => lane.startsWith('ord_')))];
}

/** Exceptions of its orders that end with it: no other interchange about them is overdue. */
async function overWith(
  pool: pg.Pool,
  { agreement, number, lanes }: SentRow,
): Promise<readonly ('refused' | 'overdue')[]> {
  const { rowCount } = await pool.query(
    `select from interchanges_sent
     where state = 'overdue' and lanes && $3::text[] and not (agreement = $1 and number = $2)
     limit 1`,
    [agreement, number, lanes],
  );
  return rowCount === 0 ? ['refused', 'overdue'] : ['refused'];
}

export async function tell(
  engine: Engine,
  from: { readonly connection: string | null; readonly correlationId: string },
  id: string,
  command: Extract<Command, { type: 'edi.tell' }>,
): Promise<void> {
  const actor = from.connection === null ? 'system' : `connection:${from.connection}`;
  const message = {
    id: `msg_${v7()}`,
    // Said once, however often its message is read.
    claim: { source: 'crossdock/edi', id },
    digest: id,
    actor,
    scope: everything,
    occurredAt: null,
    correlationId: from.correlationId,
    causationId: null,
    command,
  };
  const { answer } = await engine.submit('intake', { message });
  if (answer.status !== 'done') throw new Error(`${id} could not be told: ${answer.rejection.detail}`);
}

function unknownDetail(type: string, { of, control }: Acknowledged, { code }: Agreement): string {
  return `${type} answers ${of} ${control}, and under agreement ${code} nothing was sent with that number.`;
}

function effectDetail(
  type: string,
  { said }: Acknowledged,
  { effect, state, reasons }: Answered,
  { number }: SentRow,
): string {
  const why = reasons.length === 0 ? '' : ` (${reasonText(reasons)})`;
  switch (effect) {
    case 'again':
      return `${type} says of interchange ${number} what was said before: ${said}.`;
    case 'contradicts':
      return `${type} says of interchange ${number} something else than before: it is ${state} now${why}.`;
    case 'late':
      return `${type} comes late: interchange ${number} was overdue, and is ${state} now${why}.`;
    case 'settled':
    case 'received':
    case 'unknown':
      return `Interchange ${number} is ${state}${why}.`;
  }
}
