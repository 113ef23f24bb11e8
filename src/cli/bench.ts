import { Command } from 'commander';
import { runProgram } from './repository-program.ts';

export const benchCommand: Command = new Command('bench')
  .description('measure orders a second, latency and memory on this machine, in a database of its own')
  .argument('[arguments...]', 'passed on to bench/run.ts')
  .allowUnknownOption()
  .addHelpText(
    'after',
    `
Takes minutes and all of the machine. What it measures, and what was measured before, is in bench/.

Examples:
  $ crossdock bench`,
  )
  .action((given: string[]) => runProgram({ name: 'The benchmarks', path: 'bench/run.ts' }, given));
