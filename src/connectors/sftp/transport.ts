// Files on an SFTP server, version 3 of the protocol: the one that all servers speak.
import type { FileEntryWithStats, SFTPWrapper, Stats } from 'ssh2';
import { ConnectorFault } from '#connectors/connector.ts';
import type { OpenOptions } from '#connectors/connector.ts';
import { join } from '#connectors/files/path.ts';
import type { FileEntry, FilePlace } from '#connectors/files/place.ts';
import { limits } from '#kernel/limits.ts';
import { SftpClient } from './client.ts';
import type { Call, Callback, Channel } from './client.ts';
import { entryOf, toldOf } from './entry.ts';
import { isMissing, sftpFault, status, statusOf } from './faults.ts';
import type { SftpSettings } from './settings.ts';

/** What all servers take in one request (filexfer-02, 3: 34,000 bytes a packet). */
const chunkBytes = 32_768;
/** Requests of one file under way: one at a time would take a round trip for every 32 kB. */
const chunksAtOnce = 8;

export function sftpPlace(options: OpenOptions): FilePlace {
  const client = new SftpClient(options);
  const { folder = '' } = options.settings as unknown as SftpSettings; // The schema held when the connection was defined.
  const full = (path: string): string =>
    path === '' ? folder || '.' : folder === '/' ? `/${path}` : join(folder, path);
  const nameOf = (path: string): string => `${client.where}/${full(path).replace(/^\//, '')}`;
  const whereOf = (path: string): Parameters<typeof sftpFault>[1] => ({
    server: client.where,
    user: client.user,
    path: full(path),
  });

  async function attempt<Result>(
    path: string,
    signal: AbortSignal,
    work: (channel: Channel) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await work(await client.channel(signal));
    } catch (error) {
      throw sftpFault(error, whereOf(path));
    }
  }

  const lstat = async (channel: Channel, path: string, signal: AbortSignal): Promise<FileEntry | null> => {
    try {
      const stats = await channel.ask<Stats>(signal, (sftp, done) => sftp.lstat(full(path), done));
      return entryOf(path.slice(path.lastIndexOf('/') + 1), stats, '');
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  };

  return {
    nameOf,
    list: (path, signal) =>
      attempt(path, signal, (channel) =>
        withHandle(
          channel,
          signal,
          (sftp, done) => sftp.opendir(full(path), done),
          async (handle) => {
            const entries: FileEntry[] = [];
            for (;;) {
              const some = await nextEntries(() => channel.ask(signal, (sftp, done) => sftp.readdir(handle, done)));
              if (some === null) return entries;
              for (const { filename, attrs, longname } of some)
                if (filename !== '.' && filename !== '..') entries.push(entryOf(filename, attrs, longname));
              if (entries.length > limits.filesListedMax) throw tooMany(nameOf(path));
            }
          },
        ),
      ),
    see: (path, signal) => attempt(path, signal, (channel) => lstat(channel, path, signal)),
    read: (path, bytesMax, signal) =>
      attempt(path, signal, async (channel) => {
        try {
          return await withHandle(
            channel,
            signal,
            (sftp, done) => sftp.open(full(path), 'r', done),
            async (handle) => {
              const before = await channel.ask<Stats>(signal, (sftp, done) => sftp.fstat(handle, done));
              const bytes = Buffer.alloc(Math.min(toldOf(path, before).size, bytesMax) + 1);
              const read = await inChunks(bytes.length, async (from, to) => {
                let at = from;
                while (at < to) {
                  const count = await readSome(handle, bytes, { at, to });
                  if (count === 0) break;
                  at += count;
                }
                return at - from;
              });
              const after = await channel.ask<Stats>(signal, (sftp, done) => sftp.fstat(handle, done));
              return { bytes: bytes.subarray(0, read), ...toldOf(path, after) };
            },
          );
        } catch (error) {
          if (isMissing(error)) return null;
          throw error;
        }

        function readSome(handle: Buffer, bytes: Buffer, { at, to }: { at: number; to: number }): Promise<number> {
          return channel.ask<number>(signal, (sftp, done) =>
            sftp.read(handle, bytes, at, to - at, at, (error, count) =>
              isEnd(error) ? done(null, 0) : done(error, count),
            ),
          );
        }
      }),
    create: (path, bytes, signal) =>
      attempt(path, signal, (channel) =>
        withHandle(
          channel,
          signal,
          (sftp, done) => sftp.open(full(path), 'wx', done),
          async (handle) => {
            const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
            await inChunks(body.length, async (from, to) => {
              await channel.ask(signal, (sftp, done) =>
                sftp.write(handle, body, from, to - from, from, (error) => done(error)),
              );
              return to - from;
            });
            await channel.ask(signal, (sftp, done) => sync(sftp, handle, done));
          },
        ),
      ),
    rename: (from, to, signal) =>
      attempt(to, signal, async (channel) => {
        // Renaming in version 3 fails where the name is taken; posix-rename@openssh.com would overwrite. Looking first serves
        // servers that do not keep to that.
        if ((await lstat(channel, to, signal)) !== null) return false;
        try {
          await channel.ask(signal, (sftp, done) => sftp.rename(full(from), full(to), done));
          return true;
        } catch (error) {
          if (statusOf(error) === status.failure && (await lstat(channel, to, signal)) !== null) return false;
          throw error;
        }
      }),
    remove: (path, signal) =>
      attempt(path, signal, async (channel) => {
        try {
          await channel.ask(signal, (sftp, done) => sftp.unlink(full(path), done));
        } catch (error) {
          if (!isMissing(error)) throw error;
        }
      }),
    makeFolder: (path, signal) =>
      attempt(path, signal, async (channel) => {
        for (let end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
          const part = end === -1 ? path : path.slice(0, end);
          if ((await lstat(channel, part, signal)) === null)
            await channel
              .ask(signal, (sftp, done) => sftp.mkdir(full(part), done))
              .catch(async (error: unknown) => {
                // Made by another node at the same moment.
                if ((await lstat(channel, part, signal))?.kind !== 'folder') throw error;
              });
          if (end === -1) return;
        }
      }),
    describe: (signal) =>
      attempt('', signal, async (channel) => {
        const path = await channel.ask<string>(signal, (sftp, done) => sftp.realpath(full(''), done));
        return client.login.say(`${client.where} (${client.shownKey}) let ${client.user} in, at ${path}.`);
      }),
    remark: client.login.remark,
    close: () => client.close(),
  };
}

/** Null when all were told. */
async function nextEntries(read: () => Promise<FileEntryWithStats[]>): Promise<FileEntryWithStats[] | null> {
  try {
    return await read();
  } catch (error) {
    if (isEnd(error)) return null;
    throw error;
  }
}

const endOfFile = 1;

function isEnd(error: unknown): boolean {
  return statusOf(error) === endOfFile;
}

/** A power cut must not lose what we call done. Servers without the extension keep what they keep. */
function sync(sftp: SFTPWrapper, handle: Buffer, done: Callback<void>): void {
  try {
    sftp.ext_openssh_fsync(handle, (error) => done(error, undefined));
  } catch (error) {
    if (error instanceof Error && error.message.includes('does not support')) done(null, undefined);
    else throw error;
  }
}

/** Bytes done, in order and without a gap: what comes after a short chunk does not count. */
async function inChunks(total: number, work: (from: number, to: number) => Promise<number>): Promise<number> {
  const counts: number[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < total) {
      const from = next;
      next = Math.min(total, from + chunkBytes);
      counts[from / chunkBytes] = await work(from, next);
    }
  };
  await Promise.all(Array.from({ length: Math.min(chunksAtOnce, Math.ceil(total / chunkBytes)) }, worker));
  let done = 0;
  for (const count of counts) {
    done += count;
    if (count < chunkBytes) break;
  }
  return done;
}

function tooMany(name: string): ConnectorFault {
  return new ConnectorFault({
    code: 'too_large',
    detail: `${name} holds more than ${limits.filesListedMax} files.`,
    fix: 'Have files archived or deleted when they are stored, or spread over several folders.',
  });
}

/** A handle is given back whatever happens. Nobody waits for that when the rest has failed; a lost connection gives all back. */
async function withHandle<Result>(
  channel: Channel,
  signal: AbortSignal,
  open: Call<Buffer>,
  work: (handle: Buffer) => Promise<Result>,
): Promise<Result> {
  const handle = await channel.ask(signal, open);
  const close = (): Promise<void> =>
    channel.ask(new AbortController().signal, (sftp, done) => sftp.close(handle, done));
  let result: Result;
  try {
    result = await work(handle);
  } catch (error) {
    close().catch(() => undefined); // The first fault is the one to tell.
    throw error;
  }
  await close();
  return result;
}
