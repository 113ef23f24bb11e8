// The policies of a folder, as texts: <name>/v1.json, v2.json, … and <name>/cases.json for the last of them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const policiesFolder = fileURLToPath(new URL('../../definitions/policies/', import.meta.url));

export interface PolicyText {
  readonly path: string;
  readonly text: string;
}

export interface PolicyFiles {
  /** The name of its folder. */
  readonly name: string;
  /** Ascending. */
  readonly versions: readonly (PolicyText & { readonly version: number })[];
  readonly cases: PolicyText | null;
}

/** Throws what reading throws: a folder that is not there is not an empty one. */
export function loadPolicies(folder: string = policiesFolder): readonly PolicyFiles[] {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return names
    .map(({ name }) => name)
    .toSorted()
    .map((name) => {
      const files = readdirSync(join(folder, name));
      const read = (file: string): PolicyText => {
        const path = join(folder, name, file);
        return { path, text: readFileSync(path, 'utf8') };
      };
      const versions = files.flatMap((file) => {
        const version = /^v([1-9]\d*)\.json$/.exec(file)?.[1];
        return version === undefined ? [] : [{ ...read(file), version: Number(version) }];
      });
      return {
        name,
        versions: versions.toSorted((a, b) => a.version - b.version),
        cases: files.includes('cases.json') ? read('cases.json') : null,
      };
    });
}
