// The peers are packages of their own that Crossdock does not depend on; they are installed when they are first measured.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Peer = 'dbos' | 'restate';

export function install(peer: Peer, say: (line: string) => void): void {
  const folder = folderOf(peer);
  const installed = join(folder, 'node_modules', '.package-lock.json');
  const lock = join(folder, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  say(`installing bench/peers/${peer} (once)`);
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, error } = spawnSync('npm', args, { cwd: folder, stdio: ['ignore', 2, 2] });
  if (error !== undefined || status !== 0)
    throw new Error(
      `bench/peers/${peer} could not be installed (npm ci in that folder, see above): connect to the npm registry and try again, or leave it out with --only.`,
      { cause: error },
    );
}

export function folderOf(peer: Peer): string {
  return fileURLToPath(new URL(peer, import.meta.url));
}

export function installedVersion(peer: Peer, name: string): string {
  const manifest = JSON.parse(readFileSync(join(folderOf(peer), 'node_modules', name, 'package.json'), 'utf8'));
  return String(manifest.version);
}
