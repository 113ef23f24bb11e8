// The mapper of a node: mappings in force, run in processes of their own.
import { SandboxPool } from './batches.ts';
import type { Mapping } from '#mappings/model.ts';
import type { BatchLimits, Document } from './batches.ts';
import { Gathering } from './gathering.ts';
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
  const gatherings = new WeakMap<Program, Map<string, Gathering>>();

  function programFor(mapping: Mapping): Program {
    let program = programs.get(mapping);
    if (program === undefined) programs.set(mapping, (program = programOf(mapping)));
    return program;
  }

  function gatheringFor(program: Program, system: string): Gathering {
    let bySystem = gatherings.get(program);
    if (bySystem === undefined) gatherings.set(program, (bySystem = new Map()));
    let gathering = bySystem.get(system);
    if (gathering === undefined) {
      gathering = new Gathering((documents) => pool.map(program, documents, { identifiers, system }));
      bySystem.set(system, gathering);
    }
    return gathering;
  }

  return {
    async map(name, connection, inputs) {
      if (inputs.length === 0) return [];
      const [mapping, system] = await Promise.all([mappingOf(name), systemOf(connection)]);
      if (mapping === undefined) return inputs.map(() => unknown(name));
      return gatheringFor(programFor(mapping), system).map(documentsOf(inputs));
    },
    warm: () => pool.warm(),
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}

export function programOf({ expression, functions, values, lookups, zone }: Mapping): Program {
  return { expression, functions, values, lookups, zone, badTimes: 'fail' };
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
