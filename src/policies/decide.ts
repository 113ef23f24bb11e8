// A decision and its explanation. Pure: the same policy and input give the same decision, whenever and wherever.
import assert from '#kernel/assert.ts';
import { maskFor } from './column.ts';
import { numberMax } from './model.ts';
import type { Column, EngineValue, Field, Policy, PolicyValue, Row, Rule } from './model.ts';
import { dateSecond, engineNumber, takes, work } from './zen.ts';

export type Input = Readonly<Record<string, PolicyValue>>;

/** What was decided, and why: small, plain JSON, kept with what it was decided for. */
export interface Decision {
  readonly policy: string;
  readonly version: number;
  readonly hash: string;
  /** The values that were looked at. */
  readonly inputs: Input;
  /** Of the first rule in `rules`. */
  readonly output: Row;
  /** One row for each rule in `rules`; more than one only if the table collects. */
  readonly outputs: readonly Row[];
  readonly rules: readonly { readonly id: string; readonly description: string }[];
}

/** Why there is no decision. There is never one by default. */
export interface Undecided {
  readonly undecided: 'input_missing' | 'input_wrong_type' | 'input_not_allowed' | 'no_rule' | 'several_rules';
  readonly policy: string;
  readonly version: number;
  readonly hash: string;
  /** The input at fault, if one is. */
  readonly field: string | null;
  readonly detail: string;
  readonly fix: string;
}

export class UndecidedError extends Error {
  readonly undecided: Undecided;

  constructor(undecided: Undecided) {
    super(`${undecided.policy} v${undecided.version} does not decide: ${undecided.detail}. ${undecided.fix}`);
    this.name = 'UndecidedError';
    this.undecided = undecided;
  }
}

type Why = Pick<Undecided, 'undecided' | 'detail' | 'fix'>;

/** For a caller that owes the right inputs. Throws an `UndecidedError`. */
export function decide(policy: Policy, input: Input): Decision {
  const result = tryDecide(policy, input);
  if (isDecided(result)) return result;
  throw new UndecidedError(result);
}

/** For inputs from outside. What the policy does not look at is left alone, so that one set of facts serves several. */
export function tryDecide(policy: Policy, input: Input): Decision | Undecided {
  const used: Record<string, PolicyValue> = {};
  for (const field of policy.inputs.values()) {
    const given = input[field.name];
    if (given === undefined) return undecided(policy, field.name, missing(field));
    const why = refusalOf(field, given);
    if (why !== null) return undecided(policy, field.name, why);
    used[field.name] = typeof given === 'number' ? engineNumber(given) : given;
  }
  const hits = matching(policy, used);
  const [first] = hits;
  if (first === undefined) return undecided(policy, null, unmatched(used));
  if (hits.length > 1 && policy.hit === 'unique') return undecided(policy, null, ambiguous(hits, used));
  const rules = policy.hit === 'first' ? [first] : hits;
  const outputs = rules.map((rule) => rowOf(rule, used));
  const [output] = outputs;
  assert(output !== undefined, 'there is a row for each rule');
  return {
    policy: policy.policy,
    version: policy.version,
    hash: policy.hash,
    inputs: used,
    output,
    outputs,
    rules: rules.map(({ id, description }) => ({ id, description })),
  };
}

export function isDecided(result: Decision | Undecided): result is Decision {
  return 'output' in result;
}

function undecided({ policy, version, hash }: Policy, field: string | null, why: Why): Undecided {
  return { policy, version, hash, field, ...why };
}

/** Every rule whose cells all take their input, in the order of the table. */
function matching(policy: Policy, used: Input): Rule[] {
  return rulesOf(policy, matchMask(policy.columns, used, (1n << BigInt(policy.rules.length)) - 1n));
}

/** Of the rules in `mask`, those that all these columns take. */
export function matchMask(columns: readonly Column[], used: Input, mask: bigint): bigint {
  let left = mask;
  for (const column of columns) left &= maskFor(column, engineValue(column.input, used));
  for (const { input, asks } of columns) {
    for (const { rule, cell, field } of asks) {
      const bit = 1n << BigInt(rule);
      if ((left & bit) === 0n) continue;
      if (!takes(cell, { $: engineValue(input, used), ...pick(used, [field]) })) left &= ~bit;
    }
  }
  return left;
}

export function rulesOf({ rules }: Pick<Policy, 'rules'>, mask: bigint): Rule[] {
  return rules.filter((_, index) => (mask >> BigInt(index)) & 1n);
}

function engineValue(input: Field, used: Input): EngineValue {
  const value = used[input.name];
  assert(value !== undefined, `${input.name} is given, as every input of the policy`);
  if (input.type !== 'date') return value;
  const second = dateSecond(String(value));
  assert(second !== null, `${input.name} was seen to be a date`);
  return second;
}

function rowOf({ fixed, worked }: Rule, used: Input): Row {
  if (worked.length === 0) return fixed;
  const row: Record<string, PolicyValue> = { ...fixed };
  for (const { output, expression, reads } of worked) {
    const value = work(expression, pick(used, reads));
    assert(typeof value === 'number', `${expression} gives a number, as its bounds say`);
    row[output] = value;
  }
  return row;
}

function pick(used: Input, names: readonly string[]): Input {
  const picked: Record<string, PolicyValue> = {};
  for (const name of names) {
    const value = used[name];
    assert(value !== undefined, `${name} is given, as every input of the policy`);
    picked[name] = value;
  }
  return picked;
}

/** Whether a value may stand in a field. */
function refusalOf(field: Field, value: PolicyValue): Why | null {
  const shown = JSON.stringify(value);
  const wanted = wantedOf(field);
  const wrong = (code: Why['undecided']): Why => ({
    undecided: code,
    detail: `${field.name} is ${shown}, and has to be ${wanted}`,
    fix: `Give ${field.name} as ${wanted}: ${field.description}`,
  });
  const isOfType =
    field.type === 'date'
      ? typeof value === 'string' && dateSecond(value) !== null
      : typeof value === field.type && (typeof value !== 'number' || Math.abs(value) <= numberMax);
  if (!isOfType) return wrong('input_wrong_type');
  const isAllowed =
    typeof value === 'number'
      ? value >= (field.min ?? -numberMax) &&
        value <= (field.max ?? numberMax) &&
        (!field.whole || Number.isInteger(value))
      : field.values?.includes(String(value)) !== false;
  return isAllowed ? null : wrong('input_not_allowed');
}

function wantedOf({ type, values, min, max, whole }: Field): string {
  switch (type) {
    case 'boolean':
      return 'true or false';
    case 'date':
      return 'a date written YYYY-MM-DD';
    case 'string':
      return values === null ? 'a text' : `one of ${values.join(', ')}`;
    case 'number': {
      const kind = whole ? 'a whole number' : 'a number';
      if (min !== null && max !== null) return `${kind} from ${min} to ${max}`;
      if (min !== null) return `${kind} from ${min} on`;
      return max === null ? `${kind} of at most 15 digits` : `${kind} up to ${max}`;
    }
  }
}

function missing(field: Field): Why {
  return {
    undecided: 'input_missing',
    detail: `${field.name} is not given`,
    fix: `Give ${field.name} as ${wantedOf(field)}: ${field.description}`,
  };
}

function unmatched(used: Input): Why {
  return {
    undecided: 'no_rule',
    detail: `No rule takes ${JSON.stringify(used)}`,
    fix: 'Add a rule for it; crossdock policy check finds such gaps.',
  };
}

function ambiguous(rules: readonly Rule[], used: Input): Why {
  return {
    undecided: 'several_rules',
    detail: `The rules ${rules.map(({ id }) => id).join(', ')} all take ${JSON.stringify(used)}`,
    fix: 'Narrow one of them; crossdock policy check finds such overlaps.',
  };
}
