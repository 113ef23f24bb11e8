// The benchmarks of the repository, as `npm run bench` runs them, in a process of their own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { SetupError } from '#postgres/errors.ts';

const program = fileURLToPath(new URL('../../bench/run.ts', import.meta.url));

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
  .action(async (given: string[]) => {
    if (!existsSync(program))
      throw new SetupError(
        'bench',
        `The benchmarks are not part of this installation (${program} is not there): run them in a checkout of the repository.`,
      );
    const child = spawn(process.execPath, [program, ...given], { stdio: 'inherit' });
    // Ctrl-C goes to both; this process ends when the benchmark has cleaned up.
    const stay = (): void => undefined;
    process.on('SIGINT', stay);
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    const [code] = (await once(child, 'exit')) as [number | null];
    process.off('SIGINT', stay);
    process.exitCode = code ?? 1;
  });
