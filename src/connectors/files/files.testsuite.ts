// The other side of connections with files: a folder of this machine, whoever serves it. Written and read as the programs of
// partners do it: with `writeFile`, under a passing name first.
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IncomingSide, OutgoingSide } from '#connectors/harness.testsuite.ts';

export function putFile(folder: string, name: string, content: string | Uint8Array): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `.${name}.part`), content);
  renameSync(join(folder, `.${name}.part`), join(folder, name));
}

/** Files of a `renamed` stream in the folder `in` of the place. */
export function incomingFiles(place: string, after: 'archive' | 'delete' | 'leave'): IncomingSide {
  const folder = join(place, 'in');
  mkdirSync(folder, { recursive: true });
  let others = 0;
  return {
    stream: 'orders',
    settings: {
      folder: 'in',
      pattern: '*.txt',
      ready: 'renamed',
      after,
      ...(after === 'archive' ? { archive: 'old/in' } : {}),
    },
    put(marks) {
      for (const mark of marks) putFile(folder, `${mark}.txt`, `order ${mark}\n`);
      return Promise.resolve();
    },
    putLarge(mark, bytes) {
      putFile(folder, `${mark}.txt`, mark.padEnd(bytes, '.'));
      return Promise.resolve();
    },
    putBytes(bytes) {
      putFile(folder, `bytes-${(others += 1)}.txt`, bytes);
      return Promise.resolve();
    },
  };
}

/** Files of an operation in the folder `out` of the place, with markers. */
export function outgoingFiles(place: string): OutgoingSide {
  const folder = join(place, 'out');
  mkdirSync(folder, { recursive: true });
  putFile(folder, 'dlv_refused-taken.json', '"by somebody else"');
  // Within a moment several files get the same time: how they came is seen by their inode's change.
  const written = (): string[] =>
    readdirSync(folder)
      .filter((name) => /^dlv_mark-.*\.json$/.test(name) && readdirSync(folder).includes(`${name}.ok`))
      .toSorted((a, b) =>
        Number(
          statSync(join(folder, a), { bigint: true }).ctimeNs - statSync(join(folder, b), { bigint: true }).ctimeNs,
        ),
      );
  const write = (value: object): ReturnType<OutgoingSide['write']> => ({
    value,
    body: Buffer.from(JSON.stringify(value)),
    mediaType: 'application/json',
  });
  return {
    operation: 'orders',
    settings: { folder: 'out', name: '{id}-{/kind}.json', marker: '.ok' },
    write: (mark) => write({ kind: 'order', mark, text: 'x'.repeat(3_000) }),
    refused: () => write({ kind: 'taken' }),
    seen: () =>
      Promise.resolve(
        written().map((name) => (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { mark: string }).mark),
      ),
  };
}
