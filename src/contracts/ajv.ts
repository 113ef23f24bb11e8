// How Ajv is set up: JSON Schema 2020-12, strict about our schemas, formats checked. Values are never changed: no defaults
// filled in, no types converted, nothing removed.
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Options } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { LoadedContract } from './schema.ts';

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
