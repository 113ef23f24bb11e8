// The carrier: books transport at a price by distance and weight, collects, and delivers when it does. A booking says a date; a
// delay is told on the way, not before.
import { money } from '../system/amount.ts';
import { causeOf } from '../system/desk.ts';
import type { Behaviour, Cause, Desk } from '../system/desk.ts';
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

type CarrierDesk = Desk<Timer>;

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
    listensTo: ['crossdock.transport.requested.v1'],
    start: () => ({ consignments: new Map(), weights: new Map(), parts: new Map() }),
    event: (desk, state, event) => {
      if (event.type === 'crossdock.transport.requested.v1') askTransport(desk, state, event);
    },
    notice: (desk, state, notice) => {
      if (notice.kind === 'parcel') {
        state.weights.set(notice.shipment, notice.weightGrams);
        retire(state.weights, recordsMax, () => true);
      }
      if (notice.kind === 'handed_over') collect(desk, state.consignments.get(notice.shipment));
    },
    fire: (desk, state, { kind, shipment }) => {
      const consignment = state.consignments.get(shipment);
      if (kind === 'book') book(desk, state, consignment);
      else if (kind === 'look') lookAgain(desk, state, consignment);
      else if (kind === 'milestone') passMilestone(desk, consignment);
      else deliver(desk, consignment);
    },
    switched: () => undefined,
    tables: (state) => ({ consignments: () => [...state.consignments.values()] }),
  };
  return createSystem(behaviour, settings);
}

function askTransport(desk: CarrierDesk, state: CarrierState, event: CloudEvent): void {
  const { data } = event;
  const shipment = text(data, 'shipment');
  const cause = causeOf(event);
  const known = state.consignments.get(shipment);
  if (known !== undefined && known.stage !== 'refused') {
    known.cause = cause;
    if (flag(data, 'expedite') && !known.expedite) hasten(desk, state, known);
    if (known.stage !== 'asked') tellBooking(desk, known);
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
  const minutes = desk.whole(`booking ${part}`, 3, 15);
  desk.schedule({ kind: 'book', shipment }, desk.now + minutes * minuteMs);
}

function book(desk: CarrierDesk, state: CarrierState, consignment: Consignment | undefined): void {
  if (consignment?.stage !== 'asked') return;
  const { site, shipment, part } = consignment;
  const unclear = refusalAtFirst(desk, 'bookings_refused', { id: part, reason: consignment.reason });
  const reason = desk.refusal() ?? unclear;
  if (reason === null) {
    const tracking = desk.nextNumber('NLS');
    const expectedOn = desk.date(desk.now + hourMs + transitMs(desk, consignment), site);
    const costCents = costOf(desk, state, consignment);
    Object.assign(consignment, { stage: 'booked', reason: null, tracking, expectedOn, costCents });
    announceCollection(desk, consignment, tracking);
  } else Object.assign(consignment, { stage: 'refused', reason });
  if (reason !== null && reason === unclear) desk.schedule({ kind: 'look', shipment }, secondLookAt(desk, part));
  tellBooking(desk, consignment);
}

function lookAgain(desk: CarrierDesk, state: CarrierState, consignment: Consignment | undefined): void {
  if (consignment?.stage !== 'refused') return; // Asked for again meanwhile.
  consignment.stage = 'asked';
  book(desk, state, consignment);
}

/** Booked already, and wanted sooner: what has not arrived goes express from where it is. */
function hasten(desk: CarrierDesk, state: CarrierState, consignment: Consignment): void {
  consignment.expedite = true;
  const { stage, site, shipment, tracking } = consignment;
  if (tracking === null || stage === 'delivered') return; // Not booked yet, or too late.
  consignment.costCents = costOf(desk, state, consignment);
  const arrival = desk.now + transitMs(desk, consignment);
  consignment.expectedOn = desk.date(arrival, site);
  if (stage === 'booked') return announceCollection(desk, consignment, tracking);
  consignment.dueAt = Math.min(consignment.dueAt, arrival);
  desk.schedule({ kind: 'deliver', shipment }, consignment.dueAt);
}

/** The warehouse learns who comes. */
function announceCollection(
  desk: CarrierDesk,
  { shipment, expectedOn, expedite }: Consignment,
  tracking: string,
): void {
  desk.notify('wms', shipment, { kind: 'collection', shipment, carrier: carrierName, tracking, expectedOn, expedite });
}

function tellBooking(desk: CarrierDesk, consignment: Consignment): void {
  const { order, shipment, reason, tracking, costCents, expectedOn, cause } = consignment;
  if (tracking === null)
    return desk.report({ type: 'transport.refused', about: order, data: { order, shipment, reason }, cause });
  const data = { order, shipment, carrier: carrierName, tracking, cost: money(costCents), expectedOn };
  desk.report({ type: 'transport.booked', about: order, data, cause });
}

/** One day for every 500 km and one more; express is there the next day. */
function transitMs(desk: CarrierDesk, { site, customer, expedite }: Consignment): number {
  if (expedite) return 18 * hourMs;
  return (1 + Math.floor(desk.market.distanceKm(site, customer) / 500)) * dayMs;
}

function costOf(
  desk: CarrierDesk,
  { weights }: CarrierState,
  { shipment, site, customer, expedite }: Consignment,
): number {
  const weightGrams = weights.get(shipment) ?? weightAssumedGrams;
  const tonneKm = (desk.market.distanceKm(site, customer) * weightGrams) / 1e6;
  const cents = tariff.baseCents + tariff.centsPerTonneKm * tonneKm;
  return Math.round(cents * (expedite ? tariff.expediteFactor : 1));
}

function collect(desk: CarrierDesk, consignment: Consignment | undefined): void {
  if (consignment?.stage !== 'booked') return; // Another carrier's, or handed over twice.
  const { shipment, part } = consignment;
  const minutes = desk.whole(`round ${part}`, 0, 45);
  const dueAt = desk.now + transitMs(desk, consignment) + minutes * minuteMs;
  const isLost = desk.chance(`lost ${part}`) < desk.setting('lost_parcels', 'rate');
  Object.assign(consignment, { stage: isLost ? 'lost' : 'under_way', dueAt });
  desk.schedule({ kind: 'milestone', shipment }, desk.now + (dueAt - desk.now) / 2);
  desk.schedule({ kind: 'deliver', shipment }, dueAt);
}

function passMilestone(desk: CarrierDesk, consignment: Consignment | undefined): void {
  if (consignment?.stage !== 'under_way') return;
  const { shipment, part, site, dueAt, expectedOn } = consignment;
  const isSwitched = desk.isOn('delays');
  const rate = isSwitched ? desk.setting('delays', 'rate') : usualDelays.rate;
  const days = isSwitched ? desk.setting('delays', 'days') : usualDelays.days;
  if (desk.chance(`delay ${part}`) < rate) {
    consignment.dueAt = dueAt + days * dayMs;
    desk.schedule({ kind: 'deliver', shipment }, consignment.dueAt);
    return tellDelay(desk, consignment, 'held up on the way');
  }
  if (desk.date(dueAt, site) > expectedOn) tellDelay(desk, consignment, 'collected later than booked');
}

function tellDelay(desk: CarrierDesk, consignment: Consignment, reason: string): void {
  const { order, shipment, site, dueAt, cause } = consignment;
  const expectedOn = desk.date(dueAt, site);
  consignment.expectedOn = expectedOn;
  desk.report({ type: 'shipment.delayed', about: order, data: { order, shipment, expectedOn, reason }, cause });
}

function deliver(desk: CarrierDesk, consignment: Consignment | undefined): void {
  if (consignment?.stage !== 'under_way' || desk.now < consignment.dueAt) return; // Delayed meanwhile: it comes again.
  const { order, shipment, cause } = consignment;
  const deliveredAt = desk.instant(desk.now);
  Object.assign(consignment, { stage: 'delivered', deliveredAt });
  desk.report({ type: 'shipment.delivered', about: order, data: { order, shipment, deliveredAt }, cause });
}
