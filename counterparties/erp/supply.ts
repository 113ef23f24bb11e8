// What comes in: purchase orders that are placed each morning and arrive after the supplier's lead time, or later.
import { minus, plus } from '../system/amount.ts';
import { recordsMax, retire } from '../system/keep.ts';
import type { Notice } from '../system/notice.ts';
import { dayMs, daysBetween, hourMs, nextStep } from '../system/time.ts';
import { planRepair } from './posting.ts';
import { amountAt, keyOf } from './state.ts';
import type { ErpTools, ErpState, PurchaseOrder } from './state.ts';

const lateShare = 0.2;
/** Ordered again when this share of the level is reached. */
const reorderShare = 0.4;

export function nextMorning(now: number): number {
  return nextStep(now - 6 * hourMs, dayMs) + 6 * hourMs;
}

/** Purchase orders that were open before the first day; Crossdock knows them already. */
export function expectOpen(tools: ErpTools, purchase: PurchaseOrder): void {
  const days = Math.max(0, daysBetween(tools.date(tools.now, purchase.site), purchase.expectedOn));
  planArrival(tools, purchase, days);
}

export function replenish(tools: ErpTools, state: ErpState): void {
  const onOrder = new Map<string, number>();
  for (const purchase of state.purchases.values()) {
    if (purchase.stage !== 'ordered') continue;
    const key = keyOf(purchase.item, purchase.site);
    onOrder.set(key, plus(amountAt(onOrder, key), purchase.quantity));
  }
  for (const { item, site, level } of state.levels) {
    const key = keyOf(item, site);
    const there = plus(amountAt(state.book, key), amountAt(onOrder, key));
    if (there > level * reorderShare) continue;
    purchase(tools, state, { item, site, quantity: Math.ceil(minus(level, there)) });
  }
  tools.schedule({ kind: 'replenish' }, nextMorning(tools.now));
}

function purchase(tools: ErpTools, state: ErpState, wanted: Pick<PurchaseOrder, 'item' | 'site' | 'quantity'>): void {
  const days = tools.whole(`lead ${wanted.item}`, 2, 10);
  planArrival(tools, place(tools, state, wanted, days), days);
}

/** Somebody called: the supplier sends a driver of its own. */
export function buyUrgently(
  tools: ErpTools,
  state: ErpState,
  { item, site, quantity, days }: Extract<Notice, { kind: 'urgent_purchase' }>,
): void {
  const { reference } = place(tools, state, { item, site, quantity }, days);
  tools.schedule({ kind: 'arrival', reference }, tools.now + days * dayMs);
}

function place(
  tools: ErpTools,
  state: ErpState,
  wanted: Pick<PurchaseOrder, 'item' | 'site' | 'quantity'>,
  days: number,
): PurchaseOrder {
  const reference = tools.nextNumber('PO');
  const expectedOn = tools.date(tools.now + days * dayMs, wanted.site);
  const placed: PurchaseOrder = { reference, ...wanted, expectedOn, stage: 'ordered' };
  state.purchases.set(reference, placed);
  retire(state.purchases, recordsMax, ({ stage }) => stage === 'received');
  announce(tools, placed);
  return placed;
}

/** Who is late with an item is so for a week, whatever number the purchase order has. */
function planArrival(tools: ErpTools, { reference, item, site }: PurchaseOrder, days: number): void {
  const supplier = `${item} ${site} ${Math.floor(tools.now / (7 * dayMs))}`;
  const isLate = tools.chance(`late ${supplier}`) < lateShare;
  const lateDays = isLate ? tools.whole(`late by ${supplier}`, 1, 5) : 0;
  // The supplier owns up on the day before.
  if (isLate) tools.schedule({ kind: 'delayed', reference, days: lateDays }, tools.now + Math.max(0, days - 1) * dayMs);
  const hours = tools.whole(`hour ${supplier}`, 0, 6);
  tools.schedule({ kind: 'arrival', reference }, tools.now + (days + lateDays) * dayMs + hours * hourMs);
}

export function delay(tools: ErpTools, state: ErpState, reference: string, days: number): void {
  const purchase = state.purchases.get(reference);
  if (purchase?.stage !== 'ordered') return;
  const expected = Date.parse(`${purchase.expectedOn}T12:00:00Z`) + days * dayMs;
  purchase.expectedOn = new Date(expected).toISOString().slice(0, 10);
  announce(tools, purchase);
}

function announce(tools: ErpTools, { reference, item, site, quantity, expectedOn }: PurchaseOrder): void {
  tools.report({
    type: 'supply.expected',
    about: keyOf(item, site),
    data: { reference, item, site, quantity, expectedOn },
    cause: null,
  });
}

export function arrive(tools: ErpTools, state: ErpState, reference: string): void {
  const purchase = state.purchases.get(reference);
  if (purchase?.stage !== 'ordered') return;
  purchase.stage = 'received';
  const { item, site, quantity } = purchase;
  const key = keyOf(item, site);
  state.book.set(key, plus(amountAt(state.book, key), quantity));
  const goods = tools.market.items.get(item);
  const lot = goods?.lots === true ? tools.nextNumber('L') : null;
  const expiresOn = lot === null ? null : tools.date(tools.now + (goods?.shelfLifeDays ?? 365) * dayMs, site);
  tools.notify('wms', key, { kind: 'goods_arrived', reference, item, site, quantity, lot, expiresOn });
  tools.report({
    type: 'stock.received',
    about: key,
    data: {
      item,
      site,
      quantity,
      ...(lot !== null && { lot, expiresOn }),
      supply: reference,
      reason: 'purchase',
      reference: tools.nextNumber('GR'),
    },
    cause: null,
  });
  planRepair(tools, state);
}

/** Goods went to another site: the book follows when they have come. */
export function bookTransfer(
  tools: ErpTools,
  state: ErpState,
  { item, from, to, quantity }: Extract<Notice, { kind: 'goods_transferred' }>,
): void {
  state.book.set(keyOf(item, from), minus(amountAt(state.book, keyOf(item, from)), quantity));
  state.book.set(keyOf(item, to), plus(amountAt(state.book, keyOf(item, to)), quantity));
  planRepair(tools, state);
}
