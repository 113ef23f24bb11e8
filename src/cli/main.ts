// The command line. Exit codes: 0 done, 1 failed, 2 used wrongly.
import { Command, CommanderError } from 'commander';
import { backupCommand } from './backup.ts';
import { benchCommand } from './bench.ts';
import { connectionCommand } from './connection.ts';
import { deadLettersCommand } from './dead-letters.ts';
import { deliveryCommand } from './delivery.ts';
import { demoCommand } from './demo.ts';
import { doctorCommand } from './doctor.ts';
import { ediCommand } from './edi.ts';
import { exportCommand } from './export.ts';
import { failureText } from './failure-text.ts';
import { gs1Command } from './gs1.ts';
import { identifiersCommand } from './identifiers.ts';
import { importCommand } from './import.ts';
import { keysCommand } from './keys.ts';
import { mapCommand } from './map.ts';
import { messageCommand } from './message.ts';
import { migrateCommand } from './migrate.ts';
import { progress } from './output.ts';
import { orderCommand } from './order.ts';
import { policyCommand } from './policy.ts';
import { processCommand } from './process.ts';
import { replayCommand } from './replay.ts';
import { restoreCommand } from './restore.ts';
import { siteCommand } from './site.ts';
import { startCommand } from './start.ts';
import { ublCommand } from './ubl.ts';
import { verifyCommand } from './verify.ts';

const commands: readonly Command[] = [
  startCommand,
  migrateCommand,
  importCommand,
  identifiersCommand,
  exportCommand,
  keysCommand,
  connectionCommand,
  deliveryCommand,
  deadLettersCommand,
  messageCommand,
  siteCommand,
  orderCommand,
  policyCommand,
  mapCommand,
  ediCommand,
  gs1Command,
  ublCommand,
  processCommand,
  verifyCommand,
  replayCommand,
  backupCommand,
  restoreCommand,
  doctorCommand,
  benchCommand,
  demoCommand,
];

const program = new Command('crossdock')
  .description('Orders reserved against one stock truth, and the flows between ERP, WMS, shops and partners.')
  .addHelpText('after', '\nExamples:\n  $ crossdock start\n  $ crossdock doctor\n  $ crossdock migrate --help')
  .showHelpAfterError('(--help shows how to use it)');

for (const command of [program, ...commands, ...commands.flatMap(({ commands: below }) => below)])
  command.exitOverride();
for (const command of commands) program.addCommand(command.copyInheritedSettings(program));

// Whoever reads has seen enough (`| head`): that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

function report(error: unknown): number {
  // Commander has printed its message. Asking for help is not an error.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  progress(failureText(error));
  return 1;
}
