import { Command } from 'commander';
import { migrate } from '#postgres/migrate.ts';
import { withDatabase } from './database.ts';
import { printJson, printLine, progress } from './output.ts';
import { readSettings } from './settings.ts';

export const migrateCommand: Command = new Command('migrate')
  .description("bring the network's schema up to this version; start does this too")
  .option('--json', 'print the result as JSON', false)
  .addHelpText(
    'after',
    `
Examples:
  $ crossdock migrate
  $ CROSSDOCK_NETWORK=north crossdock migrate --json`,
  )
  .action(async (options: { json: boolean }) => {
    const settings = readSettings(process.env);
    const applied = await withDatabase(settings, (database) =>
      migrate({ ...database, onMigration: (name) => progress(`running ${name}`) }),
    );
    if (options.json) printJson({ network: settings.network, applied });
    else printLine(applied.length === 0 ? 'The schema is up to date.' : `Ran ${applied.length} migrations.`);
  });
