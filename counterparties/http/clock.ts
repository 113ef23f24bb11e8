// Virtual time at a shortened scale. Durations are shortened; dates in messages are those of the calendar, so that what is due
// "in two days" is written as the day after tomorrow although it comes within the hour.

export interface Clock {
  /** On the virtual clock; never goes back. */
  now: () => number;
  /** It stands still until it goes on from there: no work piles up meanwhile. */
  stop: () => void;
  goOn: () => void;
  /** Real milliseconds until a virtual moment. */
  untilMs: (at: number) => number;
  /** When a virtual moment really is. */
  time: (at: number) => number;
  /** A moment on the date to be written for it: what has been, as it really was; what will be, as far ahead as it is here. */
  date: (at: number) => number;
}

export interface ClockSettings {
  /** Where the virtual clock stands at the start; a first run starts at the real time. */
  readonly virtualStart: number;
  readonly minutesPerSecond: number;
  /** The real clock, in epoch milliseconds. */
  readonly real: () => number;
}

export function makeClock({ virtualStart, minutesPerSecond, real }: ClockSettings): Clock {
  const scale = minutesPerSecond * 60;
  let start = { real: real(), virtual: virtualStart };
  let isStopped = false;
  let latest = virtualStart;
  const now = (): number => {
    if (!isStopped) latest = Math.max(latest, start.virtual + (real() - start.real) * scale);
    return latest;
  };
  const time = (at: number): number => Math.round(real() + (at - now()) / scale);
  return {
    now,
    stop: () => {
      now();
      isStopped = true;
    },
    goOn: () => {
      if (isStopped) start = { real: real(), virtual: latest };
      isStopped = false;
    },
    untilMs: (at) => Math.max(0, Math.ceil((at - now()) / scale)),
    time,
    date: (at) => (at > now() ? real() + at - now() : time(at)),
  };
}
