// What Meridian remembers between two runs, in one file that is replaced whole.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Item } from './masters.ts';
import { openingStock } from './masters.ts';

/** ITM items, CUS customers, BST stock, OAK order acknowledgements, GIS goods issues. */
export const kinds = ['ITM', 'CUS', 'BST', 'OAK', 'GIS'] as const;
export type Kind = (typeof kinds)[number];

export interface Outgoing {
  kind: Kind;
  sequence: number;
  text: string;
}

export interface OpenLine {
  order: number;
  line: number;
  item: string;
  /** In the base unit. */
  thousandths: number;
  issueCycle: number;
}

export interface State {
  /** False while it runs: then the last run had no orderly end. */
  isClosed: boolean;
  cycle: number;
  sequences: Record<Kind, number>;
  /** The highest sequence taken of what others send. */
  taken: { orders: number; corrections: number };
  /** The file whose content is in here but which may still lie in the folder. */
  unmoved: string | null;
  nextOrder: number;
  nextNote: number;
  stock: Record<string, number>;
  prices: Record<string, number>;
  open: OpenLine[];
  references: Record<string, number>;
  outbox: Outgoing[];
  last: Partial<Record<Kind, Outgoing>>;
}

export function loadState(file: string, items: readonly Item[]): State {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as State;
  return {
    isClosed: true,
    cycle: 0,
    sequences: { ITM: 0, CUS: 0, BST: 0, OAK: 0, GIS: 0 },
    taken: { orders: 0, corrections: 0 },
    unmoved: null,
    nextOrder: 4_500_000_001,
    nextNote: 8_000_000_001,
    stock: Object.fromEntries(items.map((item, index) => [item.number, openingStock(item, index)])),
    prices: Object.fromEntries(items.map((item) => [item.number, item.cents])),
    open: [],
    references: {},
    outbox: [],
    last: {},
  };
}

export function saveState(file: string, state: State): void {
  writeFileSync(`${file}.new`, JSON.stringify(state));
  renameSync(`${file}.new`, file);
}

export const reservedOf = (state: State, item: string): number =>
  state.open.reduce((sum, line) => (line.item === item ? sum + line.thousandths : sum), 0);
