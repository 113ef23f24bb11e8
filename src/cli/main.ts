// The command line. Exit codes: 0 done, 1 failed, 2 used wrongly.
import { Command, CommanderError } from 'commander';
import { commands } from './commands.ts';
import { failureText } from './failure-text.ts';
import { progress } from './output.ts';

const program = new Command('crossdock')
  .description('Orders reserved against one stock truth, and the flows between ERP, WMS, shops and partners.')
  .addHelpText('after', '\nExamples:\n  $ crossdock start\n  $ crossdock doctor\n  $ crossdock migrate --help')
  .showHelpAfterError('(--help shows how to use it)');

const [, , word = ''] = process.argv;
const called = Object.hasOwn(commands, word) ? commands[word] : undefined;
const loaded = await Promise.all((called === undefined ? Object.values(commands) : [called]).map((load) => load()));
for (const command of [program, ...loaded, ...loaded.flatMap(({ commands: below }) => below)]) command.exitOverride();
for (const command of loaded) program.addCommand(command.copyInheritedSettings(program));

// Whoever reads has seen enough (`| head`): that is no error. What is said on the way need not be heard by anybody.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
// Commands that have nothing to end in good order end at once, and not so abruptly that a database of theirs is left behind.
for (const [signal, number] of [
  ['SIGINT', 2],
  ['SIGTERM', 15],
] as const)
  process.on(signal, () => {
    if (process.listenerCount(signal) === 1) process.exit(128 + number);
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
