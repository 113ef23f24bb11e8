// Clocks that are wrong: of a node, by a module that it loads first; of the database, by libfaketime where Debian's package is there.
import { existsSync, globSync, mkdtempSync, chmodSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL, fileURLToPath } from 'node:url';
import { atOurEnd } from './ends.ts';

const module = fileURLToPath(new URL('shifted-clock.mjs', import.meta.url));

export class Clocks implements Disposable {
  readonly #directory: string;
  readonly #kept: Disposable;
  #databaseSeconds = 0;

  constructor() {
    const directory = mkdtempSync(join(tmpdir(), 'crossdock-clocks-'));
    this.#directory = directory;
    this.#kept = atOurEnd(() => rmSync(directory, { recursive: true, force: true }));
    chmodSync(this.#directory, 0o711);
    this.#write('database', '+0');
  }

  /** What a node needs in its environment so that its clock can be moved. */
  environment(node: number): Readonly<Record<string, string>> {
    this.#write(`node-${node}`, '0');
    return { NODE_OPTIONS: `--import ${pathToFileURL(module).href}`, CRASH_CLOCK: this.#path(`node-${node}`) };
  }

  /** Within a tenth of a second. */
  moveNode(node: number, shiftMs: number): void {
    this.#write(`node-${node}`, String(shiftMs));
  }

  /** A program that runs another one with a clock that can be moved. */
  wrap(program: string): string {
    const library = fakeTime();
    if (library === undefined) throw new Error('libfaketime is not installed: apt-get install libfaketime.');
    const path = this.#path('postgres');
    const settings = `LD_PRELOAD=${library} FAKETIME_TIMESTAMP_FILE=${this.#path('database')} FAKETIME_CACHE_DURATION=1 FAKETIME_DONT_FAKE_MONOTONIC=1`;
    writeFileSync(path, `#!/bin/sh\n${settings} exec ${program} "$@"\n`, { mode: 0o755 });
    return path;
  }

  /** Within a second, from where it is. Answers how far it then is from the true time. */
  moveDatabase(bySeconds: number): number {
    this.#databaseSeconds += bySeconds;
    this.#write('database', `${this.#databaseSeconds < 0 ? '' : '+'}${this.#databaseSeconds}`);
    return this.#databaseSeconds;
  }

  [Symbol.dispose](): void {
    rmSync(this.#directory, { recursive: true, force: true });
    this.#kept[Symbol.dispose]();
  }

  #path(name: string): string {
    return join(this.#directory, name);
  }

  #write(name: string, text: string): void {
    writeFileSync(this.#path(name), `${text}\n`, { mode: 0o644 });
  }
}

/** Why the clock of the database cannot be moved here; undefined when it can. */
export function noFakeTime(): string | undefined {
  return fakeTime() === undefined ? 'libfaketime is not installed: apt-get install libfaketime' : undefined;
}

function fakeTime(): string | undefined {
  const [library] = globSync('/usr/lib/*/faketime/libfaketime.so.1');
  return library !== undefined && existsSync(library) ? library : undefined;
}
