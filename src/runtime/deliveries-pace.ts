// How much of its room the runner uses beside an API in the same process. A backlog that drains at full speed makes callers wait;
// so it gives way as soon as the process is late, and takes its room back bit by bit. Additive increase, multiplicative decrease,
// as TCP shares a line (Chiu and Jain, 1989). Pure.

/** Part of the attempts that may be under way: above 0, at most 1. */
export type Pace = number;

export const fullPace: Pace = 1;

const slowest: Pace = 1 / 32;
const decrease = 0.6;
const increase = 0.02;
/** Timers that come so much too late mean that requests wait as long. */
const lateMs = 3;

/** `lateness`: by how many milliseconds the last timer was late. `serving`: whether anybody calls the API. */
export function nextPace(pace: Pace, lateness: number, serving: boolean): Pace {
  if (!serving) return fullPace;
  return lateness > lateMs ? Math.max(slowest, pace * decrease) : Math.min(fullPace, pace + increase);
}

/** At least one, so that a backlog always goes on. */
export function paced(attempts: number, pace: Pace): number {
  return Math.max(Math.min(1, attempts), Math.floor(attempts * pace));
}
