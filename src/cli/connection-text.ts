// How connections do, in words for a terminal. Pure.
import type { HistoryRow } from '#connections/history-store.ts';
import type { ConnectionHealth } from '#connections/health/health.ts';

const word: Readonly<Record<ConnectionHealth['state'], string>> = {
  switched_off: 'switched off',
  paused: 'paused',
  in_maintenance: 'in maintenance',
  failing: 'FAILING',
  late: 'LATE',
  unknown: 'unknown',
  working: 'working',
};

export const healthHead = [
  'connection',
  'state',
  'queued',
  'dead',
  'oldest',
  'errors',
  'in waiting',
  'in failed',
  'owner',
  'why',
] as const;

export function healthRow(health: ConnectionHealth): string[] {
  const { backlog, rates, streams } = health;
  const sum = (of: 'waiting' | 'failed'): number => streams.reduce((total, stream) => total + stream[of], 0);
  return [
    health.code,
    word[health.state],
    `${backlog.queued}${backlog.isMore ? '+' : ''}`,
    String(backlog.dead),
    backlog.oldestSeconds === null ? '' : age(backlog.oldestSeconds),
    rates.errorRate === null ? '' : `${Math.round(rates.errorRate * 100)} %`,
    String(sum('waiting')),
    String(sum('failed')),
    health.owner,
    health.why,
  ];
}

export function healthLines(health: ConnectionHealth): string[] {
  const { backlog, rates, breakers, streams, needs } = health;
  const since = health.since === null ? '' : ` since ${health.since}`;
  return [
    `${health.code} (${health.kind}) of ${health.owner} is ${word[health.state]}${since}: ${health.why}`,
    `Out: ${backlog.queued}${backlog.isMore ? ' or more' : ''} queued, ${backlog.dead} dead${backlog.oldestSeconds === null ? '' : `, the oldest ${age(backlog.oldestSeconds)} old`}.`,
    `Last ${rates.minutes} min: ${rates.delivered} delivered, ${rates.failed} failed, ${rates.dead} dead${rates.errorRate === null ? '' : ` (${Math.round(rates.errorRate * 100)} % errors)`}.`,
    ...breakers.map(
      ({ node, failures, asksAgainAt }) => `Node ${node}: ${failures} failures in a row, asks again at ${asksAgainAt}.`,
    ),
    ...streams.map(
      (stream) =>
        `In ${stream.name}: ${stream.waiting} waiting, ${stream.failed} failed${stream.quietSeconds === null ? ', never heard' : `, heard ${age(stream.quietSeconds)} ago`}${stream.failures === 0 ? '' : `, ${stream.failures} faults in a row`}.`,
    ),
    ...needs.map((need) => `To do: ${need}`),
  ];
}

function age(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`;
}

export const historyHead = ['when', 'who', 'what'] as const;

/** As the API answers it. */
export type Change = Omit<HistoryRow, 'seq' | 'at'> & { readonly at: string };

export function historyRow({ at, by, what, details }: Change): string[] {
  const {
    changes = [],
    isCut = false,
    replaced = [],
    removed = [],
    previousUntil,
    reason,
    code,
    delivery,
    stream,
    before,
    after,
  } = details;
  const places = changes.map(({ pointer, before, after }) => `${pointer}: ${brief(before)} → ${brief(after)}`);
  const said = [
    ...(what === 'defined' ? [] : places),
    ...(isCut ? ['…'] : []),
    ...(replaced.length > 0 ? [`credential ${replaced.join(', ')} given anew`] : []),
    ...(removed.length > 0 ? [`credential ${removed.join(', ')} taken away`] : []),
    ...(typeof previousUntil === 'string' ? [`the one before good until ${previousUntil}`] : []),
    ...(stream === undefined ? [] : [`${stream}: ${brief(before ?? 'its start')} → ${brief(after ?? 'its start')}`]),
    ...(reason === undefined ? [] : [reason]),
    ...(code === undefined ? [] : [delivery === undefined ? code : `${code} at delivery ${delivery}`]),
  ];
  const words = what.replaceAll('_', ' ');
  return [at, by, said.length === 0 ? words : `${words}: ${said.join('; ')}`];
}

const briefCharacters = 60;

function brief(value: unknown): string {
  if (value === null) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > briefCharacters ? `${text.slice(0, briefCharacters)}…` : text;
}
