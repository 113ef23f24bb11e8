// Programs of the repository that are no part of the product, as `npm run` runs them: in a process of their own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SetupError } from '#postgres/errors.ts';

export interface RepositoryProgram {
  /** What they are, to begin a sentence. */
  readonly name: string;
  /** From the root of the repository. */
  readonly path: string;
  readonly nodeOptions?: readonly string[];
}

/** Resolves when it has ended, and ends this process with its code. */
export async function runProgram(
  { name, path, nodeOptions = [] }: RepositoryProgram,
  given: readonly string[],
): Promise<void> {
  const program = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  if (!existsSync(program))
    throw new SetupError(
      'repository',
      `${name} are not part of this installation (${program} is not there): run them in a checkout of the repository.`,
    );
  const child = spawn(process.execPath, [...nodeOptions, program, ...given], { stdio: 'inherit' });
  // Ctrl-C goes to both; this process ends when the program has cleaned up.
  const stay = (): void => undefined;
  const end = (): void => void child.kill('SIGTERM');
  process.on('SIGINT', stay);
  process.on('SIGTERM', end);
  const [code] = (await once(child, 'exit')) as [number | null];
  process.off('SIGINT', stay);
  process.off('SIGTERM', end);
  process.exitCode = code ?? 1;
}
