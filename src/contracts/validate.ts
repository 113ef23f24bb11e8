// The one validator at the edges. A document is first checked by code that stops at the first problem, because nearly all are
// right; only what is refused is looked at again to name every problem in words.
import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020.js';
import { createChecker, createExplainer, findings } from './ajv.ts';
import type { Finding } from './ajv.ts';
import { createExplain, problem, under } from './explain.ts';
import type { Explain, Problem } from './explain.ts';
import type { ContractTypes, EventEnvelope } from './generated/contracts.ts';
import { contractId, eventTypes, isEventType, isSentEventType } from './registry.ts';
import type { EventType } from './registry.ts';
import { indexContracts } from './schema.ts';
import type { LoadedContract } from './schema.ts';
import { isReasonable } from './size.ts';

export type ContractName = keyof ContractTypes;

export type Validation<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly errors: readonly Problem[] };

/** An event whose type we know, with the data of that type. */
export type CanonicalEvent = {
  [Type in EventType]: Omit<EventEnvelope, 'type' | 'data'> & {
    readonly type: Type;
    readonly data: ContractTypes[(typeof eventTypes)[Type]];
  };
}[EventType];

export interface Validator {
  validate<Name extends ContractName>(name: Name, value: unknown): Validation<ContractTypes[Name]>;
  /** Envelope first, then the data by the contract of its type; pointers start at the envelope. */
  validateEvent(value: unknown): Validation<CanonicalEvent>;
}

export function createValidator(contracts: readonly LoadedContract[]): Validator {
  const checker = createChecker(contracts);
  const checks = new Map<ContractName, ValidateFunction>();
  // Refusals are rare; the second set-up is only built when the first one happens.
  let explainer: { readonly ajv: Ajv2020; readonly explain: Explain } | undefined;

  function checkOf(name: ContractName): ValidateFunction {
    let check = checks.get(name);
    if (check === undefined) {
      check = compiled(checker, name);
      checks.set(name, check);
    }
    return check;
  }

  function problemsOf(name: ContractName, value: unknown, first: readonly Finding[]): readonly Problem[] {
    if (explainer === undefined) {
      const ajv = createExplainer(contracts);
      explainer = { ajv, explain: createExplain(ajv, indexContracts(contracts)) };
    }
    return explainer.explain(isReasonable(value) ? findings(compiled(explainer.ajv, name), value) : first);
  }

  function validate<Name extends ContractName>(name: Name, value: unknown): Validation<ContractTypes[Name]> {
    const first = findings(checkOf(name), value);
    // The type was generated from the schema that the check was compiled from.
    if (first.length === 0) return { ok: true, value: value as ContractTypes[Name] };
    return { ok: false, errors: problemsOf(name, value, first) };
  }

  return {
    validate,
    validateEvent(value) {
      const envelope = validate('event', value);
      if (!envelope.ok) return envelope;
      const { type, data } = envelope.value;
      if (!isEventType(type)) return { ok: false, errors: [unknownType(type)] };
      const checked = validate(eventTypes[type], data);
      if (!checked.ok) return { ok: false, errors: checked.errors.map((found) => under('/data', found)) };
      // `type` is one of ours and `data` was checked by its contract, which is all that CanonicalEvent says more.
      return { ok: true, value: value as CanonicalEvent };
    },
  };
}

function compiled(ajv: Ajv2020, name: ContractName): ValidateFunction {
  const check = ajv.getSchema(contractId(name));
  if (check === undefined) throw new Error(`contracts/${name} has no schema ${contractId(name)}; restore the file`);
  return check;
}

function unknownType(type: string): Problem {
  const known = Object.keys(eventTypes);
  if (isSentEventType(type)) {
    return problem(
      '/type',
      'names a kind of event that only Crossdock sends',
      `Send what came of it, one of: ${known.join(', ')}.`,
    );
  }
  const otherVersions = known.filter((name) => withoutVersion(name) === withoutVersion(type));
  return otherVersions.length === 0
    ? problem('/type', 'names a kind of event that is not known', `Send one of: ${known.join(', ')}.`)
    : problem('/type', 'names a version that is not known', `Send ${otherVersions.join(' or ')}.`);
}

function withoutVersion(type: string): string {
  return type.replace(/\.v\d+$/, '');
}
