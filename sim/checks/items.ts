// What items are, as the journal defined them: how many steps make a unit, and what a kit is made of.
import type { Entry } from './model.ts';

export interface Component {
  readonly item: string;
  readonly per: number;
}

export interface Items {
  read(entry: Entry): void;
  /** A quantity in words, in steps of the item. */
  steps(item: string, quantity: number | string): number;
  components(item: string): readonly Component[];
  scale(item: string): number;
}

interface Defined {
  readonly code: string;
  readonly scale: number;
  readonly components: readonly { readonly item: string; readonly quantity: number }[];
}

export function itemsOfJournal(): Items {
  const items = new Map<string, Defined>();
  const scale = (item: string): number => items.get(item)?.scale ?? 0;
  return {
    read: ({ type, data }) => {
      if (type !== 'crossdock.item.defined.v1') return;
      const item = data as unknown as Defined; // As the contract of the entry has it.
      items.set(item.code, item);
    },
    scale,
    steps: (item, quantity) => Math.round(Number(quantity) * 10 ** scale(item)),
    components: (item) => {
      const parts = items.get(item)?.components ?? [];
      return parts.length === 0 ? [{ item, per: 1 }] : parts.map((part) => ({ item: part.item, per: part.quantity }));
    },
  };
}

export function add(sums: Map<string, number>, key: string, quantity: number): void {
  sums.set(key, (sums.get(key) ?? 0) + quantity);
}

/** What one has and the other has not, in words; empty where they are the same. */
export function difference(asked: ReadonlyMap<string, number>, done: ReadonlyMap<string, number>): string {
  return [...new Set([...asked.keys(), ...done.keys()])]
    .filter((key) => (asked.get(key) ?? 0) !== (done.get(key) ?? 0))
    .map((key) => `${key}: asked ${asked.get(key) ?? 0}, done ${done.get(key) ?? 0}`)
    .join('; ');
}
