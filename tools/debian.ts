// Servers that tests need on the other side: found where Debian puts them, and installed where that can be done unseen.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
const lockWaitSeconds = 600;

/**
 * The path of a program, installed from the packages when it is missing, this is Debian and we are root. Null: it can't be had,
 * and standard error says why; the test skips itself.
 */
export async function ensureDebian(binary: string, packages: readonly string[]): Promise<string | null> {
  const there = find(binary);
  if (there !== null) return there;
  const why = await install(binary, packages);
  const now = find(binary);
  if (now !== null) return now;
  process.stderr.write(`${binary} is not here: ${why ?? `${packages.join(' ')} did not bring it`}.\n`);
  return null;
}

/** What a skipped test says. */
export function notHere(binary: string, packages: readonly string[]): string {
  return `${binary} is not installed (apt-get install ${packages.join(' ')})`;
}

function find(binary: string): string | null {
  const places = binary.startsWith('/') ? [binary] : folders.map((folder) => join(folder, binary));
  return places.find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // Not there, or nothing that we may run: both mean that it is looked for elsewhere.
  }
}

/** Null when apt says that all went well. */
async function install(binary: string, packages: readonly string[]): Promise<string | null> {
  if (find('apt-get') === null || find('flock') === null) return 'this is no Debian';
  if (process.getuid?.() !== 0) return 'only root can install it';
  const { code, text } = await run('flock', [
    ...['--wait', String(lockWaitSeconds), join(tmpdir(), 'crossdock-apt.lock')],
    ...['sh', '-c', script, 'install', binary, ...packages],
  ]);
  return code === 0 ? null : `apt-get answered ${code}: ${text.trim().split('\n').slice(-3).join(' / ')}`;
}

/** One at a time, by the lock. The policy keeps packages from starting services; one that is there already stays as it is. */
const script = `
binary=$1; shift
command -v "$binary" >/dev/null 2>&1 && exit 0
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 1' HUP INT TERM
  printf '#!/bin/sh\\nexit 101\\n' >"$policy"; chmod 755 "$policy"
fi
get() { DEBIAN_FRONTEND=noninteractive apt-get -y -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=${lockWaitSeconds} "$@"; }
get --no-install-recommends install "$@" || { get update && get --no-install-recommends install "$@"; }
`;

function run(command: string, args: readonly string[]): Promise<{ code: number | null; text: string }> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text = `${text}${chunk}`.slice(-10_000);
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, text }));
  });
}
