// Files of this machine, below one folder that the operator allows. Links are never followed: what lies elsewhere stays there.
import { constants } from 'node:fs';
import { link, lstat, mkdir, open, opendir, realpath, rename, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConnectorFault } from '#connectors/connector.ts';
import type { FileEntry, FilePlace } from '#connectors/files/place.ts';
import { within } from '#connectors/network/deadline.ts';
import { codeOf } from '#connectors/network/socket-fault.ts';
import { limits } from '#kernel/limits.ts';
import { folderFault } from './faults.ts';
import { canHold, holding } from './held.ts';

export interface FolderOptions {
  /** The folder that the operator allows; null: none. */
  readonly root: string | null;
  /** Of the connection, below it. */
  readonly folder: string;
  /** A disk on a network may hang. */
  readonly timeoutMs: number;
}

export function folderPlace({ root, folder, timeoutMs }: FolderOptions): FilePlace {
  const nameOf = (path: string): string => join(folder, path) || '.';

  /** Where a path is, when no link lies on the way to it. */
  async function locate(path: string, part: 'file' | 'folder' = 'file'): Promise<string> {
    if (root === null) {
      throw new ConnectorFault({
        code: 'target_refused',
        detail: 'This node lets no connection read or write files.',
        fix: 'Set CROSSDOCK_FILES to the folder below which they may.',
      });
    }
    const wanted = join(await realpath(root), folder, path);
    const place = part === 'folder' ? wanted : dirname(wanted);
    if ((await realpath(place)) !== place) {
      throw new ConnectorFault({
        code: 'misconfigured',
        detail: `A link lies on the way to ${nameOf(path)}, and links are not followed.`,
        fix: 'Put a folder there instead of the link.',
      });
    }
    return wanted;
  }

  /** Gives the place of a file, or of a folder, by a name that leads nowhere else even if somebody puts a link on the way meanwhile. */
  async function at<Result>(
    path: string,
    work: (place: string) => Promise<Result>,
    part: 'file' | 'folder' = 'file',
  ): Promise<Result> {
    const place = await locate(path, part);
    if (!canHold || root === null) return work(place);
    const parts = join(folder, path)
      .split('/')
      .filter((one) => one !== '' && one !== '.');
    const name = part === 'file' ? parts.pop() : undefined;
    return holding(await realpath(root), parts, (held) => work(name === undefined ? held : `${held}/${name}`));
  }

  async function attempt<Result>(path: string, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    try {
      return await within({ ms: timeoutMs, signal }, work);
    } catch (error) {
      throw folderFault(error, nameOf(path));
    }
  }

  return {
    nameOf,
    list: (path, signal) =>
      attempt(path, signal, () =>
        at(
          path,
          async (place) => {
            const entries: FileEntry[] = [];
            for await (const { name } of await opendir(place)) {
              if (entries.length === limits.filesListedMax) throw tooMany(nameOf(path));
              const stats = await unlessGone(lstat(join(place, name)));
              if (stats !== null) entries.push(entryOf(name, stats));
            }
            return entries;
          },
          'folder',
        ),
      ),
    see: (path, signal) =>
      attempt(path, signal, () =>
        at(path, async (place) => {
          const stats = await unlessGone(lstat(place));
          return stats === null ? null : entryOf(path, stats);
        }),
      ),
    read: (path, bytesMax, signal) =>
      attempt(path, signal, () =>
        at(path, async (place) => {
          // A pipe put there meanwhile must not make us wait for a writer.
          const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
          const file = await unlessGone(open(place, flags));
          if (file === null) return null;
          try {
            const before = await file.stat();
            if (!before.isFile()) return null;
            const bytes = await readSome(file, Math.min(before.size, bytesMax) + 1);
            const { size, mtimeMs } = await file.stat();
            return { bytes, size, changedAt: mtimeMs };
          } finally {
            await file.close();
          }
        }),
      ),
    create: (path, bytes, signal) =>
      attempt(path, signal, () =>
        at(path, async (place) => {
          const file = await open(place, 'wx');
          try {
            await file.writeFile(bytes);
            await file.sync();
          } finally {
            await file.close();
          }
          await syncFolder(dirname(place));
        }),
      ),
    rename: (from, to, signal) =>
      attempt(to, signal, () =>
        at(from, (source) =>
          at(to, async (target) => {
            const isRenamed = await renameToFree(source, target);
            if (isRenamed) await syncFolder(dirname(target));
            return isRenamed;
          }),
        ),
      ),
    remove: (path, signal) =>
      attempt(path, signal, () =>
        at(path, async (place) => {
          await unlessGone(unlink(place));
        }),
      ),
    makeFolder: (path, signal) =>
      attempt(path, signal, async () => {
        for (let end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
          await at(end === -1 ? path : path.slice(0, end), (place) =>
            mkdir(place).catch((error: unknown) => {
              if (codeOf(error) !== 'EEXIST') throw error;
            }),
          );
          if (end === -1) return;
        }
      }),
    describe: (signal) => attempt('', signal, async () => `${await locate('', 'folder')} can be read.`),
    remark: () => null,
    close: () => Promise.resolve(),
  };
}

function entryOf(path: string, stats: Stats): FileEntry {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const kind = stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other';
  return { name, kind, size: stats.size, changedAt: stats.mtimeMs };
}

/** Null when nothing is there, or only a link where a file was asked for. */
async function unlessGone<Result>(work: Promise<Result>): Promise<Result | null> {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ELOOP') return null;
    throw error;
  }
}

async function readSome(file: FileHandle, bytesMax: number): Promise<Uint8Array> {
  const bytes = Buffer.alloc(bytesMax);
  let filled = 0;
  while (filled < bytesMax) {
    const { bytesRead } = await file.read(bytes, filled, bytesMax - filled, null);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** A second name fails where one is taken, which renaming does not. Disks without hard links leave a moment between look and rename. */
async function renameToFree(source: string, target: string): Promise<boolean> {
  try {
    await link(source, target);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') return false;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS' && code !== 'EMLINK') throw error;
    if ((await unlessGone(lstat(target))) !== null) return false;
    await rename(source, target);
    return true;
  }
  await unlessGone(unlink(source));
  return true;
}

/** Until then a name may be lost with the power. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function tooMany(name: string): ConnectorFault {
  return new ConnectorFault({
    code: 'too_large',
    detail: `${name} holds more than ${limits.filesListedMax} files.`,
    fix: 'Have files archived or deleted when they are stored, or spread over several folders.',
  });
}
