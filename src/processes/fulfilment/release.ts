// Releases: what is reserved on hand and due goes to the warehouses that have it, one release per site. Warehouses are reminded,
// and asked to give back what they were asked for.
import { divFloor, showQuantity } from '#kernel/quantity.ts';
import { addDays, daysBetween, localDate } from '#kernel/time.ts';
import { inWarehouse, isLive, isSilent, withRelease } from '#orders/fulfilment.ts';
import type { Release, ReleaseLine } from '#orders/fulfilment.ts';
import { perUnit } from '#orders/model.ts';
import type { OrderLine } from '#orders/model.ts';
import { onHandOf } from '#stock/model.ts';
import type { Part } from '#stock/model.ts';
import { readParts } from '#stock/read.ts';
import { zoneOf } from '../days.ts';
import { entryOf } from '../entry.ts';
import type { ObjectReference } from '../entry.ts';
import { ask } from './policy.ts';
import { change } from './run.ts';
import type { Run } from './run.ts';
import { offeredFor } from './substitute.ts';

export interface Due {
  readonly line: OrderLine;
  readonly site: string;
  readonly quantity: number;
  readonly promisedFor: string;
}

/** Asks every warehouse for what it has and what is due there by the policy release-timing. */
export function release(run: Run): void {
  const { order } = run;
  const ready = releasable(run);
  const isWaiting = waitsForGoods(order, ready);
  const due = ready.filter((entry) => timingOf(run, entry, isWaiting).release === 'now');
  for (const [site, entries] of Map.groupBy(due, ({ site: code }) => code)) {
    const number = run.order.fulfilment.releases.length + 1;
    const lines = entries.map(({ line, quantity }): ReleaseLine => ({ line: line.line, quantity, shipped: 0 }));
    const made: Release = { id: `${order.id}-R${number}`, site, state: 'asked', lines };
    change(run, { releases: [...run.order.fulfilment.releases, made] });
    say(run, 'release.requested.v1', made, {
      priority: order.priority,
      promisedFor: entries.reduce((last, { promisedFor }) => (promisedFor > last ? promisedFor : last), ''),
      requestedFor: order.requestedFor?.date ?? null,
      expedite: order.fulfilment.risk?.chosen === 'expedite',
      lines: entries.map(({ line, quantity }) => ({
        line: line.line,
        item: line.item,
        quantity: showQuantity(quantity, line.scale),
        unit: line.unit,
        ...substitutesOf(run, line),
      })),
    });
  }
  run.heard.push(run.order.fulfilment.releases.some(isLive) ? 'release.asked' : 'release.nothing');
}

/** What the warehouse may pick instead, where the policy allows it; a substitute has none of its own. */
function substitutesOf(run: Run, line: OrderLine): { substitutes?: readonly string[] } {
  const offered = offeredFor(run, line);
  return offered === undefined ? {} : { substitutes: [offered.code] };
}

/** Reserved on hand at a site from where it is to be sent, and in no warehouse's hands yet. */
export function releasable(run: Run): Due[] {
  const { order, draft } = run;
  const due: Due[] = [];
  const parts = readParts(draft, order.id).filter((part) => part.state === 'pending');
  for (const line of order.lines) {
    const here = line.portions.filter(({ toSite }) => toSite === undefined);
    for (const [site, portions] of Map.groupBy(here, ({ site: code }) => code)) {
      const own = parts.filter((part) => part.line === line.line && part.site === site);
      const quantity = Math.min(
        portions.reduce((sum, portion) => sum + portion.quantity, 0),
        onHand(line, own),
      );
      const left = quantity - inWarehouse(order.fulfilment, line.line, site);
      const promisedFor = portions.reduce(
        (first, portion) => (portion.promisedFor < first ? portion.promisedFor : first),
        '9999-12-31',
      );
      if (left > 0) due.push({ line, site, quantity: left, promisedFor });
    }
  }
  return due;
}

/** Whole units of the line that its parts hold on hand: of a kit, as many as its scarcest component. */
function onHand(line: OrderLine, parts: readonly Part[]): number {
  const components = perUnit(line);
  return Math.min(
    ...components.map(({ item, per }) => {
      const held = parts.filter((part) => part.item === item).reduce((sum, part) => sum + onHandOf(part), 0);
      return divFloor(held, per);
    }),
  );
}

/** Whether goods are still to come, from anywhere: backordered, promised on a supply, or to be moved first. */
function waitsForGoods({ lines, fulfilment }: Run['order'], ready: readonly Due[]): boolean {
  return lines.some((line) => {
    const sites = new Set(line.portions.map(({ site }) => site));
    const asked = [...sites].reduce((sum, site) => sum + inWarehouse(fulfilment, line.line, site), 0);
    const there = ready.reduce((sum, due) => sum + (due.line === line ? due.quantity : 0), 0);
    return asked + there < line.reserved + line.backordered;
  });
}

/** The days on which warehouses are to be asked for what is not due yet. */
export function releaseDays(run: Run): { readonly site: string; readonly day: string }[] {
  const ready = releasable(run);
  const isWaiting = waitsForGoods(run.order, ready);
  return ready.flatMap((entry) => {
    const { release: when, daysAhead } = timingOf(run, entry, isWaiting);
    return when === 'wait' ? [{ site: entry.site, day: addDays(entry.promisedFor, -daysAhead) }] : [];
  });
}

interface Timing {
  readonly release: 'now' | 'wait' | 'hold_for_complete';
  /** Before the promised day. */
  readonly daysAhead: number;
}

function timingOf(run: Run, { site, promisedFor }: Due, isWaiting: boolean): Timing {
  const { order, context } = run;
  const today = localDate(context.now, zoneOf(context, site));
  const { output } = ask(run, 'release-timing', {
    daysUntilPromise: daysBetween(today, promisedFor),
    expedite: order.fulfilment.risk?.chosen === 'expedite',
    shipComplete: order.fulfilment.rights.shipComplete && order.fulfilment.risk?.chosen !== 'split',
    backordered: isWaiting,
  });
  return output as unknown as Timing; // The policy's outputs are checked to be these.
}

/** Asks again; the warehouse knows the release by its number and takes it once. */
export function remindWarehouse(run: Run): void {
  for (const asked of run.order.fulfilment.releases) {
    if (asked.state !== 'asked') continue;
    change(run, withRelease(run.order.fulfilment, { ...asked, reminded: true }));
    say(run, 'release.reminded.v1', asked, {});
  }
}

/** Asks for what was not asked back yet: asked once, a warehouse answers once. */
export function recall(run: Run): void {
  const reason = run.order.fulfilment.change === null ? 'order cancelled' : 'order changed';
  for (const asked of run.order.fulfilment.releases)
    if (isLive(asked) && asked.state !== 'recalled') recallOne(run, asked, reason);
}

/** Goods left from elsewhere that these releases were to bring. What of them the order still wants is asked for anew. */
export function recallTwice(run: Run): void {
  for (const asked of run.order.fulfilment.releases)
    if (run.askedTwice.includes(asked.id)) recallOne(run, asked, 'sent by another release');
}

/** What warehouses have not answered is promised from elsewhere now. */
export function recallUnanswered(run: Run): void {
  for (const asked of run.order.fulfilment.releases) if (isSilent(asked)) recallOne(run, asked, 'sent from elsewhere');
}

function recallOne(run: Run, asked: Release, reason: string): void {
  change(run, withRelease(run.order.fulfilment, { ...asked, state: 'recalled' }));
  say(run, 'release.cancel_requested.v1', asked, { reason });
}

function say(run: Run, type: string, { id, site }: Release, data: Readonly<Record<string, unknown>>): void {
  const { order, message } = run;
  const objects: ObjectReference[] = [
    { type: 'order', id: order.id, qualifier: 'released' },
    { type: 'site', id: site, qualifier: 'released to' },
  ];
  run.draft.entries.push(entryOf(message, type, order.id, objects, { order: order.id, release: id, site, ...data }));
}
