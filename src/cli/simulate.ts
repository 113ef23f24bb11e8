import { Command } from 'commander';
import { runProgram } from './repository-program.ts';

export const simulateCommand: Command = new Command('simulate')
  .description('run simulated worlds around the real decisions, with checks that watch every turn')
  .argument('[options...]', 'those of npm run sim: --seed, --seeds, --minutes, --hours, --verbose, --scarce, --json, …')
  .allowUnknownOption()
  .addHelpText(
    'after',
    `
Channels, warehouses, ERP, carriers and people on virtual time, from seeds; docs/guides/simulator.md has all options.
Uses no database and no setting. Exit code 1: a check failed, and the command that plays it again was printed.

Examples:
  $ crossdock simulate
  $ crossdock simulate --seed 42
  $ crossdock simulate --seed 42 --until 310 --verbose`,
  )
  .action((given: string[]) =>
    runProgram({ name: 'Simulated worlds', path: 'sim/main.ts', nodeOptions: ['--max-semi-space-size=32'] }, given),
  );
