// For the log: what anybody outside can cause is told now and then, with how often it was, so that nobody can fill a disk with it.

/** Per key: null: not now; otherwise how often it was kept back since it was told last. */
export function seldom(everyMs: number, now: () => number = () => performance.now()): (key: string) => number | null {
  const told = new Map<string, { at: number; since: number }>();
  return (key) => {
    const last = told.get(key);
    if (last !== undefined && now() - last.at < everyMs) {
      last.since += 1;
      return null;
    }
    told.set(key, { at: now(), since: 0 });
    return last?.since ?? 0;
  };
}
