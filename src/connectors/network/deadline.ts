// Waiting no longer than is agreed, for libraries that can't be told to stop.
import { setTimeout as later } from 'node:timers/promises';

export class DeadlineOver extends Error {
  readonly ms: number;

  constructor(ms: number) {
    super(`No answer within ${ms} ms`);
    this.name = 'DeadlineOver';
    this.ms = ms;
  }
}

export class GivenUp extends Error {
  constructor() {
    super('Given up');
    this.name = 'GivenUp';
  }
}

/**
 * What the work gives, unless time is over (DeadlineOver) or the signal says stop (GivenUp). What goes on after that must be ended by
 * the caller: its connection is closed.
 */
export async function within<Result>(
  { ms, signal }: { readonly ms: number; readonly signal: AbortSignal },
  work: () => Promise<Result>,
): Promise<Result> {
  if (signal.aborted) throw new GivenUp();
  const ended = new AbortController();
  const end = later(ms, undefined, { signal: AbortSignal.any([ended.signal, signal]) }).then(
    () => Promise.reject(new DeadlineOver(ms)),
    () => Promise.reject(new GivenUp()),
  );
  end.catch(() => undefined); // The race below tells whoever waits; nobody else does.
  const result = work();
  result.catch(() => undefined); // The same for work that goes on when the race is over.
  try {
    return await Promise.race([result, end]);
  } finally {
    ended.abort();
  }
}
