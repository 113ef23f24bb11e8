// A substitute gets a line of its own that says what it stands for, at the price of the line it replaces: the customer pays what
// was ordered.
import type { OrderLine } from '#orders/model.ts';
import { plan } from '#stock/plan.ts';
import { candidateSites, demandOf, planSites, reservePieces } from '../promise.ts';
import { kitOf, promise } from '#orders/decide.ts';
import { keptBack } from './rights.ts';
import { keep } from './run.ts';
import type { Run } from './run.ts';

/**
 * Moves `quantity` of what the line waits for to its item's substitute (or to `instead`, at the site where that was picked).
 * False when there is none, or not enough of it.
 */
export function substituteLine(
  run: Run,
  line: OrderLine,
  quantity: number,
  instead: { readonly item: string; readonly site: string; readonly quantity: number } | null,
): boolean {
  const { order, context, draft } = run;
  const item = context.catalog.item(instead?.item ?? context.catalog.item(line.item)?.attributes['substitute'] ?? '');
  if (item === undefined || !item.active) return false;
  if (instead === null && item.scale !== line.scale) return false;
  const wanted = instead?.quantity ?? quantity;
  const sites = planSites(candidateSites(context.catalog, order.scope, instead?.site ?? order.site), context.now);
  const number = Math.max(...order.lines.map((known) => known.line)) + 1;
  const planned = plan(draft, [demandOf(item, number, wanted, context.catalog)], {
    sites,
    requestedFor: null,
    allowBackorder: false,
    // What is in the hands of the picker is not kept for others any more.
    ...(instead === null && { keptBack: keptBack(context, order.fulfilment.rights) }),
  });
  const [home] = sites;
  if (planned.open.length > 0 || home === undefined) return false;
  reservePieces(draft, order.id, order.nextPart, planned.pieces);
  const added: OrderLine = {
    line: number,
    item: item.code,
    scale: item.scale,
    unit: item.unit,
    components: kitOf(item, context.catalog),
    ordered: wanted,
    reserved: 0,
    backordered: 0,
    issued: 0,
    cancelled: 0,
    price: line.price,
    portions: [],
    substitutes: line.line,
  };
  const lines = order.lines.map((known) =>
    known.line === line.line
      ? { ...known, backordered: known.backordered - quantity, cancelled: known.cancelled + quantity }
      : known,
  );
  run.order = { ...promise({ ...order, lines: [...lines, added] }, planned, home.code), fulfilment: order.fulfilment };
  keep(run);
  return true;
}
