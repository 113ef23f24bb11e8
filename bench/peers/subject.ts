// What is measured side by side: a way to take an order over HTTP that is durable when it is answered.
import type { OrderRequest } from './orders.ts';

export interface Subject {
  /** For `--only` and for programs. */
  readonly name: string;
  readonly title: string;
  /** Subjects of one group are ways to do the same with the same product: the best of them counts. Of `crossdock-more` none is compared. */
  readonly group: 'crossdock' | 'crossdock-more' | 'plain' | 'dbos' | 'restate';
  /** A database of its own with the stock in it, if it keeps its stock there. */
  readonly database?: string;
  /** Versions and settings, as a sentence. */
  readonly settings: string;
  /** Of the settings, those that `--sweep` tries values of. */
  readonly tuned?: string;
  /** Orders in one request. */
  readonly batch: number;
  readonly callers: number;
  start(nodes: number): Promise<Running>;
}

export interface Running {
  readonly ports: readonly number[];
  /** Processes whose time is counted, with all that descends from them. */
  readonly roots: readonly number[];
  request(orders: readonly OrderRequest[]): string;
  /** What is stored now; everything answered before is in it. */
  stored(): Promise<Stored>;
  stop(): Promise<void>;
}

export interface Stored {
  readonly orders: number;
  readonly unitsReserved: number;
}
