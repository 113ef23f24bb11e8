import { Command, InvalidArgumentError } from 'commander';
import { SingleBar } from 'cli-progress';
import { createPool } from '#postgres/pool.ts';
import { replay } from '#runtime/replay.ts';
import { withNetwork } from './database.ts';
import { printJson, printLine, progress } from './output.ts';
import { readSettings } from './settings.ts';

export const replayCommand: Command = new Command('replay')
  .description('decide every past turn again and compare it bit for bit with what was sealed')
  .option('--to <position>', 'stop at this position', parsePosition)
  .option('--json', 'print the result as JSON', false)
  .addHelpText(
    'after',
    `
Reads only. The turns are decided in memory, from the first one on, so memory grows with the orders and items that exist.
Exits with 1 at the first turn that comes out differently, with the entries it made now.

Examples:
  $ crossdock replay
  $ crossdock replay --to 1000 --json`,
  )
  .action(async (options: { to?: number; json: boolean }) => {
    const settings = readSettings(process.env);
    await withNetwork(settings, async ({ connectionString, schema }) => {
      const pool = createPool({
        connectionString,
        schema,
        applicationName: 'crossdock replay',
        max: 1,
        onIdleError: (error) => progress(error.message),
      });
      const bar = new SingleBar({
        format: '{bar} {value}/{total} turns  {eta_formatted} left',
        stream: process.stderr,
        noTTYOutput: false,
      });
      try {
        bar.start(options.to ?? 0, 0);
        const result = await replay(pool, {
          ...(options.to !== undefined && { to: options.to }),
          onProgress: (position, head) => {
            bar.setTotal(head);
            bar.update(position);
          },
        });
        bar.stop();
        if (options.json) printJson(result);
        else if (result.ok)
          printLine(`ok: ${result.turns} turns with ${result.messages} messages came out bit for bit`);
        else if (result.differs !== null)
          printLine(
            `not ok: turn ${result.differs.position} was sealed as ${result.differs.expected} and came out as ${result.differs.actual}`,
          );
        else for (const difference of result.balances) printLine(`WRONG  ${difference}`);
        if (!result.ok) process.exitCode = 1;
      } finally {
        bar.stop();
        await pool.end();
      }
    });
  });

function parsePosition(text: string): number {
  const position = Number(text);
  if (!Number.isSafeInteger(position) || position < 1) throw new InvalidArgumentError('Give a position from 1 on.');
  return position;
}
