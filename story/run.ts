// The story, told: the same seed once with each column, the figures beside each other, and over many seeds their spread.
import { dayMs } from '../counterparties/system/time.ts';
import { crossdockMind } from './crossdock/mind.ts';
import type { CrossdockMind } from './crossdock/mind.ts';
import type { Figures } from './definitions.ts';
import { disconnectedMind } from './disconnected/mind.ts';
import { figuresOf } from './figures.ts';
import { startAt, world as assumed } from './parameters.ts';
import { makeRecord } from './record.ts';
import type { Record } from './record.ts';
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

export interface Told {
  readonly figures: Figures;
  /** Why people had to act, and how often. */
  readonly touches: Readonly<{ [why: string]: number }>;
}

/** A column that has been played, to be looked into. */
export interface Played {
  readonly world: World;
  readonly record: Record;
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
  const record = makeRecord(world);
  if (column === 'disconnected') {
    await play(world, record, (send) => disconnectedMind(world, record, send), until);
    return { world, record, believed: (item, site) => world.erp.booked(item, site), endAt, held: new Map() };
  }
  let mind: CrossdockMind | undefined;
  await play(world, record, (send) => (mind = crossdockMind(world, record, send)), until);
  if (mind === undefined) throw new Error('bug: the column was played without Crossdock');
  const { node, held } = mind;
  return { world, record, believed: node.onHand, endAt, held };
}

export async function tell(column: Column, options: StoryOptions): Promise<Told> {
  const { world, record, believed, endAt } = await playColumn(column, options);
  const figures = figuresOf({ world, record, believed, days: options.days, endAt });
  const touches = [...record.touches].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return { figures, touches: Object.fromEntries(touches) };
}

/** Days that pass in all, in both columns: what a progress bar counts to. */
export function daysInAll(days: number): number {
  return columns.length * (days + assumed.settleDays);
}
