// Who judges a mutant, the cheapest first: the simulator, the tests without a database that run the place, those with one.
import { basename, dirname, join } from 'node:path';
import { isDatabaseTest, runsPlace } from './cover.ts';
import type { TestFile } from './cover.ts';
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
  const pure = running.filter(({ path }) => !isDatabaseTest(path));
  // What only a database can see is asked of it; so is what nobody else comes by.
  const database = isOfDatabase(mutant) || pure.length === 0 ? running.filter(({ path }) => isDatabaseTest(path)) : [];
  return [...(pure.length > 0 ? [pure] : []), ...database.map((test) => [test])].map((group) =>
    judgeBy(group, { root, environment }),
  );
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

/**
 * Files in one process, in this order: each is loaded when the one before it is, so that what the first one catches costs nothing
 * of the others.
 */
function judgeBy(
  group: readonly TestFile[],
  { root, environment }: { readonly root: string; readonly environment: Judge['environment'] },
): Judge {
  return {
    name: group.length === 1 ? (group[0]?.path ?? '') : `${group.length} test files`,
    args: ['--test-reporter=tap', 'tools/pure-tests.ts'],
    environment: { ...environment, CROSSDOCK_PURE_TESTS: JSON.stringify(group.map(({ path }) => join(root, path))) },
    silenceMs: Math.max(limitMsMin, patience * Math.max(...group.map(({ ms }) => ms))),
  };
}
