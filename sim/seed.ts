// Seeds that nobody has seen: of the day and the commit, so that every day and every change meets new worlds.
import { execFileSync } from 'node:child_process';

export function newSeed(): number {
  const day = Math.floor(Date.now() / 86_400_000);
  const commit = Number.parseInt(commitOf().slice(0, 6), 16);
  return 1 + ((day * 100_003 + commit) % 900_000_000);
}

/** `000000 …` where the sources are no checkout. */
export function commitOf(): string {
  try {
    const options = { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'ignore'] } as const;
    return execFileSync('git', ['rev-parse', '--short=10', 'HEAD'], { ...options, stdio: [...options.stdio] })
      .toString()
      .trim();
  } catch {
    return '000000 (no git checkout)';
  }
}
