// Who judges a mutant, the cheapest first: the simulator, the tests without a database that run the place, those with one.
import { basename, dirname } from 'node:path';
import { kindOf, programOf, runsPlace } from './cover.ts';
import type { Kind, TestFile } from './cover.ts';
import type { Judge } from './judge.ts';
import type { Mutant } from './mutant.ts';

const limitMsMin = 30_000;
/** On a busy machine a process takes its time; a mutant that hangs takes for ever. */
const patience = 3;

export function judgesOf(
  mutant: Mutant,
  tests: readonly TestFile[],
  { root, environment }: { readonly root: string; readonly environment: Readonly<Record<string, string>> },
): Judge[] {
  const running = tests
    .filter((test) => runsPlace(test, mutant.file, mutant.edit))
    .map((test) => ({ test, kinship: kinshipOf(test.path, mutant.file) }))
    .toSorted((one, other) => other.kinship - one.kinship || one.test.ms - other.test.ms)
    .map(({ test }) => test);
  const of = (kind: Kind): TestFile[] => running.filter(({ path }) => kindOf(path) === kind);
  const [simulator, code] = [of('simulator'), of('code')];
  // What only a database can see is asked of it; so is what nobody else comes by.
  const database = isOfDatabase(mutant) || simulator.length + code.length === 0 ? of('database') : [];
  return [simulator, code, ...database.map((test) => [test])]
    .filter((group) => group.length > 0)
    .map((group) => judgeBy(group, { root, environment }));
}

function isOfDatabase({ file, language }: Mutant): boolean {
  return language === 'sql' || /^src\/runtime\/(?:postgres-|deliveries|deadlines)/.test(file);
}

/** Words that the names of test and source share, and their folder. */
function kinshipOf(test: string, file: string): number {
  const words = (path: string): string[] => basename(path).split(/[-.]/).slice(0, -1);
  const known = new Set(words(file));
  const shared = words(test).filter((word) => known.has(word) || known.has(word.replace(/s$/, ''))).length;
  return shared * 2 + (dirname(test) === dirname(file) ? 1 : 0);
}

function judgeBy(
  group: readonly TestFile[],
  { root, environment }: { readonly root: string; readonly environment: Judge['environment'] },
): Judge {
  const program = programOf(
    root,
    group.map(({ path }) => path),
  );
  return {
    name: group.length === 1 ? (group[0]?.path ?? '') : `${group.length} test files`,
    args: program.args,
    environment: { ...environment, ...program.environment },
    silenceMs: Math.max(limitMsMin, patience * Math.max(...group.map(({ ms }) => ms))),
  };
}
