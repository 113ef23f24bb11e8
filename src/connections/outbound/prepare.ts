// From a sealed journal entry to what is sent: the event, mapped for the operation and written in its format. Made anew for each
// attempt, and equal every time as long as nobody changes the mapping.
import type { ExchangeOut } from '#connections/agreements/outgoing.ts';
import { FormatProblem } from '#connections/formats/format.ts';
import type { Format } from '#connections/formats/format.ts';
import type { Mapper } from '#connections/mapping/mapping.ts';
import type { Opened } from '#connections/sessions.ts';
import type { Connector, Declared, Outgoing, Settings } from '#connectors/connector.ts';
import { eventId, eventMediaType, eventOf, eventOperation } from '#connectors/webhook/event.ts';
import type { Poll } from '#connections/model.ts';
import { entryMissing, makeBundle } from './bundle.ts';
import { brokenContract } from './contract.ts';
import { answersOf, idOf } from './history.ts';
import type { History } from './history.ts';
import { orderAndShipment } from './order-facts.ts';
import type { OrderFacts } from './order-facts.ts';
import { write } from './write.ts';

export interface ToPrepare {
  /** Rises from one delivery to the next, with gaps. */
  readonly seq: number;
  readonly lane: string;
  readonly type: string;
  /** Null: the event itself. */
  readonly operation: string | null;
  /** What somebody put in the place of what the mapping makes. */
  readonly edited: unknown;
  readonly turnId: string;
  readonly ordinal: number;
  readonly entry: string | null;
  /** Of what goes out for an operation, when its lane is an order. */
  readonly order: OrderFacts | null;
  readonly attempts: number;
  /** What came before: operations that this one follows, an earlier delivery of the same. */
  readonly history: History;
}

export type Prepared =
  | {
      readonly ok: true;
      readonly nothing?: never;
      readonly outgoing: Outgoing;
      readonly declared: Declared;
      readonly answers: string | null;
      readonly refusals: 'dead_letter' | 'answer';
      /** The operation that follows. */
      readonly then: string | null;
      readonly poll: Poll | null;
    }
  /** Its mapping says that nothing is to be asked for; what follows is next. */
  | { readonly ok: true; readonly nothing: true; readonly then: string | null }
  | { readonly ok: false; readonly error: PrepareError };

export interface PrepareError {
  readonly code:
    | 'entry_missing'
    | 'operation_missing'
    | 'mapping_failed'
    | 'contract_broken'
    | 'format_failed'
    | 'answer_erased';
  readonly detail: string;
  readonly fix: string;
  readonly cause?: string;
}

export interface Writers {
  /** `source` of the events: this network. */
  readonly source: string;
  readonly mapper: Mapper;
  readonly formats: ReadonlyMap<string, Format>;
  /** For what is sent under agreements with partners; left out: nothing is. */
  readonly exchange?: ExchangeOut;
}

type Configured = Pick<Opened, 'connection' | 'connector'>;

/** The event itself is sent as it is, to receivers that know it again by its id. */
const asEvent: Declared = { effect: 'write', idempotency: 'native' };

/** Of a connector that says nothing, nothing is repeated. */
export function declaredBy(connector: Connector, settings: Settings): Declared {
  return connector.declare?.(settings) ?? { effect: 'write', idempotency: 'none' };
}

export async function prepare(
  { connection, connector }: Configured,
  delivery: ToPrepare,
  { source, mapper, formats, exchange }: Writers,
  traceparent: string | null = null,
): Promise<Prepared> {
  const { lane, turnId, ordinal, entry, edited, operation: name, attempts, history } = delivery;
  const event = eventId(turnId, ordinal);
  const id = idOf(event, delivery);
  if (entry === null) return fail(entryMissing(event));
  const sent = eventOf(event, source, entry);
  if (name === null) {
    const value = edited ?? JSON.parse(sent);
    const body = Buffer.from(edited === null ? sent : JSON.stringify(edited));
    const outgoing: Outgoing = {
      id,
      operation: eventOperation,
      settings: {},
      lane,
      attempt: attempts,
      value,
      body,
      mediaType: eventMediaType,
      traceparent,
    };
    return {
      ok: true,
      outgoing,
      declared: declaredOf({ connection, connector }, null),
      answers: null,
      refusals: 'dead_letter',
      then: null,
      poll: null,
    };
  }
  const operation = connection.operations.find((one) => one.name === name);
  if (operation === undefined)
    return fail({
      code: 'operation_missing',
      detail: `Connection ${connection.code} has no operation ${name} any more.`,
      fix: 'Define the operation again and replay the delivery, or skip it.',
    });
  let value: unknown = edited;
  if (operation.bundle !== undefined) {
    // Looked at by itself: a bundle of one.
    const { whole, nothing, bad } = await makeBundle({ connection, operation, number: null }, [delivery], {
      source,
      mapper,
      formats,
      ...(exchange !== undefined && { exchange }),
    });
    if (nothing.length > 0) return { ok: true, nothing: true, then: null };
    if (whole === null) return fail(bad[0]?.error ?? entryMissing(event));
    value = whole.value;
  }
  if (value === null) {
    const answers = answersOf(history);
    if (answers === null)
      return fail({
        code: 'answer_erased',
        detail: `What the other system had answered before ${name} was asked for is gone: it was erased, or the delivery was settled since.`,
        fix: 'Edit the delivery and replay it, or skip it; or send it again from its first operation.',
      });
    const follows = Object.keys(answers).length > 0;
    const document = JSON.parse(sent) as Readonly<Record<string, unknown>>; // What eventOf made.
    if (operation.mapping === null) value = document;
    else {
      const [mapped] = await mapper.map(operation.mapping, connection.code, [
        {
          document: { ...document, ...orderAndShipment(delivery.order), ...(follows && { answers }) },
          about: { operation: name, lane, delivery: id, sequence: String(delivery.seq) },
        },
      ]);
      if (mapped === undefined) throw new Error(`Mapping ${operation.mapping} answered nothing for ${id}`);
      if (!mapped.ok) return fail({ ...mapped.problem, code: 'mapping_failed', cause: mapped.problem.code });
      if (mapped.value === null || mapped.value === undefined)
        return { ok: true, nothing: true, then: operation.then ?? null };
      value = mapped.value;
    }
  }
  const broken = brokenContract(operation.contract, value);
  if (broken !== null) return fail(broken);
  try {
    const whole = await write({ formats, exchange }, operation.format, {
      value,
      key: `delivery ${delivery.seq}`,
      connection: connection.code,
      operation: name,
      deliveries: [delivery.seq],
      lanes: [lane],
    });
    const { body, mediaType } = whole.written;
    const { settings } = operation;
    const outgoing: Outgoing = {
      id,
      operation: name,
      settings,
      lane,
      attempt: attempts,
      value: whole.value,
      body,
      mediaType,
      traceparent,
    };
    const declared = declaredOf({ connection, connector }, name);
    const { answers, refusals = 'dead_letter', then = null, poll = null } = operation;
    return { ok: true, outgoing, declared, answers, refusals: answers === null ? 'dead_letter' : refusals, then, poll };
  } catch (error) {
    if (!(error instanceof FormatProblem)) throw error;
    const { detail, fix, place } = error;
    return fail({ code: 'format_failed', detail: `${place}: ${detail}`, fix });
  }
}

/** `operation` null: the event itself. */
export function declaredOf({ connection, connector }: Configured, operation: string | null): Declared {
  if (operation === null) return connector.declare?.({}) ?? asEvent;
  const settings = connection.operations.find(({ name }) => name === operation)?.settings;
  // Of what is not there any more nobody knows that it could be repeated.
  return settings === undefined ? { effect: 'write', idempotency: 'none' } : declaredBy(connector, settings);
}

function fail(error: PrepareError): Prepared {
  return { ok: false, error };
}
