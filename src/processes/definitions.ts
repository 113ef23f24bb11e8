// Processes and policies that are in force, compiled once per version.
import assert from '#kernel/assert.ts';
import { definitionKey } from '#catalog/model.ts';
import type { Catalog, DefinitionVersion } from '#catalog/model.ts';
import type { Policy } from '#policies/model.ts';
import { readPolicy } from '#policies/read-policy.ts';
import type { Definition } from '#statecharts/model.ts';
import { readDefinition } from '#statecharts/read.ts';
import { catalogue } from './catalogue.ts';

const processes = new WeakMap<DefinitionVersion, Definition>();
const policies = new WeakMap<DefinitionVersion, Policy>();

export function activeProcess(catalog: Catalog, name: string): Definition | undefined {
  const found = catalog.activeDefinition('process', name);
  return found === undefined ? undefined : compileProcess(found);
}

/** The version a case started with. */
export function processOf(catalog: Catalog, of: { readonly process: string; readonly version: number }): Definition {
  const found = catalog.definition(definitionKey({ kind: 'process', name: of.process, version: of.version }));
  assert(found !== undefined, `${of.process}/${of.version} has cases and so is kept`);
  return compileProcess(found);
}

/** A process is put in force after the policies that it asks, and none of these is taken away. */
export function activePolicy(catalog: Catalog, name: string): Policy {
  const found = catalog.activeDefinition('policy', name);
  assert(found !== undefined, `the process was activated with the policy ${name}`);
  let policy = policies.get(found);
  if (policy === undefined) {
    const read = readPolicy(found.content);
    assert('policy' in read, `${name} was checked when it was put`);
    policies.set(found, (policy = read.policy));
  }
  return policy;
}

function compileProcess(found: DefinitionVersion): Definition {
  let definition = processes.get(found);
  if (definition === undefined) {
    const read = readDefinition(found.content, catalogue);
    assert('definition' in read, `${found.name} was checked when it was put`);
    processes.set(found, (definition = read.definition));
  }
  return definition;
}
