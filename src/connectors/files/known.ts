// Files that are left where they are, known without being read again: the cursor of their stream is a list of short hashes of
// name, size and time.
import { createHash } from 'node:crypto';
import { ConnectorFault } from '#connectors/connector.ts';
import type { FileEntry } from './place.ts';

/** 54 bits: among 20,000 files the chance that any two are taken for one is 10⁻⁸. */
const hashLength = 9;

export class KnownFiles {
  readonly #hashes: Set<string>;

  private constructor(hashes: Iterable<string>) {
    this.#hashes = new Set(hashes);
  }

  static read(cursor: string | null): KnownFiles {
    if (cursor === null) return new KnownFiles([]);
    const [form, hashes] = cursor.split(':');
    if (form !== '1' || hashes === undefined || hashes.length % hashLength !== 0) {
      throw new ConnectorFault({
        code: 'misconfigured',
        detail: 'The cursor of the stream is none of files that are left where they are.',
        fix: 'Define the stream under a new name; its files come again and are known by their keys.',
      });
    }
    return new KnownFiles(hashes.match(new RegExp(`.{${hashLength}}`, 'gs')) ?? []);
  }

  has(entry: FileEntry): boolean {
    return this.#hashes.has(hashOf(entry));
  }

  add(entry: FileEntry): void {
    this.#hashes.add(hashOf(entry));
  }

  /** Forgets what is not there any more. */
  keepOnly(entries: readonly FileEntry[]): void {
    const there = new Set(entries.map(hashOf));
    for (const hash of this.#hashes) if (!there.has(hash)) this.#hashes.delete(hash);
  }

  toCursor(): string {
    return `1:${[...this.#hashes].join('')}`;
  }
}

function hashOf({ name, size, changedAt }: FileEntry): string {
  return createHash('sha256').update(`${name}\n${size}\n${changedAt}`).digest('base64url').slice(0, hashLength);
}
