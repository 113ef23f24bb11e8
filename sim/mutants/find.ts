// The files that are mutated and every mutant of them.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mutateCalculations } from './calculations.ts';
import { mutateConditions } from './conditions.ts';
import { mutantsOf } from './mutant.ts';
import type { Found, Mutant } from './mutant.ts';
import { parse, signaturesOf } from './source.ts';
import type { Emit, Source } from './source.ts';
import { mutateSql } from './sql.ts';
import { mutateStatements } from './statements.ts';

/** What decides, and what runs a turn; reads for lists, which change nothing, are left out. */
const core = [
  'src/stock/*.ts',
  'src/orders/*.ts',
  'src/processes/**/*.ts',
  'src/runtime/{turn,batcher,seal,wide,deadlines,deliveries,deliveries-*,postgres-*}.ts',
];
const leftOut = /\.(test|testsuite)\.ts$|\/testing\/|\/store\.ts$/;

export function coreFiles(root: string): string[] {
  return core
    .flatMap((pattern) => globSync(pattern, { cwd: root }))
    .filter((path) => !leftOut.test(path))
    .toSorted();
}

export function findMutants(root: string, files: readonly string[]): Mutant[] {
  const read = (path: string): Source => parse(path, readFileSync(join(root, path), 'utf8'));
  const signatures = signaturesOf(
    globSync('src/**/*.ts', { cwd: root })
      .filter((path) => !leftOut.test(path))
      .map(read),
  );
  return files.flatMap((path) => {
    const source = { ...read(path), signatures };
    return mutantsOf(path, source.text, findIn(source));
  });
}

export function findIn(source: Source): Found[] {
  const found: Found[] = [];
  const as =
    (language: Found['language']): Emit =>
    (operator, edit) =>
      void found.push({ operator, edit, language });
  mutateConditions(source, as('code'));
  mutateCalculations(source, as('code'));
  mutateStatements(source, as('code'));
  mutateSql(source, as('sql'));
  return found;
}
