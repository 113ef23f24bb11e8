// The policies of a folder, as texts: <name>/v1.json, v2.json, … and <name>/cases.json for the last of them.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const policiesFolder = fileURLToPath(new URL('../../definitions/policies/', import.meta.url));

export interface PolicyText {
  readonly path: string;
  readonly text: string;
}

export interface PolicyFiles {
  /** The name of its folder. */
  readonly name: string;
  readonly folder: string;
  /** Ascending. */
  readonly versions: readonly (PolicyText & { readonly version: number })[];
  readonly cases: PolicyText | null;
  /** Whether it has a README for those who work by it. */
  readonly isDescribed: boolean;
}

/** Every policy in a folder of policies. Throws what reading throws: a folder that is not there is not an empty one. */
export function loadPolicies(folder: string = policiesFolder): readonly PolicyFiles[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted()
    .map((name) => loadPolicy(join(folder, name)));
}

/** The policy of one folder. */
export function loadPolicy(folder: string): PolicyFiles {
  const files = readdirSync(folder);
  const read = (file: string): PolicyText => {
    const path = join(folder, file);
    return { path, text: readFileSync(path, 'utf8') };
  };
  const versions = files.flatMap((file) => {
    const version = /^v([1-9]\d*)\.json$/.exec(file)?.[1];
    return version === undefined ? [] : [{ ...read(file), version: Number(version) }];
  });
  return {
    name: basename(folder),
    folder,
    versions: versions.toSorted((a, b) => a.version - b.version),
    cases: files.includes('cases.json') ? read('cases.json') : null,
    isDescribed: files.includes('README.md'),
  };
}
