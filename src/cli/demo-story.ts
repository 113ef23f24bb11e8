// `crossdock demo story`: the story told as one table, over many seeds with its spread, or as JSON.
import { writeFileSync } from 'node:fs';
import { SingleBar } from 'cli-progress';
import { isWorse, spreadsOf, worseIn } from '#story/compare.ts';
import type { OfSeed } from '#story/compare.ts';
import { definitions } from '#story/definitions.ts';
import type { Definition } from '#story/definitions.ts';
import { rates, startAt, world } from '#story/parameters.ts';
import { picture } from '#story/picture.ts';
import { SetupError } from '#postgres/errors.ts';
import { columns, daysInAll, tell } from '#story/run.ts';
import type { Outcome } from '#story/run.ts';
import { showFigure } from '#story/show.ts';
import { printJson, printLine, printTable, progress } from './output.ts';

export interface StoryOptions {
  readonly seed: number;
  readonly seeds: number;
  readonly days: number;
  readonly json: boolean;
  readonly svg?: string;
}

interface Chapter extends OfSeed {
  readonly touches: { readonly [Name in (typeof columns)[number]]: Outcome['touches'] };
}

export async function tellStory({ seed, seeds, days, json, svg }: StoryOptions): Promise<void> {
  if (svg !== undefined) write(svg, ''); // Better refused now than after some minutes.
  const chapters: Chapter[] = [];
  using bar = new Bar(seeds * daysInAll(days));
  for (let next = seed; next < seed + seeds; next += 1) {
    const onDay = (): void => bar.advance(next);
    const disconnected = await tell('disconnected', { seed: next, days, onDay });
    const crossdock = await tell('crossdock', { seed: next, days, onDay });
    chapters.push({
      seed: next,
      disconnected: disconnected.figures,
      crossdock: crossdock.figures,
      touches: { disconnected: disconnected.touches, crossdock: crossdock.touches },
    });
  }
  bar.end();
  if (svg !== undefined) write(svg, picture(chapters, days));
  if (json) printJson(document(chapters, days));
  else if (chapters.length === 1) printOne(chapters, days);
  else printMany(chapters, days);
}

function write(path: string, content: string): void {
  try {
    writeFileSync(path, content);
  } catch (error) {
    throw new SetupError('story', `${path} cannot be written: choose another place with --svg.`, { cause: error });
  }
}

function document(chapters: readonly Chapter[], days: number): object {
  const [only] = chapters;
  const told = {
    seeds: chapters.map(({ seed }) => seed),
    days,
    startsAt: new Date(startAt).toISOString(),
    ordersPerDay: world.ordersPerDay,
    ratesInCents: rates,
    definitions: definitions.map(({ key, title, unit, better, means }) => ({
      key,
      title: title.trim(),
      unit,
      better,
      means,
    })),
    worse: worseIn(chapters),
  };
  if (chapters.length === 1 && only !== undefined)
    return { ...told, disconnected: only.disconnected, crossdock: only.crossdock, touches: only.touches };
  return {
    ...told,
    disconnected: spreadsOf(chapters, 'disconnected'),
    crossdock: spreadsOf(chapters, 'crossdock'),
    bySeed: chapters,
  };
}

function printOne(chapters: readonly Chapter[], days: number): void {
  const [told] = chapters;
  if (told === undefined) return;
  printLine(`${inDays(days)} of orders on seed ${told.seed}, told twice.`);
  printLine('');
  printTable([
    ['', ...columns, 'difference', ''],
    ...definitions.map((definition) => {
      const [old, ours] = [told.disconnected[definition.key], told.crossdock[definition.key]];
      return [
        definition.title,
        showFigure(definition, old),
        showFigure(definition, ours),
        difference(definition, old, ours),
        isWorse(definition, old, ours) ? 'worse' : '',
      ];
    }),
  ]);
  printLine('');
  printLine('What each figure means: crossdock demo story --help. How both sides work: docs/guides/story.md.');
}

function printMany(chapters: readonly Chapter[], days: number): void {
  const [old, ours] = [spreadsOf(chapters, 'disconnected'), spreadsOf(chapters, 'crossdock')];
  printLine(
    `${inDays(days)} of orders on ${chapters.length} seeds, each told twice: median (10th to 90th percentile; least, most).`,
  );
  printLine('');
  printTable([
    ['', ...columns],
    ...definitions.map((definition) => [
      definition.title,
      ...[old, ours].map((spreads) => {
        const { median, p10, p90, min, max } = spreads[definition.key];
        const [middle, low, high, least, most] = [median, p10, p90, min, max].map((value) =>
          showFigure(definition, value),
        );
        return `${middle} (${low} to ${high}; ${least}, ${most})`;
      }),
    ]),
  ]);
  const worse = worseIn(chapters);
  printLine('');
  printLine(worse.length === 0 ? 'In no seed is Crossdock worse in any figure.' : 'Where Crossdock is worse:');
  for (const definition of definitions) {
    const found = worse.filter(({ figure }) => figure === definition.key);
    if (found.length === 0) continue;
    const seeds = found.map(
      ({ seed, disconnected, crossdock }) =>
        `${seed} (${showFigure(definition, disconnected)} → ${showFigure(definition, crossdock)})`,
    );
    printLine(`  ${definition.title.trim()}, in ${found.length} of ${chapters.length} seeds: ${seeds.join(', ')}`);
  }
}

function inDays(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}

function difference(definition: Definition, old: number, ours: number): string {
  const change = ours - old;
  if (change === 0) return '0';
  const text = `${change > 0 ? '+' : '−'}${showFigure(definition, Math.abs(change))}`;
  return old === 0 || definition.unit === '%'
    ? text
    : `${text} (${change > 0 ? '+' : '−'}${Math.round((100 * Math.abs(change)) / old)} %)`;
}

/** One bar on a terminal, and one line for each seed elsewhere. */
class Bar implements Disposable {
  #bar: SingleBar | undefined;
  #seed: number | undefined;

  constructor(total: number) {
    if (!process.stderr.isTTY) return;
    this.#bar = new SingleBar({
      format: 'seed {seed} {bar} {percentage} % | {value} of {total} days | {eta_formatted} left',
      stream: process.stderr,
      hideCursor: true,
    });
    this.#bar.start(total, 0, { seed: '' });
  }

  advance(seed: number): void {
    this.#bar?.increment(1, { seed });
    if (this.#bar === undefined && seed !== this.#seed) progress(`seed ${seed}`);
    this.#seed = seed;
  }

  end(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }

  [Symbol.dispose](): void {
    this.end();
  }
}
