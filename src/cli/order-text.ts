// An order in lines of text, for people at a terminal.
import type { OrderView } from '#orders/view.ts';
import type { FulfilmentView } from '#orders/view-fulfilment.ts';
import { showState } from '#processes/fulfilment/told.ts';
import { tableLines } from './output.ts';

export function orderLines(order: OrderView): string[] {
  const { fulfilment, total } = order;
  const rows = order.lines.map((line) => [
    String(line.line),
    line.item,
    ...[line.quantity, line.reserved, line.backordered, line.issued, line.cancelled].map(String),
    line.promisedFor ?? '',
    line.sites
      .map(({ site, quantity, toSite }) => `${site}${toSite === undefined ? '' : ` → ${toSite}`} ${quantity}`)
      .join(', '),
  ]);
  return [
    `${order.id}  ${order.channel}/${order.externalId}  ${order.status}`,
    [
      `placed ${order.placedAt}`,
      ...(order.customer === null ? [] : [`customer ${order.customer}`]),
      ...(total === null ? [] : [`total ${total.amount} ${total.currency}`]),
    ].join('  '),
    '',
    ...tableLines([
      ['line', 'item', 'ordered', 'reserved', 'backordered', 'issued', 'cancelled', 'promised for', 'from'],
      ...rows,
    ]),
    ...(fulfilment === null ? ['', 'No process runs this order.'] : ['', ...fulfilmentLines(fulfilment)]),
  ];
}

function fulfilmentLines(of: FulfilmentView): string[] {
  return [
    `process    ${of.process}/${of.version}  ${showState(of.state)}`,
    `promised   ${of.promisedFor ?? 'for no date'}`,
    ...of.holds.map(({ hold, ask, state, reason }) => `hold       ${hold}, ${ask} decides: ${state}${after(reason)}`),
    ...of.releases.map(({ id, site, state, lines }) => {
      const parts = lines.map(({ line, quantity, shipped }) => `line ${line}: ${shipped} of ${quantity} left`);
      return `release    ${id}  ${site}  ${state}  ${parts.join(', ')}`;
    }),
    ...of.shipments.map((shipment) => {
      const carrier = [shipment.carrier, shipment.tracking].filter((part) => part !== null).join(' ');
      const books = `issue ${booked(shipment.issue)}, invoice ${booked(shipment.invoice)}`;
      return ['shipment ', shipment.id, shipment.site, shipment.state, carrier, books].filter(Boolean).join('  ');
    }),
    ...riskLines(of.risk),
    ...of.exceptions.map(
      ({ kind, owner, since, times }) =>
        `attention  ${kind}, ${owner} looks, since ${since}, ${times === 1 ? 'once' : `${times} times`}`,
    ),
    ...of.clocks.map(({ event, at }) => `clock      ${at}  ${event}`),
    ...(of.changeWaits ? ['change     waits until warehouses have given the goods back'] : []),
    ...(of.cancelAsked ? ['cancelled  as far as goods have not left'] : []),
  ];
}

function riskLines(risk: FulfilmentView['risk']): string[] {
  if (risk === null) return [];
  return [
    `at risk    ${risk.cause}, since ${risk.since}${after(risk.expectedOn, ', goods expected on ')}${after(risk.chosen, ', chosen: ')}`,
    ...risk.alternatives.map(({ option, date, cost, site, item, recommended }) => {
      const price = cost === null ? null : `${cost.amount} ${cost.currency}`;
      const parts = [option, date, site, item, price, recommended ? 'proposed' : null];
      return `           possible: ${parts.filter((part) => part !== null).join('  ')}`;
    }),
  ];
}

function booked({ state, document }: FulfilmentView['shipments'][number]['issue']): string {
  return document === null ? state : `${state} (${document})`;
}

function after(text: string | null, before = ': '): string {
  return text === null ? '' : `${before}${text}`;
}
