// What journal entries say of a case.
import type { StateValue } from '#orders/fulfilment.ts';
import type { Decision } from '#policies/decide.ts';

/** What an entry says of the case: where it stood and stands, and what policies said. */
export interface Told {
  readonly process: string;
  readonly from?: string;
  readonly to: string;
  readonly decisions?: readonly Explained[];
}

/** The same message moved the case once more: the entry says where that brought it. */
export function upTo(told: Told, after: { readonly fulfilment: { readonly value: StateValue } }): Told {
  return { ...told, to: showState(after.fulfilment.value) };
}

/** A policy's answer and its reason. What its rules say in words stands in that version of the policy. */
export interface Explained {
  /** `order-holds/1` */
  readonly policy: string;
  readonly rules: readonly string[];
  readonly inputs: Decision['inputs'];
  /** One row, or of a policy that collects all of them. */
  readonly output: Decision['output'] | Decision['outputs'];
}

/** Asked twice with the same inputs, a policy is quoted once. */
export function explain(decisions: readonly Decision[]): Explained[] {
  const told = new Map<string, Explained>();
  for (const { policy, version, rules, inputs, output, outputs } of decisions) {
    const explained: Explained = {
      policy: `${policy}/${version}`,
      rules: rules.map(({ id }) => id),
      inputs,
      output: outputs.length > 1 ? outputs : output,
    };
    told.set(JSON.stringify(explained), explained);
  }
  return [...told.values()];
}

/** `goods:warehouse.asked books:idle promise:kept`. */
export function showState(value: StateValue): string {
  if (typeof value === 'string') return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only !== undefined) {
    const [name, inner] = only;
    const below = showState(inner);
    return below.includes(':') ? below : `${name}.${below}`;
  }
  return entries.map(([name, inner]) => `${name}:${showState(inner)}`).join(' ');
}
