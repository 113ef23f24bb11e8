// The world both columns live in: one distributor with its shops, ERP, warehouses, carrier and finance, made from a seed. What
// customers order, what really lies on the shelves and what carriers do is the same; only what stands between differs.
import { demoNetwork } from '#demo/network.ts';
import { createCarrier } from '../counterparties/carrier/model.ts';
import type { CarrierState } from '../counterparties/carrier/model.ts';
import { createErp } from '../counterparties/erp/model.ts';
import type { Erp } from '../counterparties/erp/model.ts';
import { createFinance } from '../counterparties/finance/model.ts';
import type { FinanceState } from '../counterparties/finance/state.ts';
import { createShop } from '../counterparties/shop/model.ts';
import type { ShopState } from '../counterparties/shop/state.ts';
import { marketOf } from '../counterparties/system/network.ts';
import type { Item, Market, Network } from '../counterparties/system/network.ts';
import { oneOf } from '../counterparties/system/random.ts';
import type { SystemOf } from '../counterparties/system/system.ts';
import { createWms } from '../counterparties/wms/model.ts';
import type { Wms } from '../counterparties/wms/model.ts';
import { dateAt } from './calendar.ts';
import { startAt, world as assumed } from './parameters.ts';
import type { Channel } from './parameters.ts';

export interface World {
  readonly seed: number;
  readonly network: Network;
  readonly market: Market;
  readonly shops: Readonly<Record<Channel, SystemOf<ShopState>>>;
  readonly erp: Erp;
  readonly wms: Wms;
  readonly carrier: SystemOf<CarrierState>;
  readonly finance: SystemOf<FinanceState>;
}

export type Participant = Channel | 'erp' | 'wms' | 'carrier' | 'finance';

export interface WorldOptions {
  readonly issues: 'on_request' | 'from_reports';
  /** Nothing is lost and every book is right: for tests of conservation. */
  readonly honestBooks?: boolean;
}

export function makeWorld(seed: number, { issues, honestBooks = false }: WorldOptions): World {
  const network = networkOf(seed);
  const settings = { seed, network, startAt };
  const shop = (channel: Channel): SystemOf<ShopState> =>
    createShop(
      // Another seed for each shop, or both would have the same customers order the same.
      { ...settings, seed: seed * 2 + (channel === 'web' ? 0 : 1), source: `shop-${channel}`, instance: channel },
      { channel, ordersPerDay: assumed.ordersPerDay[channel] },
    );
  const { wrongBooks, shrinkPerDay, countsPerNight } = assumed;
  return {
    seed,
    network,
    market: marketOf(network),
    shops: { web: shop('web'), edi: shop('edi') },
    erp: createErp(settings, { issues }),
    wms: createWms(settings, {
      countsPerNight,
      wrongBooks: honestBooks ? 0 : wrongBooks,
      shrinkPerDay: honestBooks ? 0 : shrinkPerDay,
    }),
    carrier: createCarrier(settings),
    finance: createFinance(settings),
  };
}

/** The demo network with less on its shelves; its items in an order of their own for each seed, so that others sell most. */
function networkOf(seed: number): Network {
  const network = demoNetwork(dateAt(startAt), seed);
  const order = new Map(network.items.map(({ code }) => [code, oneOf(seed, `place of ${code}`, places)]));
  return {
    ...network,
    items: network.items.toSorted((one, other) => (order.get(one.code) ?? 0) - (order.get(other.code) ?? 0)),
    openingStock: network.openingStock.map((stock) => ({
      item: stock.item,
      site: stock.site,
      quantity: Math.ceil(Number(stock.quantity) * assumed.openingShare),
      ...(stock.lot !== undefined && { lot: stock.lot }),
      ...(stock.expiresOn !== undefined && { expiresOn: stock.expiresOn }),
    })),
  };
}

const places: readonly number[] = Array.from({ length: 100_000 }, (_, index) => index);

/** What one of the item takes from shelves: itself, or the components of a kit. */
export function shelvedOf(
  market: Market,
  code: string,
): readonly { readonly item: string; readonly quantity: number }[] {
  return market.shelved(itemOf(market, code));
}

export function itemOf(market: Market, code: string): Item {
  const item = market.items.get(code);
  if (item === undefined) throw new Error(`bug: the network has no item ${code}`);
  return item;
}
