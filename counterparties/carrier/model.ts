// The carrier: books transport at a price by distance and weight, collects, and delivers when it does. A booking says a date; a
// delay is told on the way, not before.
import { money } from '../system/amount.ts';
import { causeOf } from '../system/tools.ts';
import type { Behaviour, Cause, Tools } from '../system/tools.ts';
import type { Faults } from '../system/faults.ts';
import { recordsMax, retire } from '../system/keep.ts';
import type { CloudEvent } from '../system/message.ts';
import { nextPart } from '../system/part.ts';
import type { Parts } from '../system/part.ts';
import { flag, optionalText, text } from '../system/read.ts';
import { refusalAtFirst, refusesAtFirst, secondLookAt } from '../system/second-look.ts';
import { createSystem } from '../system/system.ts';
import type { Settings, SystemOf } from '../system/system.ts';
import { dayMs, hourMs, minuteMs } from '../system/time.ts';

export interface Consignment {
  readonly shipment: string;
  readonly order: string;
  readonly site: string;
  readonly customer: string;
  /** See system/part.ts. */
  readonly part: string;
  expedite: boolean;
  cause: Cause;
  stage: 'asked' | 'booked' | 'refused' | 'under_way' | 'lost' | 'delivered';
  tracking: string | null;
  costCents: number;
  /** Empty until it is booked. */
  expectedOn: string;
  reason: string | null;
  /** When it will be there; 0 until it was handed over. */
  dueAt: number;
  deliveredAt: string | null;
}

export interface CarrierState {
  readonly consignments: Map<string, Consignment>;
  /** Weights as the warehouse told them, in grams. */
  readonly weights: Map<string, number>;
  readonly parts: Parts;
}

type Timer = { readonly kind: 'book' | 'look' | 'milestone' | 'deliver'; readonly shipment: string };

type CarrierTools = Tools<Timer>;

const carrierName = 'Nordlicht Spedition';
/** Assumed where the warehouse has told no weight. */
const weightAssumedGrams = 10_000;
const tariff = { baseCents: 590, centsPerTonneKm: 22, expediteFactor: 2.5 } as const;
const usualDelays = { rate: 0.05, days: 1 } as const;

const faults: Faults = {
  delays: {
    description: 'More shipments are late. Each is told half way.',
    parameters: {
      rate: { description: 'Share of the shipments.', default: 0.5, min: 0, max: 1 },
      days: { description: 'By how many days.', default: 2, min: 1, max: 60 },
    },
  },
  bookings_refused: refusesAtFirst('shipments', 'no vehicle is free'),
  lost_parcels: {
    description: 'Shipments disappear on the way. Nobody says so.',
    parameters: { rate: { description: 'Share of the shipments.', default: 0.1, min: 0, max: 1 } },
  },
};

export function createCarrier(settings: Settings): SystemOf<CarrierState> {
  const behaviour: Behaviour<CarrierState, Timer> = {
    name: 'carrier',
    faults,
    listensTo: ['crossdock.transport.requested.v1', 'crossdock.transport.reminded.v1'],
    start: () => ({ consignments: new Map(), weights: new Map(), parts: new Map() }),
    event: (tools, state, event) => {
      if (event.type === 'crossdock.transport.requested.v1') askTransport(tools, state, event);
      if (event.type === 'crossdock.transport.reminded.v1') remind(tools, state, event);
    },
    notice: (tools, state, notice) => {
      if (notice.kind === 'parcel') {
        state.weights.set(notice.shipment, notice.weightGrams);
        retire(state.weights, recordsMax, () => true);
      }
      if (notice.kind === 'handed_over') collect(tools, state.consignments.get(notice.shipment));
    },
    fire: (tools, state, { kind, shipment }) => {
      const consignment = state.consignments.get(shipment);
      if (kind === 'book') book(tools, state, consignment);
      else if (kind === 'look') lookAgain(tools, state, consignment);
      else if (kind === 'milestone') passMilestone(tools, consignment);
      else deliver(tools, consignment);
    },
    switched: () => undefined,
    tables: (state) => ({ consignments: () => [...state.consignments.values()] }),
  };
  return createSystem(behaviour, settings);
}

function askTransport(tools: CarrierTools, state: CarrierState, event: CloudEvent): void {
  const { data } = event;
  const shipment = text(data, 'shipment');
  const cause = causeOf(event);
  const known = state.consignments.get(shipment);
  if (known !== undefined && known.stage !== 'refused') {
    known.cause = cause;
    if (flag(data, 'expedite') && !known.expedite) hasten(tools, state, known);
    if (known.stage !== 'asked') tellBooking(tools, known);
    return;
  }
  const [order, site] = [text(data, 'order'), text(data, 'site')];
  const customer = optionalText(data, 'customer') ?? '';
  const expedite = flag(data, 'expedite');
  const part = known?.part ?? nextPart(state.parts, order);
  state.consignments.set(shipment, {
    shipment,
    order,
    site,
    customer,
    part,
    expedite,
    cause,
    stage: 'asked',
    tracking: null,
    costCents: 0,
    expectedOn: '',
    reason: known?.reason ?? null,
    dueAt: 0,
    deliveredAt: null,
  });
  retire(
    state.consignments,
    recordsMax,
    ({ stage }) => stage === 'delivered' || stage === 'refused' || stage === 'lost',
  );
  const minutes = tools.whole(`booking ${part}`, 3, 15);
  tools.schedule({ kind: 'book', shipment }, tools.now + minutes * minuteMs);
}

/** What was answered is said once more; of what was never heard nothing is known. */
function remind(tools: CarrierTools, state: CarrierState, { data }: CloudEvent): void {
  const known = state.consignments.get(text(data, 'shipment'));
  if (known !== undefined && known.stage !== 'asked') tellBooking(tools, known);
}

function book(tools: CarrierTools, state: CarrierState, consignment: Consignment | undefined): void {
  if (consignment?.stage !== 'asked') return;
  const { site, shipment, part } = consignment;
  const unclear = refusalAtFirst(tools, 'bookings_refused', { id: part, reason: consignment.reason });
  const reason = tools.refusal() ?? unclear;
  if (reason === null) {
    const tracking = tools.nextNumber('NLS');
    const expectedOn = tools.date(tools.now + hourMs + transitMs(tools, consignment), site);
    const costCents = costOf(tools, state, consignment);
    Object.assign(consignment, { stage: 'booked', reason: null, tracking, expectedOn, costCents });
    announceCollection(tools, consignment, tracking);
  } else Object.assign(consignment, { stage: 'refused', reason });
  if (reason !== null && reason === unclear) tools.schedule({ kind: 'look', shipment }, secondLookAt(tools, part));
  tellBooking(tools, consignment);
}

function lookAgain(tools: CarrierTools, state: CarrierState, consignment: Consignment | undefined): void {
  if (consignment?.stage !== 'refused') return; // Asked for again meanwhile.
  consignment.stage = 'asked';
  book(tools, state, consignment);
}

/** Booked already, and wanted sooner: what has not arrived goes express from where it is. */
function hasten(tools: CarrierTools, state: CarrierState, consignment: Consignment): void {
  consignment.expedite = true;
  const { stage, site, shipment, tracking } = consignment;
  if (tracking === null || stage === 'delivered') return; // Not booked yet, or too late.
  consignment.costCents = costOf(tools, state, consignment);
  const arrival = tools.now + transitMs(tools, consignment);
  consignment.expectedOn = tools.date(arrival, site);
  if (stage === 'booked') return announceCollection(tools, consignment, tracking);
  consignment.dueAt = Math.min(consignment.dueAt, arrival);
  tools.schedule({ kind: 'deliver', shipment }, consignment.dueAt);
}

/** The warehouse learns who comes. */
function announceCollection(
  tools: CarrierTools,
  { shipment, expectedOn, expedite }: Consignment,
  tracking: string,
): void {
  tools.notify('wms', shipment, { kind: 'collection', shipment, carrier: carrierName, tracking, expectedOn, expedite });
}

function tellBooking(tools: CarrierTools, consignment: Consignment): void {
  const { order, shipment, reason, tracking, costCents, expectedOn, cause } = consignment;
  if (tracking === null)
    return tools.report({ type: 'transport.refused', about: order, data: { order, shipment, reason }, cause });
  const data = { order, shipment, carrier: carrierName, tracking, cost: money(costCents), expectedOn };
  tools.report({ type: 'transport.booked', about: order, data, cause });
}

/** One day for every 500 km and one more; express is there the next day. */
function transitMs(tools: CarrierTools, { site, customer, expedite }: Consignment): number {
  if (expedite) return 18 * hourMs;
  return (1 + Math.floor(tools.market.distanceKm(site, customer) / 500)) * dayMs;
}

function costOf(
  tools: CarrierTools,
  { weights }: CarrierState,
  { shipment, site, customer, expedite }: Consignment,
): number {
  const weightGrams = weights.get(shipment) ?? weightAssumedGrams;
  const tonneKm = (tools.market.distanceKm(site, customer) * weightGrams) / 1e6;
  const cents = tariff.baseCents + tariff.centsPerTonneKm * tonneKm;
  return Math.round(cents * (expedite ? tariff.expediteFactor : 1));
}

function collect(tools: CarrierTools, consignment: Consignment | undefined): void {
  if (consignment?.stage !== 'booked') return; // Another carrier's, or handed over twice.
  const { shipment, part } = consignment;
  const minutes = tools.whole(`round ${part}`, 0, 45);
  const dueAt = tools.now + transitMs(tools, consignment) + minutes * minuteMs;
  const isLost = tools.chance(`lost ${part}`) < tools.setting('lost_parcels', 'rate');
  Object.assign(consignment, { stage: isLost ? 'lost' : 'under_way', dueAt });
  tools.schedule({ kind: 'milestone', shipment }, tools.now + (dueAt - tools.now) / 2);
  tools.schedule({ kind: 'deliver', shipment }, dueAt);
}

function passMilestone(tools: CarrierTools, consignment: Consignment | undefined): void {
  if (consignment?.stage !== 'under_way') return;
  const { shipment, part, site, dueAt, expectedOn } = consignment;
  const isSwitched = tools.isOn('delays');
  const rate = isSwitched ? tools.setting('delays', 'rate') : usualDelays.rate;
  const days = isSwitched ? tools.setting('delays', 'days') : usualDelays.days;
  if (tools.chance(`delay ${part}`) < rate) {
    consignment.dueAt = dueAt + days * dayMs;
    tools.schedule({ kind: 'deliver', shipment }, consignment.dueAt);
    return tellDelay(tools, consignment, 'held up on the way');
  }
  if (tools.date(dueAt, site) > expectedOn) tellDelay(tools, consignment, 'collected later than booked');
}

function tellDelay(tools: CarrierTools, consignment: Consignment, reason: string): void {
  const { order, shipment, site, dueAt, cause } = consignment;
  const expectedOn = tools.date(dueAt, site);
  consignment.expectedOn = expectedOn;
  tools.report({ type: 'shipment.delayed', about: order, data: { order, shipment, expectedOn, reason }, cause });
}

function deliver(tools: CarrierTools, consignment: Consignment | undefined): void {
  if (consignment?.stage !== 'under_way' || tools.now < consignment.dueAt) return; // Delayed meanwhile: it comes again.
  const { order, shipment, cause } = consignment;
  const deliveredAt = tools.instant(tools.now);
  Object.assign(consignment, { stage: 'delivered', deliveredAt });
  tools.report({ type: 'shipment.delivered', about: order, data: { order, shipment, deliveredAt }, cause });
}
