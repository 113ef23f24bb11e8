// What must not outlive this process, however it ends: by itself, by a failure, by Ctrl-C or by SIGTERM. Only SIGKILL leaves it.
import { signalIfThere } from './signals.ts';

const undone = new Set<() => void>();
let asked: (() => void) | undefined;
let isListening = false;

/** Done at the end of this process, the last one first, unless it is disposed before. It must not wait. */
export function atOurEnd(undo: () => void): Disposable {
  listen();
  undone.add(undo);
  return { [Symbol.dispose]: () => void undone.delete(undo) };
}

/** A process that may have a group of its own, and may be stopped. */
export function endWithUs(pid: number): Disposable {
  return atOurEnd(() => void signalIfThere(pid, 'SIGKILL'));
}

/** The first Ctrl-C or SIGTERM asks for an end in good order; the second one ends at once. */
export function whenAskedToEnd(end: () => void): void {
  listen();
  asked = end;
}

function listen(): void {
  if (isListening) return;
  isListening = true;
  process.once('exit', () => {
    for (const undo of [...undone].toReversed()) attempt(undo);
  });
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    process.on(signal, () => {
      const end = asked;
      asked = undefined;
      if (end === undefined) process.exit(code);
      end();
    });
}

/** One that fails must not keep the others from being done. */
function attempt(undo: () => void): void {
  try {
    undo();
  } catch (error) {
    process.stderr.write(`Something is left behind: ${String(error)}\n`);
  }
}
