// Goods of a promise that are not where they were promised from: given back there and promised from elsewhere, as far as stock
// and supplies go; the rest is backordered.
import { isRejection } from '#kernel/rejection.ts';
import { isLive, withRelease } from '#orders/fulfilment.ts';
import type { RiskCause } from '#orders/fulfilment.ts';
import { promisedDate } from '#orders/promised-date.ts';
import { bindOverdue } from '#stock/events.ts';
import { evolve } from '#stock/evolve.ts';
import type { Part } from '#stock/model.ts';
import type { Portion } from '#stock/plan-model.ts';
import { readParts } from '#stock/read.ts';
import { promiseLines } from '../promise-lines.ts';
import { endanger } from './recovery.ts';
import { keep } from './run.ts';
import type { Run } from './run.ts';

/** Of a line, what is not to be had from the site. */
export interface Lost {
  readonly line: number;
  readonly site: string;
  readonly quantity: number;
}

/** After a warehouse refused a release or gave it back by itself: everything of it that did not leave is planned elsewhere. */
export function planAgain(run: Run): void {
  const lost: Lost[] = [];
  for (const release of run.order.fulfilment.releases) {
    if (isLive(release) || release.state === 'done') continue;
    for (const entry of release.lines) {
      const quantity = entry.quantity - entry.shipped;
      if (quantity > 0) lost.push({ line: entry.line, site: release.site, quantity });
    }
    // Planned again once: what is left of the release is nothing.
    const lines = release.lines.map((entry) => ({ ...entry, quantity: entry.shipped }));
    run.order = { ...run.order, fulfilment: withRelease(run.order.fulfilment, { ...release, lines }) };
  }
  moveAway(run, lost);
}

/** Takes the goods out of the promise at their sites and promises them anew, anywhere but there. */
export function moveAway(run: Run, lost: readonly Lost[], cause: RiskCause = 'short_pick'): void {
  if (lost.length === 0) return;
  const before = promisedDate(run.order.lines);
  const freed = lost.flatMap((entry) => takeFrom(run, entry));
  const sites = new Set(lost.map(({ site }) => site));
  const lines = run.order.lines.map((line) => ({ ...line, backordered: 0 }));
  const promised = promiseLines(
    run.draft,
    run.context,
    { ...run.order, lines, allowBackorder: true },
    { without: sites, rights: run.order.fulfilment.rights },
  );
  if (isRejection(promised)) {
    // No other site: everything waits for stock.
    const waiting = run.order.lines.map((line) => ({
      ...line,
      backordered: line.ordered - line.issued - line.cancelled - line.reserved,
    }));
    run.order = { ...run.order, lines: waiting };
  } else {
    const { allowBackorder } = run.order;
    run.order = { ...promised.order, fulfilment: run.order.fulfilment, allowBackorder };
  }
  for (const part of freed) bindOverdue(run.draft, part);
  run.order = { ...run.order, version: run.order.version + 1 };
  keep(run);
  const after = promisedDate(run.order.lines);
  if (before !== null && (after === null || after > before)) endanger(run, cause, after);
}

/**
 * Gives back the line's reservation at the site and reserves again what is to stay. `inboundToo` takes what waits for supplies,
 * and that first; otherwise it stays as it is.
 */
export function takeFrom(run: Run, { line: number, site, quantity }: Lost, inboundToo = false): Part[] {
  const line = run.order.lines.find((known) => known.line === number);
  if (line === undefined) return [];
  const parts = readParts(run.draft, run.order.id)
    .filter((part) => part.line === number && part.site === site && part.state === 'pending')
    .filter((part) => inboundToo || part.inbound === 0)
    .toSorted((one, other) => other.inbound - one.inbound);
  const components = line.components ?? [{ item: line.item, per: 1 }];
  const freed: Part[] = [];
  for (const { item, per } of components) {
    let left = per * quantity;
    for (const part of parts.filter((held) => held.item === item)) {
      const gone = Math.min(left, part.quantity - part.posted);
      if (gone <= 0) continue;
      left -= gone;
      freed.push(part);
      evolve(run.draft, { fact: 'settled', holder: part.holder, part: part.part, state: 'voided' });
      const stays = part.quantity - part.posted - gone;
      if (stays > 0) reserveAgain(run, part, stays);
    }
  }
  const portions: Portion[] = [];
  let gone = quantity;
  for (const portion of line.portions) {
    const taken = portion.site === site ? Math.min(gone, portion.quantity) : 0;
    gone -= taken;
    if (portion.quantity > taken) portions.push({ ...portion, quantity: portion.quantity - taken });
  }
  const lost = quantity - gone;
  run.order = {
    ...run.order,
    lines: run.order.lines.map((known) =>
      known.line === number
        ? { ...known, portions, reserved: known.reserved - lost, backordered: known.backordered + lost }
        : known,
    ),
  };
  return freed;
}

function reserveAgain(run: Run, part: Part, quantity: number): void {
  const number = run.order.nextPart;
  evolve(run.draft, {
    fact: 'reserved',
    part: { ...part, part: number, quantity, inbound: 0, supply: null, posted: 0, state: 'pending', reported: {} },
  });
  run.order = { ...run.order, nextPart: number + 1 };
}
