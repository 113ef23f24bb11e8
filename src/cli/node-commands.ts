// Commands that speak to a running node: each has its address, its key and answers as JSON, and shows how it is used.
import type { Command } from 'commander';
import { keyOption, urlOption } from './client.ts';

/** `examples` by the name of the command. */
export function addNodeCommands(
  parent: Command,
  commands: readonly Command[],
  examples: Readonly<Record<string, string>>,
): void {
  for (const command of commands) {
    command
      .option(...urlOption)
      .option(...keyOption)
      .option('--json', 'print the answer as JSON', false)
      .addHelpText('after', `\nExamples:\n  $ ${examples[command.name()] ?? ''}`);
    parent.addCommand(command.exitOverride());
  }
  const lines = Object.values(examples).map((example) => `  $ ${example}`);
  parent.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}
