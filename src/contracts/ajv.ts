// How Ajv is set up: JSON Schema 2020-12, strict about our schemas, formats checked. Values are never changed: no defaults
// filled in, no types converted, nothing removed.
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, Options, ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { JsonSchema, LoadedContract } from './schema.ts';

/** What Ajv says is wrong; our set-up is verbose, so the part of the schema and the value are there. */
export interface Finding extends ErrorObject {
  readonly message: string;
  readonly parentSchema: JsonSchema;
  readonly data: unknown;
}

/** The forms of which none fits, of a finding about `anyOf`. */
export function formsIn(finding: Finding): readonly JsonSchema[] {
  // `schema` is the value of the keyword that refused.
  return finding.schema as readonly JsonSchema[];
}

/** The schema of names, of a finding about `propertyNames`. */
export function namesIn(finding: Finding): JsonSchema {
  return finding.schema as JsonSchema;
}

const nothing: readonly Finding[] = [];

export function createAjv(options: Options): Ajv2020 {
  // strictRequired is too strict for alternatives that only require; a test looks for required fields that do not exist.
  const ajv = new Ajv2020({ strict: true, strictRequired: false, ...options });
  addFormats.default(ajv, { mode: 'full' });
  return ajv;
}

/** Stops at the first problem: what every document goes through. */
export function createChecker(contracts: readonly LoadedContract[]): Ajv2020 {
  return filled(createAjv({ allErrors: false, verbose: true }), contracts);
}

/**
 * Finds all problems; only for documents that were refused. The schemas were found strict by the checker; here parts of them
 * are compiled on their own, where a type stated further up is out of sight.
 */
export function createExplainer(contracts: readonly LoadedContract[]): Ajv2020 {
  return filled(createAjv({ allErrors: true, verbose: true, strictTypes: false }), contracts);
}

function filled(ajv: Ajv2020, contracts: readonly LoadedContract[]): Ajv2020 {
  for (const { schema } of contracts) ajv.addSchema(schema);
  return ajv;
}

/** Empty when the value is right. */
export function findings(check: ValidateFunction, value: unknown): readonly Finding[] {
  // `verbose` is set wherever a check is compiled, and `messages` is never unset.
  check(value);
  return (check.errors ?? nothing) as readonly Finding[];
}
