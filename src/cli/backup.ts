// A whole network out of the database, into a folder from which `crossdock restore` brings it back.
import type pg from 'pg';
import { resolve } from 'node:path';
import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { errorCode, SetupError } from '#postgres/errors.ts';
import { writeBackup } from '#runtime/backup/write.ts';
import { refuseNothing, withClient } from './database.ts';
import { printJson, printLine, progress } from './output.ts';
import { readSettings } from './settings.ts';
import { packageVersion } from './version.ts';

export const backupCommand: Command = new Command('backup')
  .description('write the whole network into a folder, beside running nodes')
  .argument('<folder>', 'made by this; must not be there yet')
  .option('--json', 'print the manifest as JSON', false)
  .addHelpText(
    'after',
    `
Reads only. The folder holds personal data and raw messages as they are, and secrets of connections encrypted; the key that opens
them is not in it: keep CROSSDOCK_SECRET_KEY, or the file secret-key of CROSSDOCK_HOME, elsewhere.
docs/guides/backup.md says what else to think of, and how to go back to a point in time.

Examples:
  $ crossdock backup /var/backups/crossdock-2026-11-23
  $ crossdock backup backup-1 --json | jq .head`,
  )
  .action(async (folder: string, options: { json: boolean }) => {
    const settings = readSettings(process.env);
    refuseNothing(settings);
    const path = resolve(folder);
    const bar = progressBar();
    try {
      const manifest = await withClient(settings, 'crossdock backup', async (client, { schema }) => {
        await refuseEmpty(client, schema);
        return writeBackup({ client, network: schema, product: packageVersion, folder: path, onProgress: bar.show });
      });
      bar.stop();
      if (options.json) printJson(manifest);
      else {
        const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
        const bytes = manifest.tables.reduce((sum, table) => sum + table.bytes, 0);
        printLine(`${path}: ${rows} rows, ${(bytes / 1e6).toFixed(1)} MB, up to turn ${manifest.head.position}`);
        progress('The secret key of this network is not in it: keep it elsewhere.');
      }
    } catch (error) {
      throw diskProblem(error, path) ?? error;
    } finally {
      bar.stop();
    }
  });

async function refuseEmpty(client: pg.Client, schema: string): Promise<void> {
  const { rows } = await client.query<{ there: boolean }>(`select to_regclass('journal_head') is not null as there`);
  if (rows[0]?.there === true) return;
  throw new SetupError(
    'backup_nothing',
    `There is no network ${schema} in this database: set CROSSDOCK_NETWORK, DATABASE_URL or CROSSDOCK_HOME to what is to be backed up.`,
  );
}

/** What an operator can mend; anything else is a defect. */
export function diskProblem(error: unknown, path: string): SetupError | undefined {
  switch (errorCode(error) ?? '') {
    case 'ENOSPC':
    case 'EDQUOT':
      return new SetupError(
        'backup_disk',
        `No space is left for ${path}: make room, or name another folder. Nothing of it was kept.`,
        { cause: error },
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new SetupError(
        'backup_disk',
        `${path} may not be used by this user (${errorCode(error)}): name another folder, or correct its rights.`,
        { cause: error },
      );
    default:
      return undefined;
  }
}

export function progressBar(): {
  readonly show: (what: string, done: number, total: number) => void;
  readonly stop: () => void;
} {
  if (!process.stderr.isTTY) return { show: () => undefined, stop: () => undefined };
  const bar = new SingleBar({ format: '{bar} {percentage} %  {what}', stream: process.stderr });
  let isStarted = false;
  return {
    show: (what, done, total) => {
      if (!isStarted) bar.start(total, done, { what });
      isStarted = true;
      bar.setTotal(total);
      bar.update(done, { what });
    },
    stop: () => bar.stop(),
  };
}
