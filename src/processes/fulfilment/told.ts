// What journal entries say of a case.
import type { StateValue } from '#orders/fulfilment.ts';
import type { Decision } from '#policies/decide.ts';

/** What an entry says of the case: where it stood and stands, and what policies said. */
export interface Told {
  readonly process: string;
  readonly from?: string;
  readonly to: string;
  readonly decisions?: readonly Decision[];
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
