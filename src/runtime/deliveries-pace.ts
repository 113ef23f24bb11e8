// How much of its room the runner uses beside an API. A backlog that drains at full speed makes callers wait; so it gives way as
// soon as the process is late or turns take longer than they need, and takes its room back bit by bit. Additive increase,
// multiplicative decrease, as TCP shares a line (Chiu and Jain, 1989); that a line is full is seen by the time that it takes, against
// the best that it took (Brakmo and Peterson, TCP Vegas, 1994). Pure.

/** Part of the attempts that may be under way: above 0, at most 1. */
export type Pace = number;

export const fullPace: Pace = 1;

const slowest: Pace = 1 / 32;
const decrease = 0.6;
const increase = 0.02;
/** Timers that come so much too late mean that requests wait as long. */
const lateMs = 3;
/** Turns that take so much longer than the best ones mean that callers and deliveries wait for each other in the database. */
const slowTurns = 1.5;

export interface Strain {
  /** By how many milliseconds the last timer was late. */
  readonly latenessMs: number;
  /** How long turns take now, against the best of them; 1: as they should. */
  readonly turns: number;
  /** Whether anybody calls the API. */
  readonly isServing: boolean;
}

export function nextPace(pace: Pace, { latenessMs, turns, isServing }: Strain): Pace {
  if (!isServing) return fullPace;
  return latenessMs > lateMs || turns > slowTurns
    ? Math.max(slowest, pace * decrease)
    : Math.min(fullPace, pace + increase);
}

/** At least one, so that a backlog always goes on. */
export function paced(attempts: number, pace: Pace): number {
  return Math.max(Math.min(1, attempts), Math.floor(attempts * pace));
}

export interface TurnTimes {
  readonly recentMs: number;
  readonly bestMs: number;
}

/** What came of the last few turns counts. */
const recentShare = 0.1;
/** The best is forgotten slowly, for a machine may be slower for good: by half in some 700 turns. */
const forgetting = 1.001;

export function noteTurn(before: TurnTimes | null, ms: number): TurnTimes {
  if (before === null) return { recentMs: ms, bestMs: ms };
  return {
    recentMs: before.recentMs + (ms - before.recentMs) * recentShare,
    bestMs: Math.min(before.bestMs * forgetting, ms),
  };
}

/** How long turns take now, against the best of them. */
export function strainOf(times: TurnTimes | null): number {
  return times === null || times.bestMs === 0 ? 1 : times.recentMs / times.bestMs;
}
