// Makes a checkout ready to run: installs the pinned dependencies when they are missing or older than the lock
// file. Among them is the Node that runs everything else, so this file must do with Node 20 and nothing installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const lock = join(root, 'package-lock.json');
const marker = join(modules, '.crossdock-prepared');
const testMarker = join(modules, '.crossdock-prepared-tests');
const localNode = join(modules, '.bin', 'node');
const nodeMajorMin = 24;

/** Returns the path of a Node that can run the sources. */
export function prepare({ forTests = false } = {}) {
  if (process.platform === 'win32') fail('Crossdock runs on Linux and macOS: on Windows, use it inside WSL.');
  const wanted = createHash('sha256').update(readFileSync(lock)).digest('hex');
  let node;
  if (!isMarked(marker, wanted)) {
    if (!installedByHand()) install();
    node = findNode();
    linkCommand();
    writeFileSync(marker, wanted);
  }
  if (forTests && !isMarked(testMarker, wanted)) {
    installForTests();
    writeFileSync(testMarker, wanted);
  }
  return node ?? (existsSync(localNode) ? localNode : findNode());
}

function isMarked(file, wanted) {
  return existsSync(file) && readFileSync(file, 'utf8') === wanted;
}

/** npm writes this file at the end of every install; newer than the lock means that somebody has just run npm. */
function installedByHand() {
  const installed = join(modules, '.package-lock.json');
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs;
}

function install() {
  process.stderr.write('Installing dependencies (once, up to a minute) …\n');
  const started = Date.now();
  const [command, args] = npmCommand();
  const flags = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, error } = spawnSync(command, [...args, ...flags], { cwd: root, stdio: ['ignore', 2, 2] });
  if (error) fail(`npm could not be started (${error.message}): install npm 10 or later and try again.`);
  if (status !== 0) fail('npm ci failed, see above: correct the cause (network, disk, rights) and try again.');
  process.stderr.write(`Installed in ${((Date.now() - started) / 1000).toFixed(0)} s.\n`);
}

/**
 * npm run tells where npm itself is; without it, the npm in the path serves.
 * @returns {[command: string, args: string[]]}
 */
function npmCommand() {
  const npm = process.env.npm_execpath;
  return npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
}

/** Optional packages that need the Node that was just installed were left out by an older one; tests that need them say so. */
function installForTests() {
  if (Number.parseInt(process.versions.node, 10) >= nodeMajorMin || !existsSync(localNode)) return;
  const [command, args] = npmCommand();
  const flags = [
    'install',
    '--no-save',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const { status } = spawnSync(command === process.execPath ? localNode : command, [...args, ...flags], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, PATH: `${dirname(localNode)}:${process.env.PATH}` },
  });
  if (status !== 0)
    process.stderr.write('Some optional packages could not be installed: tests that need them are skipped.\n');
}

function findNode() {
  const here = Number.parseInt(process.versions.node, 10) >= nodeMajorMin;
  if (existsSync(localNode)) {
    const { stdout } = spawnSync(localNode, ['--version'], { encoding: 'utf8' });
    if (Number.parseInt(String(stdout).slice(1), 10) >= nodeMajorMin) return localNode;
    // Built for glibc, it does not run on every Linux. Out of the way, it lets a good Node in the path be found.
    if (here) rmSync(localNode);
  }
  if (here) return process.execPath;
  return fail(
    `Crossdock needs Node ${nodeMajorMin} or later and npm has none for ${process.platform}-${process.arch}: ` +
      `this is ${process.version}; install a newer one from https://nodejs.org and try again.`,
  );
}

/** npm links the commands of dependencies only; with this, `npx crossdock` finds ours without asking anybody. */
function linkCommand() {
  const link = join(modules, '.bin', 'crossdock');
  rmSync(link, { force: true });
  symlinkSync('../../tools/crossdock.mjs', link);
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) prepare({ forTests: process.argv.includes('--tests') });
