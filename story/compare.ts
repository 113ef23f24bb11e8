// Two columns beside each other: over one seed the figures, over many their spread, and every seed in which Crossdock is worse.
import { definitions } from './definitions.ts';
import type { Definition, FigureKey, Figures } from './definitions.ts';
import { percentile } from './figures.ts';
import type { Column } from './run.ts';

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly p10: number;
  readonly p90: number;
  readonly max: number;
}

export type Spreads = { readonly [Key in FigureKey]: Spread };

export type OfSeed = { readonly seed: number } & { readonly [Name in Column]: Figures };

export interface Worse {
  readonly seed: number;
  readonly figure: FigureKey;
  readonly disconnected: number;
  readonly crossdock: number;
}

export function spreadsOf(seeds: readonly OfSeed[], column: Column): Spreads {
  const entries = definitions.map(({ key }) => [key, spreadOf(seeds.map((told) => told[column][key]))] as const);
  return Object.fromEntries(entries) as Spreads; // One of each key, by the line above.
}

export function spreadOf(values: readonly number[]): Spread {
  const at = (share: number): number => percentile(values, share);
  return { median: at(0.5), min: at(0), p10: at(0.1), p90: at(0.9), max: at(1) };
}

/** Where Crossdock is worse, seed by seed and figure by figure; figures that are neither good nor bad are left out. */
export function worseIn(seeds: readonly OfSeed[]): Worse[] {
  return seeds.flatMap(({ seed, disconnected, crossdock }) =>
    definitions
      .filter((definition) => isWorse(definition, disconnected[definition.key], crossdock[definition.key]))
      .map(({ key }) => ({ seed, figure: key, disconnected: disconnected[key], crossdock: crossdock[key] })),
  );
}

export function isWorse({ better }: Definition, disconnected: number, crossdock: number): boolean {
  if (better === 'none') return false;
  return better === 'lower' ? crossdock > disconnected : crossdock < disconnected;
}
