// What a server says of a file. Version 3 of the protocol lets it leave out anything; what files are known by must be there. Pure.
import { ConnectorFault } from '#connectors/connector.ts';
import type { FileEntry } from '#connectors/files/place.ts';

/** As ssh2 gives it: what the server left out is not there, whatever the typings say. */
export interface Told {
  readonly size?: number | undefined;
  readonly mtime?: number | undefined;
  readonly mode?: number | undefined;
}

export function entryOf(name: string, told: Told, longname: string): FileEntry {
  const [sign] = longname;
  // Types of files as in POSIX; servers that do not tell the mode show it as `ls -l` does.
  const type =
    typeof told.mode === 'number' ? told.mode & 0o170000 : sign === '-' ? 0o100000 : sign === 'd' ? 0o040000 : 0;
  const kind = type === 0o100000 ? 'file' : type === 0o040000 ? 'folder' : 'other';
  // Only files are taken; of all else neither is of account.
  return { name, kind, ...(kind === 'file' ? toldOf(name, told) : { size: 0, changedAt: 0 }) };
}

export function toldOf(name: string, { size, mtime }: Told): { readonly size: number; readonly changedAt: number } {
  if (isCount(size) && isCount(mtime)) return { size, changedAt: mtime * 1_000 };
  const what = isCount(size) ? 'when it was changed' : 'how large it is';
  throw new ConnectorFault({
    code: 'broken_answer',
    detail: `The server does not say of ${JSON.stringify(name)} ${what}, and without that it cannot be told whether it is whole.`,
    fix: 'Have the server tell size and time of files, as SFTP version 3 has it.',
  });
}

function isCount(value: number | undefined): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
