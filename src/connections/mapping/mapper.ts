// The mapper of a node: mappings in force, run in processes of their own.
import { SandboxPool } from './batches.ts';
import type { Mapping } from '#mappings/model.ts';
import type { BatchLimits, Document } from './batches.ts';
import type { Identifiers, Mapped, Mapper, MapInput } from './mapping.ts';
import type { Program } from './sandbox-messages.ts';

export interface MapperOptions {
  /** The version in force; undefined: there is none. It is asked for each call: give the same object until it changes. */
  readonly mappingOf: (name: string) => Promise<Mapping | undefined>;
  readonly identifiers: Identifiers;
  /** Whose names a connection speaks. */
  readonly systemOf: (connection: string) => Promise<string>;
  readonly limits?: Partial<BatchLimits>;
}

export type OwnedMapper = Mapper & AsyncDisposable;

export function createMapper({ mappingOf, identifiers, systemOf, limits }: MapperOptions): OwnedMapper {
  const pool = new SandboxPool(limits);
  const programs = new WeakMap<Mapping, Program>();

  function programFor(mapping: Mapping): Program {
    let program = programs.get(mapping);
    if (program === undefined) programs.set(mapping, (program = programOf(mapping)));
    return program;
  }

  return {
    async map(name, connection, inputs) {
      if (inputs.length === 0) return [];
      const mapping = await mappingOf(name);
      if (mapping === undefined) return inputs.map(() => unknown(name));
      const system = await systemOf(connection);
      return pool.map(programFor(mapping), documentsOf(inputs), { identifiers, system });
    },
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}

export function programOf({ expression, values, lookups, zone }: Mapping): Program {
  return { expression, values, lookups, zone, badTimes: 'fail' };
}

/** `text` is null for what cannot be written as JSON: it is nested too deep. */
export function documentsOf(inputs: readonly MapInput[]): Document[] {
  return inputs.map(({ document, about }) => ({ text: jsonOf(document), about }));
}

function jsonOf(document: unknown): string | null {
  try {
    return JSON.stringify(document ?? null);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function unknown(name: string): Mapped {
  return {
    ok: false,
    problem: {
      code: 'mapping_unknown',
      detail: `No version of the mapping ${name} is in force.`,
      fix: `Put one in force: crossdock map publish <folder of ${name}>.`,
    },
  };
}
