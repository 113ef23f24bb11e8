// What a backup says of itself: which tables, of which schema, up to which turn, and the hash of every file. Written last, so that
// a backup that was cut short has none.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, SetupError } from '#postgres/errors.ts';

export interface TableFile {
  readonly table: string;
  readonly file: string;
  readonly columns: readonly string[];
  readonly rows: number;
  readonly bytes: number;
  /** Of the compressed file. */
  readonly sha256: string;
}

export interface Manifest {
  readonly format: 1;
  readonly product: string;
  readonly postgres: string;
  readonly network: string;
  readonly takenAt: string;
  /** The last turn that is in it. */
  readonly head: { readonly position: number; readonly hash: string };
  readonly migrations: readonly { readonly id: number; readonly name: string; readonly checksum: string }[];
  readonly partitions: readonly {
    readonly table: string;
    readonly name: string;
    readonly from: string;
    readonly to: string;
  }[];
  readonly tables: readonly TableFile[];
}

export const manifestName = 'manifest.json';
const format: Manifest['format'] = 1;

export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify({ ...manifest, digest: digestOf(manifest) }, null, 2)}\n`;
}

export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, manifestName);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (errorCode(cause) !== 'ENOENT' && errorCode(cause) !== 'ENOTDIR') throw cause;
    throw new SetupError(
      'backup_incomplete',
      `${folder} is no whole backup, because it has no ${manifestName}: name the folder that crossdock backup made.`,
      { cause },
    );
  }
  const { digest, ...manifest } = parse(text, path);
  const { format: written } = manifest as { readonly format: unknown };
  if (written !== format) {
    throw new SetupError(
      'backup_newer',
      `${path} has the format ${String(written)} and this version reads ${format}: restore it with the version that made it (${String(manifest.product)}).`,
    );
  }
  if (digest !== digestOf(manifest)) throw altered(path);
  return manifest;
}

export function altered(path: string, cause?: unknown): SetupError {
  return new SetupError(
    'backup_altered',
    `${path} is not as it was written: it was cut short or altered. Take it from another copy of the backup.`,
    { cause },
  );
}

function parse(text: string, path: string): Manifest & { readonly digest: unknown } {
  try {
    return JSON.parse(text) as Manifest & { readonly digest: unknown }; // Its digest is compared before anything of it is believed.
  } catch (cause) {
    throw altered(path, cause);
  }
}

function digestOf(manifest: Manifest): string {
  return createHash('sha256').update(JSON.stringify(manifest)).digest('hex');
}
