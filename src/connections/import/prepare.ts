// The first pass: files are read, mapped, accounted for row by row and checked against the contracts. Nothing is sent before all
// of it holds.
import type { Validator } from '#contracts/validate.ts';
import type { Fate } from './account.ts';
import { account } from './account.ts';
import type { Group } from './groups.ts';
import { readGroups } from './groups.ts';
import { importLimits } from './limits.ts';
import { Mapper } from './mapper.ts';
import type { Mapping } from './mapping-file.ts';
import { ImportProblem } from './problem.ts';
import type { Spool } from './spool.ts';
import { addSteps } from './steps.ts';
import { workOf } from './work.ts';

export interface Prepared {
  readonly rows: number;
  readonly groups: number;
  readonly orders: number;
  readonly events: number;
  readonly fates: Readonly<Record<Fate, number>>;
  /** Refused rows by reason. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Name of each item, in the order in which they were met. */
  readonly items: ReadonlyMap<string, string>;
  /** Per item, in steps: what the movements of the files add up to. */
  readonly sums: ReadonlyMap<string, bigint>;
  /** Per item, in steps: what must have been there so that everything that leaves can leave, whatever comes back meanwhile. */
  readonly needs: ReadonlyMap<string, bigint>;
  /** References of the events: they tell movements of these files from those of others. */
  readonly references: ReadonlySet<string>;
}

export interface PrepareOptions {
  readonly files: readonly string[];
  readonly mapping: Mapping;
  readonly validator: Validator;
  readonly spool: Spool;
  readonly processes: number;
  readonly onBytes: (bytes: number) => void;
  /** Called between chunks; what it throws ends the pass. */
  readonly onChunk: () => void;
}

export async function prepare(options: PrepareOptions): Promise<Prepared> {
  const tally = new Tally(options);
  await using mapper = new Mapper(options.mapping, { mapProcesses: options.processes });
  const ahead: { readonly groups: readonly Group[]; readonly outputs: Promise<readonly unknown[]> }[] = [];
  const take = async (): Promise<void> => {
    const chunk = ahead.shift();
    if (chunk === undefined) return;
    const outputs = await chunk.outputs;
    for (const [index, group] of chunk.groups.entries()) await tally.add(group, outputs[index]);
  };
  for await (const groups of chunked(
    readGroups(options.files, options.mapping, {
      bytes: options.onBytes,
      malformed: (found) => tally.refuse(found.reason),
    }),
  )) {
    options.onChunk();
    const outputs = mapper.map(groups);
    // Awaited in its turn; a failure meanwhile is not an unhandled one.
    outputs.catch(() => undefined);
    ahead.push({ groups, outputs });
    if (ahead.length >= importLimits.mapChunksAhead * options.processes) await take();
  }
  while (ahead.length > 0) await take();
  await options.spool.flush();
  return tally.result();
}

async function* chunked(groups: AsyncIterable<Group>): AsyncGenerator<readonly Group[]> {
  let chunk: Group[] = [];
  let rows = 0;
  for await (const group of groups) {
    if (rows > 0 && rows + group.rows.length > importLimits.mapRowsMax) {
      yield chunk;
      chunk = [];
      rows = 0;
    }
    chunk.push(group);
    rows += group.rows.length;
  }
  if (chunk.length > 0) yield chunk;
}

/** What the first pass found, kept while it runs. */
class Tally {
  readonly #options: PrepareOptions;
  readonly #fates: Record<Fate, number> = { ordered: 0, returned: 0, adjusted: 0, refused: 0 };
  readonly #reasons: Record<string, number> = {};
  readonly #items = new Map<string, string>();
  readonly #sums = new Map<string, bigint>();
  readonly #needs = new Map<string, bigint>();
  readonly #references = new Set<string>();
  #rows = 0;
  #groups = 0;
  #orders = 0;
  #events = 0;

  constructor(options: PrepareOptions) {
    this.#options = options;
  }

  refuse(reason: string): void {
    this.#rows += 1;
    this.#fates.refused += 1;
    this.#reasons[reason] = (this.#reasons[reason] ?? 0) + 1;
  }

  async add(group: Group, output: unknown): Promise<void> {
    const { mapping, validator, spool } = this.#options;
    const mapped = account(group, output);
    const wrong = (what: string): ImportProblem =>
      new ImportProblem(
        `${group.file}, ${mapping.groupBy} ${group.key}: ${what}. Correct the mapping; nothing was sent.`,
      );
    if (typeof mapped === 'string') throw wrong(mapped);
    const work = workOf(mapped, mapping.source, validator);
    if (typeof work === 'string') throw wrong(work);
    this.#rows += group.rows.length - mapped.refused.length;
    for (const { reason } of mapped.refused) this.refuse(reason);
    for (const { rows } of work.orders) this.#fates.ordered += rows;
    for (const { code, name } of mapped.items)
      if ((this.#items.get(code) ?? '') === '') this.#items.set(code, name ?? '');
    for (const { rows, fate, item, reference, steps } of work.events) {
      if (fate !== 'issued') this.#fates[fate] += rows;
      const moved = BigInt(steps);
      addSteps(this.#sums, item, moved);
      if (moved < 0n) addSteps(this.#needs, item, -moved);
      this.#references.add(reference);
      if (!this.#items.has(item)) this.#items.set(item, '');
    }
    this.#groups += 1;
    this.#orders += work.orders.length;
    this.#events += work.events.length;
    if (work.orders.length + work.events.length > 0) await spool.add(work);
  }

  result(): Prepared {
    return {
      rows: this.#rows,
      groups: this.#groups,
      orders: this.#orders,
      events: this.#events,
      fates: this.#fates,
      reasons: this.#reasons,
      items: this.#items,
      sums: this.#sums,
      needs: this.#needs,
      references: this.#references,
    };
  }
}
