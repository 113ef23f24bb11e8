// What has become of an order, in the words of a scenario, and where it differs from what was expected.
import { isDeepStrictEqual } from 'node:util';
import { statusOf } from '#orders/view.ts';
import { showState } from '#processes/fulfilment/told.ts';
import type { OrderSpec } from '../order-spec.ts';
import type { Difference, Then } from './model.ts';

/** What goes to the systems around; the shop hears of the order and its promise. */
const outgoing: ReadonlySet<string> = new Set([
  'credit.requested',
  'release.requested',
  'release.reminded',
  'release.cancel_requested',
  'transport.requested',
  'transport.reminded',
  'transfer.requested',
  'transfer.cancel_requested',
  'issue.requested',
  'invoice.requested',
  'promise.at_risk',
  'promise.changed',
  'order.changed',
  'order.change_refused',
  'order.cancelled',
  'order.expired',
  'order.closed',
]);

export function differences(network: OrderSpec, then: Then, pointer: string): Difference[] {
  const found: Readonly<Record<string, unknown>> = { ...foundIn(network), stock: stockIn(network, then.stock ?? {}) };
  const wanted = { ...then, ...(then.lines !== undefined && { lines: completed(then.lines) }) };
  return Object.entries(wanted)
    .filter(([key, value]) => !isDeepStrictEqual(found[key], value))
    .map(([key, value]) => ({
      pointer: `${pointer}/${key}`,
      message: `${key} is ${JSON.stringify(found[key])}, expected is ${JSON.stringify(value)}`,
    }));
}

/** All that an expectation can speak of, but for stock. */
export function foundIn(network: OrderSpec): Omit<Required<Then>, 'stock'> {
  const { id, lines, fulfilment } = network.order();
  const entries = network.entries().filter(({ data, subject }) => data['order'] === id || subject === id);
  return {
    status: statusOf(network.order()),
    state: showState(fulfilment.value),
    lines: completed(
      Object.fromEntries(
        lines.map(({ line, reserved, backordered, issued, cancelled }) => [
          line,
          { reserved, backordered, issued, cancelled },
        ]),
      ),
    ),
    sent: counted(entries.map(({ type }) => nameOf(type)).filter((type) => outgoing.has(type))),
    invoiced: sumOf(entries.filter(({ type }) => nameOf(type) === 'invoice.requested')),
    exceptions: fulfilment.exceptions.map(({ kind }) => kind).toSorted(),
    promisedFor: fulfilment.promisedFor,
    deviations: entries
      .filter(({ type }) => nameOf(type) === 'order.deviated')
      .map(({ data }) => `${String(data['event'])}: ${String(data['severity'])}`),
  };
}

export function balanceOf(network: OrderSpec, code: string, site: string): readonly [onHand: number, reserved: number] {
  const { onHand, reserved } = network.balance(code, site);
  return [onHand, reserved];
}

/** Of the sites and items that are asked for. */
function stockIn(network: OrderSpec, asked: NonNullable<Then['stock']>): Then['stock'] {
  return Object.fromEntries(
    Object.entries(asked).map(([site, items]) => [
      site,
      Object.fromEntries(Object.keys(items).map((code) => [code, balanceOf(network, code, site)])),
    ]),
  );
}

/** Invoices are billed once per shipment: one asked for again after a refusal takes the place of the first. */
function sumOf(invoices: readonly ReturnType<OrderSpec['entries']>[number][]): string {
  const amounts = new Map<unknown, number>();
  for (const { data } of invoices) {
    const amount = data['amount'] as { readonly amount: string } | null; // As the contract of the request has it.
    amounts.set(data['shipment'], Math.round(Number(amount?.amount ?? 0) * 100));
  }
  return ([...amounts.values()].reduce((sum, cents) => sum + cents, 0) / 100).toFixed(2);
}

export function counted(types: readonly string[]): string[] {
  const rows: [type: string, times: number][] = [];
  for (const type of types) {
    const last = rows.at(-1);
    if (last?.[0] === type) last[1] += 1;
    else rows.push([type, 1]);
  }
  return rows.map(([type, times]) => (times === 1 ? type : `${type} × ${times}`));
}

export function nameOf(type: string): string {
  return type.replace(/^crossdock\./, '').replace(/\.v1$/, '');
}

export function isSent(type: string): boolean {
  return outgoing.has(nameOf(type));
}

function completed(lines: NonNullable<Then['lines']>): NonNullable<Then['lines']> {
  return Object.fromEntries(
    Object.entries(lines).map(([line, facts]) => [
      line,
      { reserved: 0, backordered: 0, issued: 0, cancelled: 0, ...facts },
    ]),
  );
}
