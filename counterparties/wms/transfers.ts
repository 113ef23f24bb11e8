// Transfers: goods that another site's customers wait for. They leave with the next half hour's round, are on the road for
// about a day, and are put away at the other site; Crossdock, which keeps them for the order meanwhile, is told when they came.
import { floorTo, minus, plus } from '../system/amount.ts';
import { causeOf } from '../system/tools.ts';
import { recordsMax, retire } from '../system/keep.ts';
import type { CloudEvent } from '../system/message.ts';
import { nextPart } from '../system/part.ts';
import { list, text, Unreadable } from '../system/read.ts';
import { hourMs, minuteMs, nextStep } from '../system/time.ts';
import { onShelf, planCount, putAway, readWanted, scaleOf, take, touch } from './shelves.ts';
import { placeOf } from './state.ts';
import type { Carried, Transfer, WmsTools, WmsState } from './state.ts';

const roundEveryMs = 30 * minuteMs;

export function takeTransfer(tools: WmsTools, state: WmsState, event: CloudEvent): void {
  const { data } = event;
  const [order, from, to] = [text(data, 'order'), site(tools, data, 'from'), site(tools, data, 'to')];
  const lines = readLines(tools, data);
  const transfer = tools.nextNumber(`TR-${from}`);
  state.transfers.set(transfer, {
    transfer,
    part: nextPart(state.parts, order),
    order,
    from,
    to,
    lines,
    cause: causeOf(event),
    stage: 'asked',
    carried: [],
  });
  retire(state.transfers, recordsMax, ({ stage }) => stage === 'arrived' || stage === 'empty');
  tools.schedule({ kind: 'depart', transfer }, nextStep(tools.now, roundEveryMs));
}

function readLines(tools: WmsTools, data: CloudEvent['data']): Transfer['lines'] {
  return list(data, 'lines').map((line) => {
    const wanted = readWanted(tools, line);
    if (!tools.market.items.has(wanted.item)) throw new Unreadable(`item ${wanted.item} is not known`);
    return wanted;
  });
}

/** What has not left with the round stays; what is on the road arrives. */
export function callOffTransfer(tools: WmsTools, state: WmsState, { data }: CloudEvent): void {
  const [order, from, to] = [text(data, 'order'), site(tools, data, 'from'), site(tools, data, 'to')];
  const off = readLines(tools, data).map((line) => ({ ...line }));
  for (const transfer of state.transfers.values()) {
    if (transfer.stage !== 'asked' || transfer.order !== order || transfer.from !== from || transfer.to !== to)
      continue;
    transfer.lines = transfer.lines.map((line) => {
      const called = off.find((one) => one.line === line.line && one.item === line.item);
      const less = Math.min(line.quantity, called?.quantity ?? 0);
      if (called !== undefined) called.quantity = minus(called.quantity, less);
      return { ...line, quantity: minus(line.quantity, less) };
    });
  }
}

function site(tools: WmsTools, data: CloudEvent['data'], name: string): string {
  const code = text(data, name);
  if (!tools.market.sites.has(code)) throw new Unreadable(`site ${code} is not known`);
  return code;
}

/** Only what no release has a claim on goes; what is missed is counted later. */
export function depart(tools: WmsTools, state: WmsState, number: string): void {
  const transfer = state.transfers.get(number);
  if (transfer?.stage !== 'asked') return;
  transfer.carried = transfer.lines.flatMap((line) => load(tools, state, transfer.from, line));
  if (transfer.carried.length === 0) {
    transfer.stage = 'empty';
    return;
  }
  transfer.stage = 'under_way';
  const hours = tools.whole(`on the road ${transfer.part}`, 20, 28);
  tools.schedule({ kind: 'arrive', transfer: number }, tools.now + hours * hourMs);
}

function load(tools: WmsTools, state: WmsState, from: string, line: Transfer['lines'][number]): Carried[] {
  const goods = tools.market.item(line.item);
  const parts = tools.market.shelved(goods);
  const possible = parts.map((part) =>
    floorTo(goods.scale ?? 0, Math.max(0, free(state, part.item, from)) / part.quantity),
  );
  if (line.quantity === 0) return [];
  const found = Math.min(line.quantity, ...possible);
  return parts.flatMap((part) => {
    if (found < line.quantity) planCount(tools, part.item, from);
    touch(tools, state, part.item, from);
    const expiries = new Map(
      state.shelves.get(placeOf(part.item, from))?.map(({ lot, expiresOn }) => [lot, expiresOn]),
    );
    const quantity = floorTo(scaleOf(tools, part.item), plus(part.quantity * found, 0));
    return take(state, { item: part.item, site: from, quantity }).map((moved) => ({
      ...moved,
      expiresOn: expiries.get(moved.lot) ?? null,
    }));
  });
}

function free(state: WmsState, item: string, from: string): number {
  return minus(onShelf(state, item, from), state.committed.get(placeOf(item, from)) ?? 0);
}

export function arrive(tools: WmsTools, state: WmsState, number: string): void {
  const transfer = state.transfers.get(number);
  if (transfer?.stage !== 'under_way') return;
  transfer.stage = 'arrived';
  const { from, to } = transfer;
  for (const carried of transfer.carried) {
    putAway(tools, state, { ...carried, site: to });
    const { item, quantity, lot } = carried;
    tools.notify('erp', number, { kind: 'goods_transferred', from, to, item, quantity, lot });
    tell(tools, transfer, carried);
  }
}

/** With the order as the reference: by it Crossdock knows whose the goods are. */
function tell(tools: WmsTools, { order, from, to, cause }: Transfer, { item, quantity, lot }: Carried): void {
  const data = {
    item,
    site: from,
    toSite: to,
    quantity,
    ...(lot !== null && { lot }),
    reason: 'transfer',
    reference: order,
  };
  tools.report({ type: 'stock.moved', about: order, data, cause });
}
