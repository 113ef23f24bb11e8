// Servers that tests need on the other side, found where Debian puts them; install-servers.sh installs them.
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

const folders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** The path of a program; null: it is not here, and the test skips itself with `notHere`. */
export function debianProgram(binary: string): string | null {
  const places = binary.startsWith('/') ? [binary] : folders.map((folder) => join(folder, binary));
  return places.find(isProgram) ?? null;
}

/** What a skipped test says. */
export function notHere(binary: string, packages: readonly string[]): string {
  return `${binary} is not installed (tools/install-servers.sh, or apt-get install ${packages.join(' ')})`;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // Not there, or nothing that we may run: both mean that it is looked for elsewhere.
  }
}
