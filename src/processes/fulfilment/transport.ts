// Carriers: asked when a shipment is packed, reminded when they do not answer; asked again only when somebody says so.
import assert from '#kernel/assert.ts';
import { withoutCarrier } from '#orders/fulfilment.ts';
import type { Fulfilment, Shipment } from '#orders/fulfilment.ts';
import { lineOf, mark, say } from './books.ts';
import type { Run } from './run.ts';
import { shipmentOf } from './shipment-report.ts';

export function requestTransport(run: Run): void {
  const { report } = run;
  assert(report?.kind === 'shipment.packed', 'a carrier is asked for a shipment that was packed');
  const shipment = shipmentOf(run.order.fulfilment, report.data);
  assert(shipment !== undefined, 'what was reported was written down');
  request(run, shipment);
}

/** Whoever was silent or refused: nobody else is asked twice. */
export function retryTransport(run: Run): void {
  for (const shipment of refusedTransports(run.order.fulfilment)) request(run, shipment);
}

export function refusedTransports(fulfilment: Fulfilment): readonly Shipment[] {
  return withoutCarrier(fulfilment).filter(({ transport }) => transport !== 'asked');
}

/** The carrier knows the shipment by its number and takes it once. */
export function remindCarriers(run: Run): void {
  const silent = withoutCarrier(run.order.fulfilment).filter(({ transport }) => transport !== 'refused');
  for (const shipment of silent) {
    mark(run, shipment, { transport: 'reminded' });
    say(run, 'transport.reminded.v1', shipment, { release: shipment.release, site: shipment.site });
  }
}

function request(run: Run, shipment: Shipment): void {
  if (shipment.carrier === null) mark(run, shipment, { transport: 'asked' });
  say(run, 'transport.requested.v1', shipment, {
    release: shipment.release,
    site: shipment.site,
    customer: run.order.customer,
    promisedFor: promisedFor(run, shipment),
    expedite: run.order.fulfilment.risk?.chosen === 'expedite',
  });
}

function promisedFor(run: Run, shipment: Shipment): string | null {
  let last: string | null = null;
  for (const { line } of shipment.lines) {
    for (const portion of lineOf(run, line).portions)
      if (portion.site === shipment.site && (last === null || portion.promisedFor > last)) last = portion.promisedFor;
  }
  return last;
}
