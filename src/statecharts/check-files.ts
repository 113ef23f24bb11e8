// All that can be wrong with the files of a process: its versions, their names, the scenarios of the last, its README; and how
// much of the chart the scenarios go through.
import assert from '#kernel/assert.ts';
import { explore, uncovered } from './coverage.ts';
import { readJson } from './json-text.ts';
import type { ProcessFiles } from './load.ts';
import type { Catalogue, Definition, Problem } from './model.ts';
import { readDefinition } from './read.ts';
import { readScenario } from './read-scenario.ts';
import { playScenario } from './scenario.ts';

export type FileProblem = Problem & { readonly path: string };

export interface FilesChecked {
  readonly name: string;
  /** The last version, if it can be read. */
  readonly definition: Definition | null;
  readonly scenarios: number;
  /** Ids of transitions that no scenario takes. */
  readonly uncovered: readonly string[];
  /** How many sequences were generated that take every transition, and over how many states of the chart. */
  readonly generated: { readonly sequences: number; readonly states: number };
  readonly problems: readonly FileProblem[];
}

export function checkFiles(files: ProcessFiles, catalogue: Catalogue, stepsMax?: number): FilesChecked {
  const { name, folder, versions, isDescribed } = files;
  const problems: FileProblem[] = [];
  const say = (path: string, message: string, fix: string): void =>
    void problems.push({ path, pointer: '', line: 1, column: 1, message, fix });
  if (versions.length === 0) say(folder, 'this folder has no chart', 'Put the first version there, as v1.json.');
  if (!isDescribed) say(folder, 'this process has no README.md', 'Say there what it is for and who changes it.');
  let last: { readonly definition: Definition; readonly path: string; readonly text: string } | null = null;
  for (const { path, text, version } of versions) {
    const read = readDefinition(text, catalogue);
    last = 'definition' in read ? { definition: read.definition, path, text } : null;
    if ('problems' in read) problems.push(...read.problems.map((problem) => ({ ...problem, path })));
    else if (read.definition.process !== name || read.definition.version !== version)
      say(
        path,
        `this file holds ${read.definition.process} v${read.definition.version}`,
        'Correct name and version, or move the file.',
      );
  }
  const nothing = {
    name,
    definition: null,
    scenarios: 0,
    uncovered: [],
    generated: { sequences: 0, states: 0 },
    problems,
  };
  if (last === null) return nothing;
  const { definition, path, text } = last;
  const played = playAll(files, definition);
  problems.push(...played.problems);
  const found = explore(definition, stepsMax);
  // What was not looked at may be taken all the same.
  if (found.complete)
    for (const { pointer } of found.untaken)
      problems.push({
        ...placeIn(text, pointer),
        path,
        pointer,
        message: 'no sequence of events takes this transition, however guards answer',
        fix: 'Remove it, or correct what leads to it.',
      });
  return {
    name,
    definition,
    scenarios: files.scenarios.length,
    uncovered: uncovered(definition, played.taken).map(({ id }) => id),
    generated: { sequences: found.sequences.length, states: found.values },
    problems,
  };
}

function playAll(
  { scenarios }: ProcessFiles,
  definition: Definition,
): { readonly taken: ReadonlySet<string>; readonly problems: readonly FileProblem[] } {
  const taken = new Set<string>();
  const problems = scenarios.flatMap(({ path, text }): FileProblem[] => {
    const read = readScenario(text, definition);
    if ('problems' in read) return read.problems.map((problem) => ({ ...problem, path }));
    const played = playScenario(definition, read.scenario);
    for (const id of played.taken) taken.add(id);
    return played.differences.map(({ pointer, message }) => ({
      ...placeIn(text, pointer),
      path,
      pointer,
      message: `${read.scenario.name}: ${message}`,
      fix: 'Correct the chart, or what is expected of it.',
    }));
  });
  return { taken, problems };
}

function placeIn(text: string, pointer: string): { readonly line: number; readonly column: number } {
  const parsed = readJson(text);
  assert('json' in parsed, 'the text was read before');
  return parsed.json.placeOf(pointer);
}
