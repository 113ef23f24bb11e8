// The two keys that lie in the home: the node's secret, and the administrator's key for the commands of this home.
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, SetupError } from '#postgres/errors.ts';
import { progress } from './output.ts';
import type { Settings } from './settings.ts';

const secretBytes = 32;

/** Keyed digests and stored credentials depend on it, so it is kept: set it to the same value on every node of a network. */
export function readSecretKey(settings: Pick<Settings, 'secretKey' | 'home' | 'databaseUrl'>): Buffer {
  if (settings.secretKey !== undefined) return Buffer.from(settings.secretKey);
  const file = join(settings.home, 'secret-key');
  const kept = readKept(file);
  if (kept !== undefined) return kept;
  const key = randomBytes(secretBytes);
  writeWhole(file, `${key.toString('hex')}\n`);
  if (settings.databaseUrl !== undefined)
    progress(`made a secret key in ${file}; other nodes on this database need the same one: set CROSSDOCK_SECRET_KEY`);
  return key;
}

/** Shown before it is written: should that fail, nobody could be told it again. */
export function showAdministratorKey(settings: Pick<Settings, 'home'>, key: string): void {
  const file = join(settings.home, 'admin-key');
  progress(`The administrator's key, shown this once and kept in ${file}:\n\n  ${key}\n`);
  writeWhole(file, `${key}\n`);
}

function readKept(file: string): Buffer | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return undefined;
    throw new SetupError(
      'secret_key',
      `${file} cannot be read: give it back to this user, or set CROSSDOCK_SECRET_KEY.`,
      { cause },
    );
  }
  // Less than a key would sign with what anybody can guess, and open nothing that is stored.
  if (/^[0-9a-f]{64}$/.test(text)) return Buffer.from(text, 'hex');
  throw new SetupError(
    'secret_key',
    `${file} is not a whole key of ${2 * secretBytes} hexadecimal digits: restore it from a backup of the home folder, or set CROSSDOCK_SECRET_KEY.`,
  );
}

/** Whole or not at all, also when the disk is full or the machine stops. */
function writeWhole(file: string, text: string): void {
  const part = `${file}.part`;
  const handle = openSync(part, 'w', 0o600);
  try {
    try {
      writeSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(part, file);
  } catch (error) {
    rmSync(part);
    throw error;
  }
}
