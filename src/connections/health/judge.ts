// How a connection does, from what is stored about it: one word, since when, a sentence why, and what somebody has to do. Pure.
import type { ConnectionRecord } from '../model.ts';
import type { Backlog, BreakerRow, Rates, StreamRow } from './health-store.ts';

/** The first that is true counts. */
export const connectionStates = [
  'switched_off',
  'paused',
  'in_maintenance',
  'failing',
  'late',
  'unknown',
  'working',
] as const;
export type ConnectionState = (typeof connectionStates)[number];

/** Over how many minutes rates are told. */
export const rateMinutes = 5;
/** A node that said nothing more of a receiver for so long is not asked any more. */
export const breakerHeardMs = 10 * 60_000;
/** Fewer attempts of which none arrived say nothing yet. */
const attemptsThatTell = 5;

export interface Known {
  readonly connection: ConnectionRecord;
  readonly backlog: Backlog;
  readonly rates: Rates;
  readonly breakers: readonly BreakerRow[];
  /** Of connections that work: what somebody should know all the same. */
  readonly remarks: readonly string[];
  readonly streams: readonly StreamRow[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface Judgement {
  readonly state: ConnectionState;
  /** Null: nobody knows. */
  readonly since: string | null;
  readonly why: string;
  /** What somebody has to do, whatever the state is. */
  readonly needs: readonly string[];
}

export function judge(known: Known): Judgement {
  const needs = needsOf(known);
  const judged = stateOf(known);
  // That it is reached does not make good what could not be used.
  const why = judged.state === 'working' && needs.length > 0 ? `It is reached. ${needs.join(' ')}` : judged.why;
  return { ...judged, why, needs };
}

function stateOf(known: Known): Omit<Judgement, 'needs'> {
  const { connection, now } = known;
  const { active, pause, problem } = connection;
  if (!active) return { state: 'switched_off', since: connection.changedAt.toISOString(), why: switchedOff(problem) };
  if (pause !== null) return { state: 'paused', since: pause.at, why: `Paused by ${pause.by}: ${pause.reason}` };
  const window = connection.maintenance.find(({ from, to }) => Date.parse(from) <= now && now < Date.parse(to));
  if (window !== undefined)
    return { state: 'in_maintenance', since: window.from, why: `Until ${window.to}: ${window.reason}` };
  return failing(known) ?? late(known) ?? (isHeard(known) ? working : unknown);
}

const working = { state: 'working', since: null, why: 'Nothing is wrong with it.' } as const;
const unknown = {
  state: 'unknown',
  since: null,
  why: 'Nothing was sent or heard yet, or not for days. A check says whether it can be reached.',
} as const;

function failing({ breakers, streams, rates, connection }: Known): Omit<Judgement, 'needs'> | null {
  const [first] = breakers;
  if (first !== undefined) {
    const others = breakers.length === 1 ? '' : ` ${breakers.length} nodes see it.`;
    return { state: 'failing', since: first.since.toISOString(), why: `${first.error.detail ?? 'It fails.'}${others}` };
  }
  const broken = streamsOf(connection, streams).find(({ problem }) => problem !== null);
  if (broken !== undefined) {
    const { stream, problem, failures, caughtUpAt } = broken;
    return {
      state: 'failing',
      since: (caughtUpAt ?? null)?.toISOString() ?? problem?.at ?? null,
      why: `Stream ${stream} failed ${failures === 1 ? 'once' : `${failures} times`}: ${problem?.detail ?? ''}`,
    };
  }
  if (rates.delivered === 0 && rates.failed + rates.dead >= attemptsThatTell)
    return {
      state: 'failing',
      since: rates.lastDelivered?.toISOString() ?? null,
      why: `None of ${rates.failed + rates.dead} attempts of the last ${rateMinutes} minutes arrived.`,
    };
  return null;
}

function late({ connection, backlog, streams, now }: Known): Omit<Judgement, 'needs'> | null {
  const { quietSecondsMax, backlogSecondsMax } = connection.service;
  if (backlogSecondsMax !== null && backlog.oldestAt !== null) {
    const since = backlog.oldestAt + backlogSecondsMax * 1_000;
    if (since < now)
      return {
        state: 'late',
        since: new Date(since).toISOString(),
        why: `The oldest delivery waits for ${inWords(now - backlog.oldestAt)}, and ${inWords(backlogSecondsMax * 1_000)} are agreed.`,
      };
  }
  if (quietSecondsMax === null) return null;
  for (const { name } of connection.streams) {
    const stream = streams.find((row) => row.stream === name);
    const heard = heardAt(stream) ?? connection.changedAt.getTime();
    const since = heard + quietSecondsMax * 1_000;
    if (since < now)
      return {
        state: 'late',
        since: new Date(since).toISOString(),
        why: `Stream ${name} said nothing for ${inWords(now - heard)}, and ${inWords(quietSecondsMax * 1_000)} are agreed.`,
      };
  }
  return null;
}

function needsOf({ connection, backlog, streams, remarks }: Known): string[] {
  const needs: string[] = [...new Set(remarks)];
  if (backlog.dead > 0)
    needs.push(
      `${counted(backlog.dead, 'dead delivery', 'dead deliveries')} to replay, correct or skip: GET /v1/dead-letters?connection=${connection.code}`,
    );
  const failed = streams.reduce((sum, stream) => sum + stream.failed, 0);
  if (failed > 0)
    needs.push(
      `${counted(failed, 'message', 'messages')} that could not be used, to correct or skip: GET /v1/raw-messages?connection=${connection.code}&rawState=failed`,
    );
  if (!connection.active && connection.problem !== null)
    needs.push('Crossdock switched it off: settle why, then define it again as active.');
  for (const { stream, waiting } of streams)
    if (waiting > 0 && !connection.streams.some(({ name }) => name === stream))
      needs.push(
        `${counted(waiting, 'message', 'messages')} of stream ${stream}, which is not defined any more: define it, or skip them.`,
      );
  return needs;
}

function isHeard({ rates, streams }: Known): boolean {
  return rates.lastDelivered !== null || streams.some((stream) => heardAt(stream) !== null);
}

/** When a stream last had something, or said that it has nothing. */
export function heardAt(stream: Pick<StreamRow, 'caughtUpAt' | 'receivedAt'> | undefined): number | null {
  const times = [stream?.caughtUpAt, stream?.receivedAt].flatMap((time) => (time == null ? [] : [time.getTime()]));
  return times.length === 0 ? null : Math.max(...times);
}

function streamsOf({ streams }: ConnectionRecord, rows: readonly StreamRow[]): readonly StreamRow[] {
  return rows.filter(({ stream }) => streams.some(({ name }) => name === stream));
}

function switchedOff(problem: unknown): string {
  if (typeof problem === 'object' && problem !== null && 'detail' in problem && typeof problem.detail === 'string')
    return `Crossdock switched it off: ${problem.detail}`;
  return 'Somebody switched it off: nothing is sent, and nothing is kept for it.';
}

function counted(count: number, one: string, more: string): string {
  return `${count} ${count === 1 ? one : more}`;
}

function inWords(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 2 * 3_600) return `${Math.round(seconds / 60)} min`;
  return seconds < 2 * 86_400 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`;
}
