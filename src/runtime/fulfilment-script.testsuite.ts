// Random reports of outside systems and decisions of people about the orders of the script: right ones, late ones, wrong ones.
import fc from 'fast-check';
import type { Command, OrderEvent } from '#processes/message.ts';
import { sites } from './script.testsuite.ts';

const kinds = [
  'release.accepted',
  'release.refused',
  'release.cancelled',
  'release.cancel_refused',
  'shipment.picked',
  'shipment.packed',
  'shipment.shipped',
  'shipment.delayed',
  'shipment.delivered',
  'transport.booked',
  'transport.refused',
  'issue.posted',
  'issue.refused',
  'invoice.issued',
  'invoice.refused',
  'credit.approved',
] as const;

const order = fc.integer({ min: 1, max: 2 }).map((number) => `ord_${number}`);

const report = fc
  .record({
    kind: fc.constantFrom(...kinds, 'release.accepted', 'shipment.shipped', 'shipment.shipped', 'shipment.picked'),
    order,
    release: fc.constantFrom(1, 1, 1, 2),
    site: fc.constantFrom(...sites, 'S1'),
    shipment: fc.integer({ min: 1, max: 2 }),
    item: fc.constantFrom('A', 'A', 'A', 'B', 'K'),
    quantity: fc.integer({ min: 0, max: 4 }),
    short: fc.option(fc.integer({ min: 1, max: 3 }), { nil: null, freq: 2 }),
    complete: fc.boolean(),
    id: fc.integer({ min: 1, max: 1_000 }),
  })
  .map((told): Command => {
    const { kind, item, quantity, short, complete } = told;
    const line = { line: 1, item, quantity };
    const of = {
      order: told.order,
      release: `${told.order}-R${told.release}`,
      site: told.site,
      shipment: `${told.order} S${told.shipment}`,
    };
    const more = {
      'shipment.picked': { lines: [{ ...line, ...(short !== null && { short }) }] },
      'shipment.shipped': { lines: [line], complete },
      'shipment.delayed': { expectedOn: '2026-04-01', reason: 'snow' },
      'transport.booked': { carrier: 'DHL', tracking: 'T', expectedOn: '2026-03-12' },
      'issue.posted': { document: 'GI' },
      'invoice.issued': { invoice: 'INV' },
    } as const;
    return {
      type: 'order.event',
      kind,
      event: { source: 'wms', id: `report ${told.id}`, type: `crossdock.${kind}.v1` },
      data: {
        ...of,
        reason: 'because',
        request: `${of.order}-C1`,
        ...(kind in more && more[kind as keyof typeof more]),
      },
    } as unknown as OrderEvent; // More members than its kind has: what is not looked at does not matter here.
  });

const act = fc
  .record({
    id: order,
    act: fc.constantFrom('release_hold', 'refuse_hold', 'retry_books', 'recover'),
    option: fc.constantFrom('new_date', 'split', 'other_site', 'expedite'),
  })
  .map((told): Command => ({ type: 'order.act', hold: 'price', decidesFor: ['desk'], reason: null, ...told }));

/** One of them after a step of the script, or none. */
export const interjection: fc.Arbitrary<Command | null> = fc.option(
  fc.oneof({ weight: 6, arbitrary: report }, { weight: 1, arbitrary: act }),
  { nil: null, freq: 2 },
);
