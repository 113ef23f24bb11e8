// Several deliveries as one file: what its mapping gets, and which of them cannot be part of one. Whatever fails alone is told by
// itself, so that one bad delivery does not hold up the file of all the others.
import { FormatProblem } from '#connections/formats/format.ts';
import type { Written } from '#connections/formats/format.ts';
import type { Connection, Operation } from '#connections/model.ts';
import { eventId, eventOf } from '#connectors/webhook/event.ts';
import { brokenContract } from './contract.ts';
import { orderAndShipment } from './order-facts.ts';
import type { PrepareError, ToPrepare, Writers } from './prepare.ts';
import { write } from './write.ts';

export interface BundleOf {
  readonly connection: Pick<Connection, 'code'>;
  readonly operation: Operation;
  /** Null: it has none yet, and is only looked at. */
  readonly number: string | null;
}

export interface MadeBundle<Each> {
  /** Null: nothing is left to send. */
  readonly whole: { readonly value: unknown; readonly written: Written } | null;
  readonly members: readonly Each[];
  /** Of these the mapping says that nothing is to be sent. */
  readonly nothing: readonly Each[];
  readonly bad: readonly { readonly member: Each; readonly error: PrepareError }[];
}

type Tried =
  /** `written` null: the mapping made nothing. */
  | { readonly ok: true; readonly value: unknown; readonly written: Written | null }
  | { readonly ok: false; readonly error: PrepareError };

export async function makeBundle<Each extends ToPrepare>(
  of: BundleOf,
  members: readonly Each[],
  writers: Writers,
): Promise<MadeBundle<Each>> {
  const tried = await attempt(of, members, writers);
  if (tried.ok) return { ...wholeOf(tried, members), bad: [] };
  const alone = await Promise.all(members.map((member) => attempt(of, [member], writers)));
  const bad = members.flatMap((member, index) => {
    const one = alone[index];
    return one === undefined || one.ok ? [] : [{ member, error: one.error }];
  });
  const none = { whole: null, members: [], nothing: [] };
  // Each can be written and all together cannot: then nobody knows which of them it is.
  if (bad.length === 0) return { ...none, bad: members.map((member) => ({ member, error: tried.error })) };
  const good = members.filter((member) => !bad.some((one) => one.member === member));
  if (good.length === 0) return { ...none, bad };
  const rest = await attempt(of, good, writers);
  if (rest.ok) return { ...wholeOf(rest, good), bad };
  return { ...none, bad: [...bad, ...good.map((member) => ({ member, error: rest.error }))] };
}

function wholeOf<Each>(
  { value, written }: Extract<Tried, { ok: true }>,
  members: readonly Each[],
): Omit<MadeBundle<Each>, 'bad'> {
  return written === null
    ? { whole: null, members: [], nothing: members }
    : { whole: { value, written }, members, nothing: [] };
}

async function attempt(of: BundleOf, members: readonly ToPrepare[], writers: Writers): Promise<Tried> {
  const value = await valueOf(of, members, writers);
  if (!value.ok) return value;
  if (value.value === null || value.value === undefined) return { ok: true, value: null, written: null };
  const { connection, operation, number } = of;
  const broken = brokenContract(operation.contract, value.value);
  if (broken !== null) return { ok: false, error: broken };
  const deliveries = members.map(({ seq }) => seq);
  try {
    const whole = await write({ formats: writers.formats, exchange: writers.exchange }, operation.format, {
      value: value.value,
      key:
        number === null ? `delivery ${deliveries[0] ?? ''}` : `bundle ${connection.code} ${operation.name} ${number}`,
      connection: connection.code,
      operation: operation.name,
      deliveries,
      lanes: [...new Set(members.map(({ lane }) => lane))],
    });
    return { ok: true, ...whole };
  } catch (error) {
    if (!(error instanceof FormatProblem)) throw error;
    const { detail, fix, place } = error;
    return { ok: false, error: { code: 'format_failed', detail: `${place}: ${detail}`, fix } };
  }
}

async function valueOf(
  { connection, operation, number }: BundleOf,
  members: readonly ToPrepare[],
  { source, mapper }: Writers,
): Promise<{ readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: PrepareError }> {
  const deliveries: object[] = [];
  for (const { turnId, ordinal, entry, edited, order, lane, seq } of members) {
    // What somebody wrote is the whole file, and goes by itself.
    if (edited !== null && members.length === 1) return { ok: true, value: edited };
    const id = eventId(turnId, ordinal);
    if (entry === null) return { ok: false, error: entryMissing(id) };
    const event = JSON.parse(eventOf(id, source, entry)) as Readonly<Record<string, unknown>>; // What eventOf made.
    deliveries.push({ ...event, ...orderAndShipment(order), lane, sequence: String(seq) });
  }
  if (operation.mapping === null) return { ok: true, value: deliveries };
  const about = { operation: operation.name, ...(number !== null && { number }) };
  const [mapped] = await mapper.map(operation.mapping, connection.code, [{ document: { number, deliveries }, about }]);
  if (mapped === undefined) throw new Error(`Mapping ${operation.mapping} answered nothing`);
  return mapped.ok
    ? mapped
    : { ok: false, error: { ...mapped.problem, code: 'mapping_failed', cause: mapped.problem.code } };
}

export function entryMissing(id: string): PrepareError {
  return {
    code: 'entry_missing',
    detail: `The journal has no entry ${id}.`,
    fix: 'Skip the delivery, or restore the journal and replay it.',
  };
}
