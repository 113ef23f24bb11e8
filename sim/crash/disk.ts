// A disk of its own for the server, small enough to be filled. Only root may mount one.
import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  rmdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { errorCode } from '../../src/postgres/errors.ts';
import { atOurEnd } from './ends.ts';

const execute = promisify(execFile);
/** The cluster takes 60 MB, its log up to 150. */
const megabytes = 300;

/** Why there can be none here; undefined when there can. */
export function noSmallDisk(): string | undefined {
  return process.getuid?.() === 0 && process.platform === 'linux' ? undefined : 'only root may mount a small disk';
}

export class SmallDisk implements AsyncDisposable {
  readonly directory: string;
  readonly #filler: string;
  readonly #kept: Disposable;

  private constructor(directory: string) {
    this.directory = directory;
    this.#filler = join(directory, 'filler');
    // Lazily: the server on it ends in the same moment.
    this.#kept = atOurEnd(() => {
      execFileSync('umount', ['--lazy', directory]);
      rmdirSync(directory);
    });
  }

  static async mount(): Promise<SmallDisk> {
    const directory = mkdtempSync(join(tmpdir(), 'crossdock-disk-'));
    await execute('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', directory]);
    chmodSync(directory, 0o711);
    return new SmallDisk(directory);
  }

  /** Until not a byte more is taken than is left. */
  fill(leftMegabytes = 0): void {
    const file = openSync(this.#filler, 'a');
    try {
      for (const bytes of [1 << 20, 4096, 1]) writeAll(file, Buffer.alloc(bytes));
      ftruncateSync(file, Math.max(0, fstatSync(file).size - leftMegabytes * (1 << 20)));
    } finally {
      closeSync(file);
    }
  }

  free(): void {
    rmSync(this.#filler, { force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await execute('umount', [this.directory]);
    this.#kept[Symbol.dispose]();
    rmSync(this.directory, { recursive: true });
  }
}

function writeAll(file: number, block: Buffer): void {
  try {
    while (writeSync(file, block) > 0);
  } catch (error) {
    if (errorCode(error) !== 'ENOSPC') throw error;
  }
}
