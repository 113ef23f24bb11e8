// The switches that make the sandbox misbehave. Each holds for so many requests, or until it is cleared.
export const faultNames = [
  'slow', // waits `ms` before it answers
  'lose_answer', // does what was asked, then cuts the line
  'refuse', // declines a booking with FL-2050
  'down', // 503 to everything
  'bad_gateway', // 502 with a page of the proxy in front
  'late_search', // what was booked in the last `ms` isn't found yet
  'repeat_push', // sends every push twice
] as const;
export type FaultName = (typeof faultNames)[number];

export interface Fault {
  times: number | null;
  ms: number;
}

export interface Faults {
  readonly set: (name: FaultName, fault: Fault) => void;
  readonly clear: () => void;
  readonly list: () => Record<string, Fault>;
  /** The fault if it is on; counts one use. */
  readonly hit: (name: FaultName) => Fault | undefined;
}

export function createFaults(): Faults {
  const on = new Map<FaultName, Fault>();
  return {
    set: (name, fault) => void on.set(name, fault),
    clear: () => on.clear(),
    list: () => Object.fromEntries(on),
    hit(name) {
      const fault = on.get(name);
      if (fault === undefined || fault.times === null) return fault;
      if (fault.times <= 1) on.delete(name);
      else on.set(name, { ...fault, times: fault.times - 1 });
      return fault;
    },
  };
}
