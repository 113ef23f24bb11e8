// The story, told: the same seed once with each column, the figures beside each other, and over many seeds their spread.
import { dayMs } from '../counterparties/system/time.ts';
import { crossdockIntegration } from './crossdock/integration.ts';
import type { CrossdockIntegration } from './crossdock/integration.ts';
import type { Figures } from './definitions.ts';
import { disconnectedIntegration } from './disconnected/integration.ts';
import { figuresOf } from './figures.ts';
import { startAt, world as assumed } from './parameters.ts';
import { makeObserver } from './observer.ts';
import type { Observer } from './observer.ts';
import { play } from './stage.ts';
import { makeWorld } from './world.ts';
import type { World } from './world.ts';

export const columns = ['disconnected', 'crossdock'] as const;
export type Column = (typeof columns)[number];

export interface StoryOptions {
  readonly seed: number;
  /** Days on which customers order; the world then goes on for ten more. */
  readonly days: number;
  readonly honestBooks?: boolean;
  /** A day of a column has passed. */
  readonly onDay?: () => void;
}

export interface Outcome {
  readonly figures: Figures;
  /** Why people had to act, and how often. */
  readonly touches: Readonly<{ [why: string]: number }>;
}

/** A column that has been played, to be looked into. */
export interface Played {
  readonly world: World;
  readonly observer: Observer;
  /** Stock that promises were made from. */
  readonly believed: (item: string, site: string) => number;
  readonly endAt: number;
  /** Of Crossdock only: events it could not apply and kept. */
  readonly held: ReadonlyMap<string, number>;
}

export async function playColumn(
  column: Column,
  { seed, days, honestBooks = false, onDay }: StoryOptions,
): Promise<Played> {
  const lastOrderAt = startAt + days * dayMs;
  const endAt = lastOrderAt + assumed.settleDays * dayMs;
  const until = { lastOrderAt, endAt, ...(onDay !== undefined && { onDay }) };
  const world = makeWorld(seed, { issues: column === 'crossdock' ? 'on_request' : 'from_reports', honestBooks });
  const observer = makeObserver(world);
  if (column === 'disconnected') {
    await play(world, observer, (send) => disconnectedIntegration(world, observer, send), until);
    return { world, observer, believed: (item, site) => world.erp.booked(item, site), endAt, held: new Map() };
  }
  let integration: CrossdockIntegration | undefined;
  await play(world, observer, (send) => (integration = crossdockIntegration(world, observer, send)), until);
  if (integration === undefined) throw new Error('bug: the column was played without Crossdock');
  const { product, held } = integration;
  return { world, observer, believed: product.onHand, endAt, held };
}

export async function tell(column: Column, options: StoryOptions): Promise<Outcome> {
  const { world, observer, believed, endAt } = await playColumn(column, options);
  const figures = figuresOf({ world, observer, believed, days: options.days, endAt });
  const touches = [...observer.touches].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return { figures, touches: Object.fromEntries(touches) };
}

/** Days that pass in all, in both columns: what a progress bar counts to. */
export function daysInAll(days: number): number {
  return columns.length * (days + assumed.settleDays);
}
