// How connections do, as people and programs ask for it.
import type pg from 'pg';
import { limits } from '#kernel/limits.ts';
import { listConnections, readConnection } from '../connection-store.ts';
import { needsOf, readOpenExchanges } from '../agreements/exchange-store.ts';
import type { OpenExchange } from '../agreements/exchange-store.ts';
import type { ConnectionRecord } from '../model.ts';
import { readBacklogs, readBreakers, readRates, readStreams } from './health-store.ts';
import type { StreamRow } from './health-store.ts';
import { breakerHeardMs, heardAt, judge, rateMinutes } from './judge.ts';
import type { ConnectionState, Judgement, Known } from './judge.ts';

export interface StreamHealth {
  readonly name: string;
  readonly isDefined: boolean;
  /** A node fetches or works on it just now. */
  readonly isHeld: boolean;
  readonly cursor: string | null;
  /** Since it had something, or said that it has nothing; null: never. */
  readonly quietSeconds: number | null;
  readonly lastMessageAt: string | null;
  readonly lastCaughtUpAt: string | null;
  readonly nextAt: string;
  readonly failures: number;
  readonly problem: object | null;
  readonly waiting: number;
  readonly failed: number;
  readonly oldestWaitingSeconds: number | null;
}

export interface ConnectionHealth extends Judgement {
  readonly code: string;
  readonly kind: string;
  readonly owner: string;
  readonly state: ConnectionState;
  readonly backlog: {
    readonly queued: number;
    readonly dead: number;
    /** There are more than were counted. */
    readonly isMore: boolean;
    readonly oldestSeconds: number | null;
  };
  readonly rates: {
    readonly minutes: number;
    readonly delivered: number;
    readonly failed: number;
    readonly dead: number;
    /** Share of the attempts that did not arrive; null: there was none. */
    readonly errorRate: number | null;
    readonly lastDeliveredAt: string | null;
  };
  readonly breakers: readonly {
    readonly node: string;
    readonly failures: number;
    readonly since: string;
    readonly asksAgainAt: string;
    readonly error: object;
  }[];
  readonly service: object;
  /** With partners of EDI: what they have not acknowledged in time, and numbers of theirs that are missing. */
  readonly exchange: { readonly overdue: number; readonly missing: number };
  readonly streams: readonly StreamHealth[];
}

function exchangeNeeds(open: OpenExchange | undefined): string[] {
  return open === undefined ? [] : needsOf(open);
}

export async function readHealth(pool: pg.Pool, code: string): Promise<ConnectionHealth | undefined> {
  const connection = await readConnection(pool, code);
  return connection && (await healthOf(pool, [connection]))[0];
}

/** By code, beginning after one. */
export async function readAllHealth(
  pool: pg.Pool,
  page: { readonly after: string | null; readonly limit: number },
): Promise<readonly ConnectionHealth[]> {
  return healthOf(pool, await listConnections(pool, page));
}

async function healthOf(pool: pg.Pool, connections: readonly ConnectionRecord[]): Promise<ConnectionHealth[]> {
  const codes = connections.map(({ code }) => code);
  if (codes.length === 0) return [];
  const [backlogs, rates, breakers, streams, exchanges] = await Promise.all([
    readBacklogs(pool, codes),
    readRates(pool, codes, rateMinutes),
    readBreakers(pool, codes, breakerHeardMs),
    readStreams(pool, codes),
    readOpenExchanges(pool, codes),
  ]);
  const now = Date.now();
  return connections.map((connection) => {
    const { code } = connection;
    const known: Known = {
      connection,
      backlog: backlogs.get(code) ?? { connection: code, open: 0, dead: 0, oldestAt: null },
      rates: rates.get(code) ?? {
        connection: code,
        delivered: 0,
        failed: 0,
        dead: 0,
        lastDelivered: null,
        lastAttempt: null,
      },
      breakers: breakers.filter((row) => row.connection === code && row.failures > 0),
      remarks: [
        ...breakers.flatMap((row) => (row.connection === code && row.failures === 0 ? [row.error.detail ?? ''] : [])),
        ...exchangeNeeds(exchanges.get(code)),
      ],
      streams: streams.filter((row) => row.connection === code),
      now,
    };
    return viewOf(known, exchanges.get(code));
  });
}

function viewOf(known: Known, exchange: OpenExchange | undefined): ConnectionHealth {
  const { connection, backlog, rates, breakers, streams, now } = known;
  const attempts = rates.delivered + rates.failed + rates.dead;
  return {
    code: connection.code,
    kind: connection.kind,
    owner: connection.owner,
    ...judge(known),
    backlog: {
      queued: backlog.open - backlog.dead,
      dead: backlog.dead,
      isMore: backlog.open >= limits.backlogCountedMax,
      oldestSeconds: backlog.oldestAt === null ? null : secondsSince(backlog.oldestAt, now),
    },
    rates: {
      minutes: rateMinutes,
      delivered: rates.delivered,
      failed: rates.failed,
      dead: rates.dead,
      errorRate: attempts === 0 ? null : Math.round((1_000 * (rates.failed + rates.dead)) / attempts) / 1_000,
      lastDeliveredAt: rates.lastDelivered?.toISOString() ?? null,
    },
    breakers: breakers.map(({ node, failures, since, until, error }) => ({
      node,
      failures,
      since: since.toISOString(),
      asksAgainAt: until.toISOString(),
      error,
    })),
    service: connection.service,
    exchange: { overdue: exchange?.overdue ?? 0, missing: exchange?.missing ?? 0 },
    streams: streams.map((stream) => streamView(stream, connection, now)),
  };
}

function streamView(stream: StreamRow, { streams }: ConnectionRecord, now: number): StreamHealth {
  const heard = heardAt(stream);
  return {
    name: stream.stream,
    isDefined: streams.some(({ name }) => name === stream.stream),
    isHeld: stream.isFetched,
    cursor: stream.cursor,
    quietSeconds: heard === null ? null : secondsSince(heard, now),
    lastMessageAt: stream.receivedAt?.toISOString() ?? null,
    lastCaughtUpAt: stream.caughtUpAt?.toISOString() ?? null,
    nextAt: stream.dueAt.toISOString(),
    failures: stream.failures,
    problem: stream.problem,
    waiting: stream.waiting,
    failed: stream.failed,
    oldestWaitingSeconds: stream.oldestWaitingAt === null ? null : secondsSince(stream.oldestWaitingAt.getTime(), now),
  };
}

function secondsSince(then: number, now: number): number {
  return Math.max(0, Math.round((now - then) / 1_000));
}
