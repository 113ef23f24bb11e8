// Seeds that nobody has seen, and of which sources a run is.
import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';

/** Of chance, and printed by whoever asks: it is what a run needs to come again. */
export function newSeed(): number {
  return randomInt(1, 900_000_000);
}

/** `… -dirty` where the tree is not as it was committed; `000000 …` where the sources are no checkout. */
export function commitOf(): string {
  try {
    const commit = git('rev-parse', '--short=10', 'HEAD');
    return git('status', '--porcelain') === '' ? commit : `${commit}-dirty`;
  } catch {
    return '000000 (no git checkout)';
  }
}

function git(...args: readonly string[]): string {
  return execFileSync('git', [...args], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}
