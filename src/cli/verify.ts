import { Command } from 'commander';
import { createPool } from '#postgres/pool.ts';
import { verifyLedger } from '#runtime/verify.ts';
import type { VerifyOptions } from '#runtime/verify.ts';
import { withNetwork } from './database.ts';
import { progressBar } from './backup.ts';
import { printJson, printLine, printTable, progress } from './output.ts';
import { readSettings } from './settings.ts';

export const verifyCommand: Command = new Command('verify')
  .description('prove that the ledger, the documents and the chain of turns agree with each other')
  .option('--item <code>', 'only the stock of this item')
  .option('--site <code>', 'only the stock of this site')
  .option('--json', 'print the result as JSON', false)
  .addHelpText(
    'after',
    `
Reads only; works beside running nodes. Exits with 1 when something does not agree, and says what.

Examples:
  $ crossdock verify
  $ crossdock verify --item SKU1 --json`,
  )
  .action(async (options: { item?: string; site?: string; json: boolean }) => {
    const settings = readSettings(process.env);
    await withNetwork(settings, async ({ connectionString, schema }) => {
      const pool = createPool({
        connectionString,
        schema,
        applicationName: 'crossdock verify',
        max: 1,
        onIdleError: (error) => progress(error.message),
      });
      const bar = progressBar();
      try {
        const scope: VerifyOptions = {
          ...(options.item !== undefined && { item: options.item }),
          ...(options.site !== undefined && { site: options.site }),
        };
        const result = await verifyLedger(pool, {
          ...scope,
          onProgress: (check, done, total) =>
            process.stderr.isTTY ? bar.show(check, done, total) : progress(`${done + 1}/${total}  ${check}`),
        });
        bar.stop();
        if (options.json) printJson(result);
        else report(result);
        if (!result.ok) process.exitCode = 1;
      } finally {
        bar.stop();
        await pool.end();
      }
    });
  });

function report(result: Awaited<ReturnType<typeof verifyLedger>>): void {
  printTable(Object.entries(result.checked).map(([check, rows]) => [check, `${rows} looked at`]));
  for (const { check, item, site, detail } of result.violations)
    printLine(`WRONG  ${check}: ${[item, site].filter(Boolean).join(' at ')} ${detail}`);
  printLine(
    result.ok
      ? `ok: everything agrees up to position ${result.position}`
      : `not ok: ${result.violations.length} disagreements; nothing was changed`,
  );
}
