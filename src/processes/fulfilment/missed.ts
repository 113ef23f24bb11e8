// Goods that a warehouse was asked for and did not find: a fact, in whatever state the order is. What the ledger still counts of
// them is blocked until somebody counts; release and reservation hold them no more.
import type { Item } from '#catalog/model.ts';
import assert from '#kernel/assert.ts';
import { isRejection } from '#kernel/rejection.ts';
import { withRelease } from '#orders/fulfilment.ts';
import type { Release } from '#orders/fulfilment.ts';
import { promisedDate } from '#orders/promised-date.ts';
import { bindOverdue, decideStockEvent } from '#stock/events.ts';
import { firstExpiryFirstOut } from '#stock/lots.ts';
import { readBalance } from '#stock/read.ts';
import { daysAt } from '../days.ts';
import type { Context, Draft } from '../draft.ts';
import type { Message } from '../message.ts';
import { takeFrom } from './replan.ts';
import type { Lost } from './replan.ts';
import type { Managed, MissedLine } from './written.ts';
import { perUnit } from '#orders/model.ts';

/** What is to be replaced or promised anew. */
export interface Missed {
  readonly lost: readonly Lost[];
  /** What was picked instead. */
  readonly instead: readonly Instead[];
  /** The date of the promise before. */
  readonly promisedFor: string | null;
}

export interface Instead {
  readonly line: number;
  readonly item: string;
  readonly quantity: number;
}

interface MissedReport {
  readonly release: string;
  readonly source: string;
  readonly missed: readonly MissedLine[];
}

/** `isUnclear`: somebody has to count, because nobody said which goods of a kit, which lot, or that they are missing at all. */
export function takeOutMissed(
  draft: Draft,
  context: Context,
  message: Message,
  before: Managed,
  told: MissedReport,
): { readonly order: Managed; readonly missed: Missed | null; readonly isUnclear: boolean } {
  const promisedFor = promisedDate(before.lines);
  const run = { draft, order: before };
  const lost: Lost[] = [];
  let isUnclear = false;
  for (const row of told.missed) {
    const { line, lot } = row;
    const release = releaseOf(run.order, told.release);
    const asked = release.lines.find((entry) => entry.line === line.line);
    // A warehouse cannot miss more than it was asked for.
    const quantity = asked === undefined ? 0 : Math.min(row.quantity, asked.quantity - asked.shipped);
    if (quantity === 0) continue;
    const parts = perUnit(line).map(({ item, per }) => ({
      item,
      per,
      // What the ledger knows to be missing already is not there to be blocked.
      known: readBalance(draft, item, release.site).short,
    }));
    if (row.isHeld) {
      const missing = { line: line.line, site: release.site, quantity, toSite: null };
      lost.push(missing);
      for (const part of takeFrom(run, missing)) bindOverdue(draft, part);
    }
    run.order = { ...run.order, fulfilment: withRelease(run.order.fulfilment, lessOf(release, line.line, quantity)) };
    for (const { item: code, per, known } of parts) {
      const item = context.catalog.item(code);
      assert(item !== undefined, `${code} was ordered and so is known`);
      const there = quantity * per - known;
      block(draft, context, message, { item, site: release.site, quantity: there, lot, order: before.id, ...told });
      isUnclear ||= !row.isTold || line.components !== null || (item.lots && lot === null);
    }
  }
  const order = lost.length === 0 ? run.order : { ...run.order, version: run.order.version + 1 };
  const instead = told.missed.flatMap((row) => (row.instead === null ? [] : [{ line: row.line.line, ...row.instead }]));
  const isMissed = lost.length > 0 || instead.length > 0;
  return { order, missed: isMissed ? { lost, instead, promisedFor } : null, isUnclear };
}

function releaseOf({ fulfilment }: Managed, id: string): Release {
  const release = fulfilment.releases.find((known) => known.id === id);
  assert(release !== undefined, 'a report names a release of the order');
  return release;
}

/** Asked for so much less; over, when nothing of it is left to send. */
export function lessOf(release: Release, number: number, missing: number): Release {
  const lines = release.lines.map((entry) =>
    entry.line === number ? { ...entry, quantity: entry.quantity - missing } : entry,
  );
  const isDone = lines.every(({ quantity, shipped }) => quantity === shipped);
  const isOver = release.state === 'refused' || release.state === 'cancelled';
  return { ...release, lines, state: isDone && !isOver ? 'done' : release.state };
}

/** From the lot that was named, then from those that would have been picked first. */
function block(
  draft: Draft,
  context: Context,
  message: Message,
  missing: {
    readonly item: Item;
    readonly site: string;
    readonly quantity: number;
    readonly lot: string | null;
    readonly order: string;
    readonly source: string;
  },
): void {
  const { item, site, source } = missing;
  const lots = firstExpiryFirstOut(draft, item.code, site);
  let left = missing.quantity;
  for (const { lot, quantity: there } of [
    ...lots.filter((known) => known.lot === missing.lot),
    ...lots.filter((known) => known.lot !== missing.lot),
  ]) {
    const quantity = Math.min(left, there);
    if (quantity <= 0) return;
    left -= quantity;
    const cell = { item: item.code, site, lot, status: 'available' } as const;
    const outcome = decideStockEvent(
      draft,
      item,
      {
        kind: 'moved',
        cell,
        quantity,
        expiresOn: null,
        reason: 'short_pick',
        reference: missing.order,
        source,
        sequence: null,
        occurredAt: message.occurredAt,
        asOf: null,
        to: { ...cell, status: 'blocked' },
        supply: null,
      },
      null,
      (code) => daysAt(context, code, context.now),
    );
    assert(!isRejection(outcome), 'goods that are there can be blocked');
  }
}
