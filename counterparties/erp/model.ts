// The ERP: books stock and documents, buys from suppliers, and tells channels what is available. It believes its book and the
// warehouse's reports, and knows nothing of what happens between two of them.
import { plus, quantityOf } from '../system/amount.ts';
import type { Behaviour } from '../system/tools.ts';
import type { Faults } from '../system/faults.ts';
import { recordsMax, retire } from '../system/keep.ts';
import type { Notice } from '../system/notice.ts';
import { refusesAtFirst } from '../system/second-look.ts';
import { createSystem } from '../system/system.ts';
import type { Settings, SystemOf } from '../system/system.ts';
import { askIssue, bookShipment, planRepair, post, repair } from './posting.ts';
import { amountAt, keyOf } from './state.ts';
import type { ErpTools, ErpOptions, ErpState, ErpTimer, PurchaseOrder } from './state.ts';
import { arrive, bookTransfer, buyUrgently, delay, expectOpen, nextMorning, replenish } from './supply.ts';

export interface Erp extends SystemOf<ErpState> {
  /** What it tells channels is available: as fresh as the last report of the warehouse. */
  available: (item: string, site: string) => number;
  /** Posted stock. */
  booked: (item: string, site: string) => number;
}

const faults: Faults = {
  period_closed: { description: 'Refuses every issue until the posting period is open again.', parameters: {} },
  item_blocked: {
    description: 'Refuses issues of one item until it is free again.',
    parameters: { item: { description: 'Code of the item.', default: '' } },
  },
  issues_refused: refusesAtFirst('issues', 'the account is not assigned'),
  refresh_stopped: {
    description: 'Ignores the reports of the warehouse: what it says is available stays as it is.',
    parameters: {},
  },
};

export const usualErp: ErpOptions = { issues: 'on_request' };

export function createErp(settings: Settings, given: Partial<ErpOptions> = {}): Erp {
  const options = { ...usualErp, ...given };
  const behaviour: Behaviour<ErpState, ErpTimer> = {
    name: 'erp',
    faults,
    listensTo: ['crossdock.issue.requested.v1'],
    start,
    event: (tools, state, event) => {
      if (event.type === 'crossdock.issue.requested.v1') askIssue(tools, state, event);
    },
    notice: (tools, state, notice) => {
      if (notice.kind === 'site_report' && !tools.isOn('refresh_stopped')) readReport(tools, state, notice, options);
      if (notice.kind === 'urgent_purchase') buyUrgently(tools, state, notice);
      if (notice.kind === 'goods_transferred') bookTransfer(tools, state, notice);
    },
    fire,
    switched: (tools, state, fault, on) => {
      if (!on && (fault === 'period_closed' || fault === 'item_blocked')) planRepair(tools, state);
    },
    tables: (state) => ({
      stock: () => [...state.book].map(([key, booked]) => ({ key, booked, available: amountAt(state.published, key) })),
      issues: () => [...state.issues.values()],
      purchase_orders: () => [...state.purchases.values()],
    }),
  };
  const system = createSystem(behaviour, settings);
  return {
    ...system,
    available: (item, site) => system.read((state) => amountAt(state.published, keyOf(item, site))),
    booked: (item, site) => system.read((state) => amountAt(state.book, keyOf(item, site))),
  };
}

function start(tools: ErpTools): ErpState {
  const places = new Map<string, { readonly item: string; readonly site: string; level: number }>();
  const { openingStock, supplies } = tools.market.network;
  for (const { item, site, quantity } of openingStock) {
    const place = places.get(keyOf(item, site)) ?? { item, site, level: 0 };
    place.level = plus(place.level, quantityOf(quantity, 'quantity'));
    places.set(keyOf(item, site), place);
  }
  const opening = (): Map<string, number> => new Map([...places].map(([key, { level }]) => [key, level]));
  const purchases = new Map<string, PurchaseOrder>();
  for (const supply of supplies) {
    const quantity = quantityOf(supply.quantity, 'quantity');
    const purchase: PurchaseOrder = { ...supply, quantity, stage: 'ordered' };
    purchases.set(supply.reference, purchase);
    expectOpen(tools, purchase);
  }
  tools.schedule({ kind: 'replenish' }, nextMorning(tools.now));
  return {
    book: opening(),
    published: opening(),
    reported: new Map(),
    levels: [...places.values()],
    issues: new Map(),
    parts: new Map(),
    purchases,
  };
}

function fire(tools: ErpTools, state: ErpState, timer: ErpTimer): void {
  switch (timer.kind) {
    case 'post':
      return post(tools, state, timer.shipment);
    case 'repair':
      return repair(tools, state);
    case 'replenish':
      return replenish(tools, state);
    case 'delayed':
      return delay(tools, state, timer.reference, timer.days);
    case 'arrival':
      return arrive(tools, state, timer.reference);
  }
}

function readReport(
  tools: ErpTools,
  state: ErpState,
  report: Extract<Notice, { kind: 'site_report' }>,
  options: ErpOptions,
): void {
  const { site } = report;
  for (const { item, free } of report.figures) state.published.set(keyOf(item, site), free);
  for (const shipment of report.shipments) {
    state.reported.set(shipment.shipment, true);
    retire(state.reported, recordsMax, () => true);
    if (options.issues === 'from_reports') bookShipment(tools, state, { ...shipment, site });
  }
  for (const { item, quantity, lot, reference } of report.counts) {
    const key = keyOf(item, site);
    state.book.set(key, plus(amountAt(state.book, key), quantity));
    tools.report({
      type: 'stock.adjusted',
      about: key,
      data: { item, site, quantity, ...(lot !== null && { lot }), reason: 'cycle count', reference },
      cause: null,
    });
  }
  if (report.counts.length > 0) planRepair(tools, state);
}
