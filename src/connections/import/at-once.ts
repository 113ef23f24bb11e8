// Works through a sequence with a bounded number of works under way. The first failure ends it, after those under way.

export async function atOnce<T>(max: number, entries: Iterable<T>, work: (entry: T) => Promise<void>): Promise<void> {
  const iterator = entries[Symbol.iterator]();
  let failed = false;
  const run = async (): Promise<void> => {
    while (!failed) {
      const { done, value } = iterator.next();
      if (done === true) return;
      try {
        await work(value);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: max }, run));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}
