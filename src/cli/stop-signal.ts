// Waits for the wish to stop. `npm start` gives us a Ctrl-C twice (from the terminal and from npm), so a second
// signal only counts as impatience when it comes a while later.
import { progress } from './output.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const impatientAfterMs = 2_000;

export interface StopSignal extends Disposable {
  /** Resolves at the first signal; a later one ends the process at once, and the next start cleans up. */
  received: Promise<NodeJS.Signals>;
}

/** Listens, and keeps the process alive, until it is disposed of. */
export function listenForStop(): StopSignal {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  const alive = setInterval(() => undefined, 60_000);
  let first: number | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    first ??= now;
    if (now - first > impatientAfterMs) {
      progress('stopped without waiting; the next start cleans up');
      process.exit(1);
    }
    resolve(signal);
  };
  for (const signal of signals) process.on(signal, onSignal);
  return {
    received: promise,
    [Symbol.dispose]: () => {
      clearInterval(alive);
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
