// Which migrations were released, by the hash of each file, and with which data the upgrade from each is tested.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const database = fileURLToPath(new URL('../../db', import.meta.url));

export const releasedList: string = join(database, 'released.json');
export const fixturesFolder: string = join(database, 'fixtures');

/** File → SHA-256. */
export async function readReleased(): Promise<Record<string, string>> {
  return JSON.parse(await readFile(releasedList, 'utf8')) as Record<string, string>; // Ours, written by tools/release-schema.ts.
}
