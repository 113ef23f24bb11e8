// The definitions of a folder, as texts: <name>/v1.json, v2.json, … and <name>/scenarios/*.json for the last of them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const processesFolder = fileURLToPath(new URL('../../definitions/processes/', import.meta.url));

export interface DefinitionText {
  readonly path: string;
  readonly text: string;
}

export interface ProcessFiles {
  /** The name of its folder. */
  readonly name: string;
  readonly folder: string;
  /** Ascending. */
  readonly versions: readonly (DefinitionText & { readonly version: number })[];
  /** Scenarios of the chart alone. */
  readonly scenarios: readonly DefinitionText[];
  /** Scenarios of what the process runs: whoever knows how to run it plays them. */
  readonly caseScenarios: readonly DefinitionText[];
  /** Whether it has a README for those who work by it. */
  readonly isDescribed: boolean;
}

/** Every process in a folder of processes. Throws what reading throws: a folder that is not there is not an empty one. */
export function loadProcesses(folder: string = processesFolder): readonly ProcessFiles[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted()
    .map((name) => loadProcess(join(folder, name)));
}

/** The process of one folder. */
export function loadProcess(folder: string): ProcessFiles {
  const files = readdirSync(folder);
  const scenarios = join(folder, 'scenarios');
  const all = existsSync(scenarios)
    ? readdirSync(scenarios)
        .filter((file) => file.endsWith('.json'))
        .toSorted()
        .map((file) => read(join(scenarios, file)))
    : [];
  return {
    name: basename(folder),
    folder,
    versions: files
      .flatMap((file) => {
        const version = /^v([1-9]\d*)\.json$/.exec(file)?.[1];
        return version === undefined ? [] : [{ ...read(join(folder, file)), version: Number(version) }];
      })
      .toSorted((a, b) => a.version - b.version),
    scenarios: all.filter(({ path }) => path.endsWith('.chart.json')),
    caseScenarios: all.filter(({ path }) => !path.endsWith('.chart.json')),
    isDescribed: files.includes('README.md'),
  };
}

function read(path: string): DefinitionText {
  return { path, text: readFileSync(path, 'utf8') };
}
