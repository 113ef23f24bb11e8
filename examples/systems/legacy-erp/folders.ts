// The folders: in, out, archive, error. Only this file touches them.
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { decode, encode } from './fields.ts';
import type { Refusal } from './order-file.ts';
import type { Outgoing } from './state.ts';

export interface Folders {
  readonly stateFile: string;
  /** Names without ending, in their order, of the files whose marker is there. */
  readonly ready: () => string[];
  readonly read: (name: string) => string | undefined;
  readonly archive: (name: string) => void;
  readonly refuse: (name: string, refusal: Refusal, now: string) => void;
  /** Writes one half, waits, writes the other half and gives the file its name. */
  readonly write: (outgoing: Outgoing, options: { ms: number; signal: AbortSignal }) => Promise<void>;
}

function nameOf({ kind, sequence }: { kind: string; sequence: number }): string {
  return `${kind}${String(sequence).padStart(6, '0')}.${kind === 'BST' ? 'CSV' : 'DAT'}`;
}

export function openFolders(root: string): Folders {
  for (const folder of ['in', 'out', 'archive', 'error']) mkdirSync(join(root, folder), { recursive: true });
  const inbox = (name: string): string => join(root, 'in', name);

  /** Never over an older file of that name. */
  const move = (name: string, folder: string): void => {
    let target = join(root, folder, `${name}.DAT`);
    for (let copy = 2; existsSync(target); copy++) target = join(root, folder, `${name}.${copy}.DAT`);
    if (existsSync(inbox(`${name}.DAT`))) renameSync(inbox(`${name}.DAT`), target);
    rmSync(inbox(`${name}.rdy`), { force: true });
  };

  return {
    stateFile: join(root, 'meridian.json'),
    ready: () =>
      readdirSync(join(root, 'in'))
        .filter((name) => name.endsWith('.rdy'))
        .map((name) => name.slice(0, -4))
        .toSorted(),
    read: (name) => (existsSync(inbox(`${name}.DAT`)) ? decode(readFileSync(inbox(`${name}.DAT`))) : undefined),
    archive: (name) => move(name, 'archive'),
    refuse(name, { line, code, reason }, now) {
      // The reason first: whoever sees the file gone finds it.
      const text = `${name}.DAT;${now}\r\n${String(line).padStart(5, '0')};${code};${reason}\r\n`;
      writeFileSync(join(root, 'error', `${name}.err`), encode(text));
      move(name, 'error');
    },
    async write(outgoing, { ms, signal }) {
      const target = join(root, 'out', nameOf(outgoing));
      const unfinished = target.replace(/\w{3}$/, 'TMP');
      const bytes = encode(outgoing.text);
      const half = Math.ceil(bytes.length / 2);
      writeFileSync(unfinished, bytes.subarray(0, half));
      await sleep(ms, undefined, { signal });
      appendFileSync(unfinished, bytes.subarray(half));
      renameSync(unfinished, target);
    },
  };
}
