// One judge over one mutant: a process in which the source reads as the mutant has it, ended at the first thing that fails.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Judge {
  readonly name: string;
  /** Arguments of node. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** A mutant that says nothing for so long hangs, which is seen as well as a failure: tests tell each that has ended. */
  readonly silenceMs: number;
}

export type Judgement =
  | { readonly verdict: 'caught'; readonly by: string; readonly hung: boolean }
  | { readonly verdict: 'survived' };

const hook = new URL('hook.ts', import.meta.url).href;

/** `pid` is told for what the process may have left elsewhere. */
export async function judge(
  root: string,
  { name, args, environment, silenceMs }: Judge,
  mutant: { readonly url: string; readonly textPath: string },
  onProcess: (pid: number) => void = () => undefined,
): Promise<Judgement> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    detached: true, // A group of its own: what a test started ends with it.
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...environment,
      NODE_TEST_CONTEXT: undefined, // This may itself be part of a test; its children are not.
      NODE_OPTIONS: `--import=${hook}`,
      CROSSDOCK_MUTANT_URL: mutant.url,
      CROSSDOCK_MUTANT_TEXT: mutant.textPath,
    },
  });
  const { pid } = child;
  if (pid !== undefined) onProcess(pid);
  let output = '';
  let failure: string | undefined;
  let hung = false;
  const end = (): void => {
    if (pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-pid, 'SIGKILL');
  };
  const late = setTimeout(() => {
    hung = true;
    end();
  }, silenceMs);
  const hear = (chunk: Buffer): void => {
    late.refresh();
    output = (output + chunk.toString()).slice(-20_000);
    failure ??= firstFailure(output);
    if (failure !== undefined) end();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  process.once('exit', end);
  try {
    const [code] = await once(child, 'close');
    if (failure !== undefined) return { verdict: 'caught', by: place(root, failure), hung: false };
    if (hung) return { verdict: 'caught', by: name, hung: true };
    return code === 0 ? { verdict: 'survived' } : { verdict: 'caught', by: name, hung: false };
  } finally {
    clearTimeout(late);
    process.off('exit', end);
  }
}

/** The report of node:test says where the failed test stands. */
function firstFailure(output: string): string | undefined {
  return /^ *not ok \d+ - (?:(?!^ *(?:not )?ok ).*\n)*? *location: '(.*?):\d+:\d+'/m.exec(output)?.[1];
}

function place(root: string, location: string): string {
  const path = location.startsWith('file:') ? fileURLToPath(location) : location;
  return path.startsWith(root) ? path.slice(root.length).replace(/^\//, '') : path;
}
