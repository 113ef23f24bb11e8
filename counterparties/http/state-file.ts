// What a system knows, kept in a file, so that it goes on where it stopped. Written whole, and at most once a second, or less
// often when there is much to write: after a crash, what came since is missing, as with many a real system.
import { readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Output } from '../system/message.ts';
import { ConfigProblem } from './config.ts';

export interface Saved {
  /** Of the numbers it gives; see Settings of the system. */
  readonly instance: string;
  readonly seed: number;
  readonly virtualNow: number;
  readonly waiting: readonly Output[];
  readonly snapshot: string;
  /** Written at the end of a run; otherwise what came after it is missing. */
  readonly isLast: boolean;
}

export function readState(path: string, seed: number): Saved | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw new ConfigProblem(`${path} cannot be read: give it back to this user, or delete it to begin anew.`, {
      cause,
    });
  }
  const saved = parse(path, text);
  if (saved.seed !== seed)
    throw new ConfigProblem(`${path} was begun with seed ${saved.seed}: set that seed, or delete it to begin anew.`);
  return saved;
}

function parse(path: string, text: string): Saved {
  try {
    return JSON.parse(text) as Saved; // Written whole by `keepState`, which renames it into its place.
  } catch (cause) {
    throw new ConfigProblem(`${path} is not what was written there: delete it to begin anew.`, { cause });
  }
}

const pauseMs = 1_000;
/** At most this share of the time goes into writing. */
const shareOfTime = 0.05;

export interface Keeper extends AsyncDisposable {
  changed: () => void;
}

/** `failed` hears of a write that did not succeed; the next change tries again. */
export function keepState(
  path: string,
  given: { state: () => Omit<Saved, 'isLast'>; failed: (error: unknown) => void },
): Keeper {
  let timer: NodeJS.Timeout | undefined;
  let tookMs = 0;
  let writing: Promise<void> = Promise.resolve();
  write(false); // From now on, what lies there is not the last.

  function write(isLast: boolean): void {
    timer = undefined;
    writing = writing.then(async () => {
      const startMs = performance.now();
      try {
        await mkdir(dirname(path), { recursive: true });
        await writeFile(`${path}.new`, JSON.stringify({ ...given.state(), isLast } satisfies Saved), { mode: 0o600 });
        await rename(`${path}.new`, path);
      } catch (error) {
        given.failed(error);
      }
      tookMs = performance.now() - startMs;
    });
  }

  return {
    changed: () => {
      timer ??= setTimeout(write, Math.max(pauseMs, tookMs / shareOfTime), false);
    },
    [Symbol.asyncDispose]: async () => {
      clearTimeout(timer);
      write(true);
      await writing;
    },
  };
}
