// `npm run sim`: see options.ts for what it can be asked for.
import { help, readOptions } from './options.ts';
import type { SimOptions } from './options.ts';
import { Progress } from './progress.ts';
import { run } from './run.ts';
import { runScarce, showScarce } from './scarce.ts';
import { commitOf, newSeed } from './seed.ts';
import { showFailure, showSummary, showTurn } from './show.ts';

// Whoever reads the output may have seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

const options = readOptions(process.argv.slice(2), newSeed);
if (options === null) process.stdout.write(help);
else if (typeof options === 'string') {
  process.stderr.write(`${options}\n\n${help}`);
  process.exitCode = 2;
} else
  process.exitCode = options.scarce === undefined ? await simulate(options) : await scarce(options, options.scarce);

async function simulate(wanted: SimOptions): Promise<number> {
  const { nodes, until, isVerbose, isJson, ...rest } = wanted;
  const say = (lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);
  using bar = new Progress(wanted);
  if (!isJson) say([`seed ${wanted.seed}, commit ${commitOf()}`]);
  const { summary, failure } = await run({
    ...rest,
    ...(nodes !== undefined && { nodes }),
    ...(until !== undefined && { until }),
    ...(isVerbose && { onTurn: (turned, number) => say(showTurn(turned, number)) }),
    onWorld: ({ worlds, messages }) => bar.at(worlds, messages),
    onShrink: (plays, messages) => bar.shrinking(plays, messages),
  });
  bar.stop();
  if (isJson) {
    const { coverage, ...figures } = summary;
    const counts = Object.fromEntries(
      coverage.groups().map((group) => [group, Object.fromEntries(coverage.counts[group])]),
    );
    say([JSON.stringify({ seed: wanted.seed, commit: commitOf(), ...figures, coverage: counts, failure }, null, 2)]);
  } else {
    say(showSummary(summary));
    if (failure !== null) say(['', ...(await showFailure(failure, commitOf()))]);
    else say(['', 'Nothing was found.']);
  }
  return failure === null ? 0 : 1;
}

async function scarce({ seed, isJson }: SimOptions, attempts: number): Promise<number> {
  using bar = new Progress({ worlds: attempts, endsAfterMs: Infinity, isVerbose: false, isJson });
  const result = await runScarce({ seed, attempts, onWorld: (done) => bar.at(done, done) });
  bar.stop();
  process.stdout.write(
    `${isJson ? JSON.stringify({ seed, commit: commitOf(), ...result }, null, 2) : showScarce(result, seed).join('\n')}\n`,
  );
  return result.violations.length === 0 ? 0 : 1;
}
