// Reads the contract files. Done once at start; everything else in this folder works on what it returns.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isSchema } from './schema.ts';
import type { LoadedContract } from './schema.ts';

export const contractsFolder = fileURLToPath(new URL('../../contracts/', import.meta.url));

const schemaFile = /^(\d+-\d+-\d+)\.schema\.json$/;
const exampleFile = /^(\d+-\d+-\d+)\.(?:[a-z-]+\.)?example\.json$/;

/** Every schema file, sorted by name and version. A file that is not what its path says stops the start. */
export function loadContracts(folder: string = contractsFolder): readonly LoadedContract[] {
  return filesOf(folder, schemaFile).map(({ name, version, path }) => {
    const schema = readJson(path);
    assert(isSchema(schema), `${path} is not a JSON Schema object`);
    const id = `https://crossdock.dev/contracts/${name}/${version}`;
    assert(schema.$id === id, `${path} must have the $id ${id}`);
    return { id, name, version, schema };
  });
}

export interface Example {
  readonly name: string;
  readonly version: string;
  readonly path: string;
  readonly value: unknown;
}

export function loadExamples(folder: string = contractsFolder): readonly Example[] {
  return filesOf(folder, exampleFile).map((file) => ({ ...file, value: readJson(file.path) }));
}

function filesOf(folder: string, form: RegExp): { name: string; version: string; path: string }[] {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return names
    .map((entry) => entry.name)
    .sort()
    .flatMap((name) =>
      readdirSync(join(folder, name))
        .sort()
        .flatMap((file) => {
          const version = form.exec(file)?.[1];
          return version === undefined ? [] : [{ name, version, path: join(folder, name, file) }];
        }),
    );
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Error(`The contract file ${path} cannot be read as JSON; restore it from the repository`, { cause });
  }
}
