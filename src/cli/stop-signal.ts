// Waits for the wish to stop. `npm start` gives us a Ctrl-C twice (from the terminal and from npm), so a second
// signal only counts as impatience when it comes a while later.
import { progress } from './output.ts';

const impatientAfterMs = 2_000;

/** Resolves at the first signal; a later one ends the process at once, and the next start cleans up. */
export function untilStopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    // Waiting for a signal alone does not keep a process alive.
    const alive = setInterval(() => undefined, 60_000);
    let first: number | undefined;
    const onSignal = (signal: NodeJS.Signals): void => {
      const now = performance.now();
      first ??= now;
      if (now - first > impatientAfterMs) {
        progress('stopped without waiting; the next start cleans up');
        process.exit(1);
      }
      clearInterval(alive);
      resolve(signal);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  });
}
