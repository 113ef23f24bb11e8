// What the other system takes, as a JSON Schema of its operation: a value that breaks it is told with its place before it is sent,
// and not by a refusal afterwards. Whoever defines a connection writes it, so nothing in it may run for long.
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { createAjv } from '#contracts/ajv.ts';
import type { JsonSchema } from '#contracts/schema.ts';
import type { PrepareError } from './prepare.ts';

/** A pattern may take for ever, and uniqueItems the square of a list. */
const refused = ['pattern', 'patternProperties', 'uniqueItems'];

const compiled = new WeakMap<object, ValidateFunction>();

/** Of a connection, which holds it until it is changed: so is what was made of it. */
function checkOf(schema: JsonSchema): ValidateFunction {
  let check = compiled.get(schema);
  if (check === undefined) {
    // What schemas are made of is described with patterns itself, so that is left out; what is no schema does not compile.
    const ajv = createAjv({ allErrors: false, meta: false, validateSchema: false });
    for (const keyword of refused) ajv.removeKeyword(keyword);
    check = ajv.compile(schema);
    compiled.set(schema, check);
  }
  return check;
}

/** Why it is no contract; null: it is one. */
export function contractProblem(schema: JsonSchema): string | null {
  try {
    checkOf(schema);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Null: the value keeps it, or there is none. */
export function brokenContract(schema: JsonSchema | undefined, value: unknown): PrepareError | null {
  if (schema === undefined) return null;
  const check = checkOf(schema);
  if (check(value)) return null;
  const [first] = check.errors ?? [];
  const extra: unknown = first?.params['additionalProperty'] ?? first?.params['unevaluatedProperty'];
  const place = first?.instancePath === '' ? 'The whole' : (first?.instancePath ?? 'It');
  return {
    code: 'contract_broken',
    detail: `${place} ${first?.message ?? 'is wrong'}${typeof extra === 'string' ? `: ${extra}` : ''}, says the contract of the operation.`,
    fix: 'Correct the mapping and replay the delivery, or edit it.',
    cause: `${first?.keyword ?? ''} ${(first?.instancePath ?? '').replaceAll(/\/\d+/g, '/*')}`.trim(),
  };
}
