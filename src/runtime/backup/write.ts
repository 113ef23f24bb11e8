// Writes a network out, beside nodes that work. What changes is read in one snapshot; what only grows (journal, movements, turns) is
// read after it, up to the head that the snapshot saw and in short ranges: it never changes, and a snapshot held for hours would
// keep every dead version of every hot row.
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';
import type pg from 'pg';
import { copyOut } from '#postgres/copy.ts';
import { errorCode, SetupError } from '#postgres/errors.ts';
import { quoteIdentifier } from '#postgres/pool.ts';
import { manifestName, manifestText } from './manifest.ts';
import type { Manifest, TableFile } from './manifest.ts';

export interface BackupOptions {
  readonly client: pg.ClientBase;
  readonly network: string;
  readonly product: string;
  /** Made by this; it must not be there yet. */
  readonly folder: string;
  /** Turns read in one go. */
  readonly rangeTurns?: number;
  readonly onProgress?: (what: string, done: number, total: number) => void;
}

/** Tables that only grow, and how their rows hang on the turns. */
const history: Readonly<Record<string, string>> = {
  turns: 'from turns r where',
  journal: 'from turns t join journal r on r.turn_id = t.id where',
  movements: 'from turns t join movements r on r.turn_id = t.id where',
};
const positionOf = (table: string): string => (table === 'turns' ? 'r.position' : 't.position');

const rangeTurnsUsual = 20_000;

interface Column {
  readonly table: string;
  readonly columns: string[];
}

export async function writeBackup(options: BackupOptions): Promise<Manifest> {
  const { client, folder } = options;
  const part = `${folder}.part`;
  if (await exists(folder))
    throw new SetupError('backup_exists', `${folder} is there already: name a folder that is not, or move it away.`);
  await mkdir(dirname(part), { recursive: true, mode: 0o700 });
  await makePart(part);
  try {
    const manifest = await writeAll(options, part);
    await writeFile(join(part, manifestName), manifestText(manifest), { mode: 0o600, flush: true });
    await sync(part);
    await rename(part, folder);
    await sync(dirname(folder));
    return manifest;
  } catch (error) {
    await client.query('rollback').catch(() => undefined); // The connection is gone, and the transaction with it.
    await rm(part, { recursive: true, force: true });
    throw error;
  }
}

/** Two backups into one folder would be neither of the two. */
async function makePart(part: string): Promise<void> {
  try {
    await mkdir(part, { mode: 0o700 });
  } catch (cause) {
    if (errorCode(cause) !== 'EEXIST') throw cause;
    throw new SetupError(
      'backup_under_way',
      `${part} is there already: another backup is being written to it, or one was cut off. Remove it if none runs, or name another folder.`,
      { cause },
    );
  }
}

/** What a folder lists is on disk. Windows opens no folders, and keeps their entries in a log of its own. */
async function sync(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeAll(
  { client, network, product, rangeTurns = rangeTurnsUsual, onProgress }: BackupOptions,
  part: string,
): Promise<Manifest> {
  // A slow disk makes the server wait for us: that is no vanished peer.
  await client.query('set tcp_user_timeout = 0');
  await client.query('set idle_in_transaction_session_timeout = 0');
  await client.query('begin isolation level repeatable read read only');
  const about = await readAbout(client);
  const columns = await readColumns(client);
  const { position } = about.head;
  const state = columns.filter(({ table }) => !(table in history));
  const total = state.length + Object.keys(history).length * Math.ceil(position / rangeTurns);
  let done = 0;
  const tables: TableFile[] = [];
  for (const column of state) {
    onProgress?.(column.table, done++, total);
    tables.push(await writeTable(part, column, [copyOut(client, `copy ${nameOf(column)} to stdout`)]));
  }
  await client.query('commit');
  for (const column of columns.filter(({ table }) => table in history)) {
    const ranges = function* (): Generator<Readable> {
      for (let after = 0; after < position; after += rangeTurns) {
        onProgress?.(column.table, done++, total);
        const to = Math.min(position, after + rangeTurns);
        const at = positionOf(column.table);
        const list = column.columns.map((name) => `r.${quoteIdentifier(name)}`).join(', ');
        yield copyOut(
          client,
          `copy (select ${list} ${history[column.table]} ${at} > ${after} and ${at} <= ${to}) to stdout`,
        );
      }
    };
    tables.push(await writeTable(part, column, ranges()));
  }
  onProgress?.('done', total, total);
  return { format: 1, product, network, ...about, tables };
}

function nameOf({ table, columns }: Column): string {
  return `${quoteIdentifier(table)} (${columns.map(quoteIdentifier).join(', ')})`;
}

/** In the text form of COPY each row is one line, and a line feed inside of a value is written as two characters. */
async function writeTable(part: string, { table, columns }: Column, sources: Iterable<Readable>): Promise<TableFile> {
  const file = `${table}.copy.zst`;
  const hash = createHash('sha256');
  let rows = 0;
  let bytes = 0;
  const counted = async function* (): AsyncGenerator<Buffer> {
    for (const source of sources)
      for await (const chunk of source as AsyncIterable<Buffer>) {
        for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) rows += 1;
        yield chunk;
      }
  };
  const hashed = new Transform({
    transform: (chunk: Buffer, _encoding, callback) => {
      hash.update(chunk);
      bytes += chunk.length;
      callback(null, chunk);
    },
  });
  await pipeline(
    Readable.from(counted(), { objectMode: false }),
    createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 3 } }),
    hashed,
    createWriteStream(join(part, file), { mode: 0o600, flush: true }),
  );
  return { table, file, columns, rows, bytes, sha256: hash.digest('hex') };
}

async function readAbout(
  client: pg.ClientBase,
): Promise<Pick<Manifest, 'head' | 'migrations' | 'partitions' | 'postgres' | 'takenAt'>> {
  const { rows } = await client.query<{ position: number; hash: string; at: Date; postgres: string }>(
    `select position, encode(hash, 'hex') as hash, clock_timestamp() as at, current_setting('server_version') as postgres from journal_head`,
  );
  const migrations = await client.query<Manifest['migrations'][number]>(
    'select id, name, checksum from migrations where finished_at is not null order by id',
  );
  const partitions = await client.query<{ table: string; name: string; bounds: string }>(
    `select parent.relname as table, child.relname as name, pg_get_expr(child.relpartbound, child.oid) as bounds
     from pg_inherits i
     join pg_class child on child.oid = i.inhrelid
     join pg_class parent on parent.oid = i.inhparent
     where child.relkind = 'r' and parent.relnamespace = current_schema()::regnamespace
       and pg_get_expr(child.relpartbound, child.oid) <> 'DEFAULT'
     order by child.relname`,
  );
  const [row] = rows;
  if (row === undefined)
    throw new SetupError('backup', 'The table journal_head is empty; restore the database from a backup.');
  return {
    postgres: row.postgres,
    takenAt: row.at.toISOString(),
    head: { position: row.position, hash: row.hash },
    migrations: migrations.rows,
    partitions: partitions.rows.map(({ table, name, bounds }) => {
      const [, from = '', to = ''] =
        /^FOR VALUES FROM \('([0-9a-f-]{36})'\) TO \('([0-9a-f-]{36})'\)$/.exec(bounds) ?? [];
      return { table, name, from, to };
    }),
  };
}

/** Every table of the network, without partitions, which belong to theirs, and without what migrations say of themselves. */
async function readColumns(client: pg.ClientBase): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    `select c.relname as table, array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'migrations'
     group by c.relname
     order by c.relname`,
  );
  return rows;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
