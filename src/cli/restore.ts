// A network back from a folder that `crossdock backup` made, proven before it is called restored.
import { resolve } from 'node:path';
import { Command } from 'commander';
import { createPool } from '#postgres/pool.ts';
import { readBackup } from '#runtime/backup/read.ts';
import { verifyLedger } from '#runtime/verify.ts';
import { diskProblem, progressBar } from './backup.ts';
import { withClient } from './database.ts';
import { printJson, printLine, progress } from './output.ts';
import { readSettings } from './settings.ts';

export const restoreCommand: Command = new Command('restore')
  .description('bring a backup into an empty network, and prove that it agrees with itself')
  .argument('<folder>', 'what crossdock backup made')
  .option('--json', 'print the result as JSON', false)
  .addHelpText(
    'after',
    `
Writes over nothing: the network (CROSSDOCK_NETWORK in DATABASE_URL or CROSSDOCK_HOME) must be empty, with no node on it. Every file
is compared with its hash first. Afterwards everything is verified, and the last turn compared with the one that was backed up.
Exits with 1, and leaves nothing, if a file is broken; exits with 1, and leaves what there is, if it does not agree.

Start the node with the secret key of the network that was backed up (CROSSDOCK_SECRET_KEY, or its file secret-key in CROSSDOCK_HOME).

Examples:
  $ CROSSDOCK_HOME=/srv/crossdock crossdock restore /var/backups/crossdock-2026-11-23
  $ DATABASE_URL=postgresql://crossdock:secret@db:5432/fresh crossdock restore backup-1 --json`,
  )
  .action(async (folder: string, options: { json: boolean }) => {
    const settings = readSettings(process.env);
    const path = resolve(folder);
    const bar = progressBar();
    try {
      const result = await withClient(settings, 'crossdock restore', async (client, { connectionString, schema }) => {
        const { head, takenAt } = await readBackup({
          folder: path,
          client,
          connectionString,
          schema,
          onProgress: bar.show,
        });
        bar.stop();
        progress('verifying …');
        const { rows } = await client.query<{ position: number; hash: string }>(
          `select position, encode(hash, 'hex') as hash from journal_head`,
        );
        const isHead = rows[0]?.position === head.position && rows[0].hash === head.hash;
        return { ...(await prove(connectionString, schema)), isHead, head, takenAt, network: schema };
      });
      const ok = result.ok && result.isHead;
      if (options.json) printJson({ ...result, ok });
      else {
        for (const { check, detail } of result.violations) printLine(`WRONG  ${check}: ${detail}`);
        if (!result.isHead)
          printLine(`WRONG  the last turn is not the one that was backed up (${result.head.position})`);
        printLine(
          ok
            ? `restored ${result.network} as it was at ${result.takenAt}, up to turn ${result.head.position}; everything agrees`
            : 'restored, but not everything agrees: do not work on it',
        );
      }
      if (!ok) process.exitCode = 1;
    } catch (error) {
      throw diskProblem(error, path) ?? error;
    } finally {
      bar.stop();
    }
  });

async function prove(connectionString: string, schema: string): Promise<Awaited<ReturnType<typeof verifyLedger>>> {
  const pool = createPool({
    connectionString,
    schema,
    applicationName: 'crossdock verify',
    max: 1,
    onIdleError: (error) => progress(error.message),
  });
  try {
    return await verifyLedger(pool);
  } finally {
    await pool.end();
  }
}
