// How much of its room the runner uses beside an API in the same process. A turn goes through the event loop again and again, and waits
// each time behind what stands there; so the runner keeps a part of the loop's time free for callers. It gives way as soon as more is
// used, and takes its room back bit by bit. Additive increase, multiplicative decrease, as TCP shares a line (Chiu and Jain, 1989). Pure.

/** Part of the attempts that may be under way: above 0, at most 1. */
export type Pace = number;

export const fullPace: Pace = 1;

const slowest: Pace = 1 / 32;
const decrease = 0.8;
const increase = 0.05;
/** Of the loop's time, for callers and deliveries together. Waiting grows without bounds towards 1. */
const usedMax = 0.6;

/** `used`: part of its time that the event loop was not idle since it was asked last. `serving`: whether anybody calls the API. */
export function nextPace(pace: Pace, used: number, serving: boolean): Pace {
  if (!serving) return fullPace;
  return used > usedMax ? Math.max(slowest, pace * decrease) : Math.min(fullPace, pace + increase);
}

/** At least one, so that a backlog always goes on. */
export function paced(attempts: number, pace: Pace): number {
  return Math.max(Math.min(1, attempts), Math.floor(attempts * pace));
}
