// Prepared work on disk, so that everything is checked before anything is sent and memory does not grow with the files. The file
// has no name once it is open: it is gone when the process ends, however it ends.
import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { codeOf } from './mapping-file.ts';
import { ImportProblem } from './problem.ts';
import type { Work } from './work.ts';

const bufferBytes = 256 * 1024;

export class Spool {
  readonly #file: FileHandle;
  readonly #folder: string;
  #lines: string[] = [];
  #bytes = 0;

  private constructor(file: FileHandle, folder: string) {
    this.#file = file;
    this.#folder = folder;
  }

  static async open(folder: string): Promise<Spool> {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const path = join(folder, `${process.pid}.spool`);
      const file = await open(path, 'w+', 0o600);
      await unlink(path);
      return new Spool(file, folder);
    } catch (cause) {
      throw unwritable(folder, cause);
    }
  }

  async add(work: Work): Promise<void> {
    const line = `${JSON.stringify(work)}\n`;
    this.#lines.push(line);
    this.#bytes += line.length;
    if (this.#bytes >= bufferBytes) await this.flush();
  }

  async flush(): Promise<void> {
    const text = this.#lines.join('');
    this.#lines = [];
    this.#bytes = 0;
    try {
      await this.#file.appendFile(text);
    } catch (cause) {
      throw unwritable(this.#folder, cause);
    }
  }

  /** From the first, in the order in which they were added. */
  async *read(): AsyncGenerator<Work> {
    const stream = this.#file.createReadStream({ start: 0, encoding: 'utf8', autoClose: false });
    for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) yield JSON.parse(line) as Work; // Written by add().
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}

export function unwritable(folder: string, cause: unknown): ImportProblem {
  return new ImportProblem(
    `The folder ${folder} can't be written (${codeOf(cause)}): free space, correct its rights, or set CROSSDOCK_HOME.`,
    { cause },
  );
}
