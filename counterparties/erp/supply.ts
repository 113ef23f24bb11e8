// What comes in: purchase orders that are placed each morning and arrive after the supplier's lead time, or later.
import { minus, plus } from '../system/amount.ts';
import { recordsMax, retire } from '../system/keep.ts';
import type { Notice } from '../system/notice.ts';
import { dayMs, daysBetween, hourMs, nextStep } from '../system/time.ts';
import { planRepair } from './posting.ts';
import { amountAt, keyOf } from './state.ts';
import type { ErpDesk, ErpState, PurchaseOrder } from './state.ts';

const lateShare = 0.2;
/** Ordered again when this share of the level is reached. */
const reorderShare = 0.4;

export function nextMorning(now: number): number {
  return nextStep(now - 6 * hourMs, dayMs) + 6 * hourMs;
}

/** Purchase orders that were open before the first day; Crossdock knows them already. */
export function expectOpen(desk: ErpDesk, purchase: PurchaseOrder): void {
  const days = Math.max(0, daysBetween(desk.date(desk.now, purchase.site), purchase.expectedOn));
  planArrival(desk, purchase, days);
}

export function replenish(desk: ErpDesk, state: ErpState): void {
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
    purchase(desk, state, { item, site, quantity: Math.ceil(minus(level, there)) });
  }
  desk.schedule({ kind: 'replenish' }, nextMorning(desk.now));
}

function purchase(desk: ErpDesk, state: ErpState, wanted: Pick<PurchaseOrder, 'item' | 'site' | 'quantity'>): void {
  const days = desk.whole(`lead ${wanted.item}`, 2, 10);
  planArrival(desk, place(desk, state, wanted, days), days);
}

/** Somebody called: the supplier sends a driver of its own. */
export function buyUrgently(
  desk: ErpDesk,
  state: ErpState,
  { item, site, quantity, days }: Extract<Notice, { kind: 'urgent_purchase' }>,
): void {
  const { reference } = place(desk, state, { item, site, quantity }, days);
  desk.schedule({ kind: 'arrival', reference }, desk.now + days * dayMs);
}

function place(
  desk: ErpDesk,
  state: ErpState,
  wanted: Pick<PurchaseOrder, 'item' | 'site' | 'quantity'>,
  days: number,
): PurchaseOrder {
  const reference = desk.nextNumber('PO');
  const expectedOn = desk.date(desk.now + days * dayMs, wanted.site);
  const placed: PurchaseOrder = { reference, ...wanted, expectedOn, stage: 'ordered' };
  state.purchases.set(reference, placed);
  retire(state.purchases, recordsMax, ({ stage }) => stage === 'received');
  announce(desk, placed);
  return placed;
}

/** Who is late with an item is so for a week, whatever number the purchase order has. */
function planArrival(desk: ErpDesk, { reference, item, site }: PurchaseOrder, days: number): void {
  const supplier = `${item} ${site} ${Math.floor(desk.now / (7 * dayMs))}`;
  const isLate = desk.chance(`late ${supplier}`) < lateShare;
  const lateDays = isLate ? desk.whole(`late by ${supplier}`, 1, 5) : 0;
  // The supplier owns up on the day before.
  if (isLate) desk.schedule({ kind: 'delayed', reference, days: lateDays }, desk.now + Math.max(0, days - 1) * dayMs);
  const hours = desk.whole(`hour ${supplier}`, 0, 6);
  desk.schedule({ kind: 'arrival', reference }, desk.now + (days + lateDays) * dayMs + hours * hourMs);
}

export function delay(desk: ErpDesk, state: ErpState, reference: string, days: number): void {
  const purchase = state.purchases.get(reference);
  if (purchase?.stage !== 'ordered') return;
  const expected = Date.parse(`${purchase.expectedOn}T12:00:00Z`) + days * dayMs;
  purchase.expectedOn = new Date(expected).toISOString().slice(0, 10);
  announce(desk, purchase);
}

function announce(desk: ErpDesk, { reference, item, site, quantity, expectedOn }: PurchaseOrder): void {
  desk.report({
    type: 'supply.expected',
    about: keyOf(item, site),
    data: { reference, item, site, quantity, expectedOn },
    cause: null,
  });
}

export function arrive(desk: ErpDesk, state: ErpState, reference: string): void {
  const purchase = state.purchases.get(reference);
  if (purchase?.stage !== 'ordered') return;
  purchase.stage = 'received';
  const { item, site, quantity } = purchase;
  const key = keyOf(item, site);
  state.book.set(key, plus(amountAt(state.book, key), quantity));
  const goods = desk.market.items.get(item);
  const lot = goods?.lots === true ? desk.nextNumber('L') : null;
  const expiresOn = lot === null ? null : desk.date(desk.now + (goods?.shelfLifeDays ?? 365) * dayMs, site);
  desk.notify('wms', key, { kind: 'goods_arrived', reference, item, site, quantity, lot, expiresOn });
  desk.report({
    type: 'stock.received',
    about: key,
    data: {
      item,
      site,
      quantity,
      ...(lot !== null && { lot, expiresOn }),
      supply: reference,
      reason: 'purchase',
      reference: desk.nextNumber('GR'),
    },
    cause: null,
  });
  planRepair(desk, state);
}

/** Goods went to another site: the book follows when they have come. */
export function bookTransfer(
  desk: ErpDesk,
  state: ErpState,
  { item, from, to, quantity }: Extract<Notice, { kind: 'goods_transferred' }>,
): void {
  state.book.set(keyOf(item, from), minus(amountAt(state.book, keyOf(item, from)), quantity));
  state.book.set(keyOf(item, to), plus(amountAt(state.book, keyOf(item, to)), quantity));
  planRepair(desk, state);
}
