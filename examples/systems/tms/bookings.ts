// What makes a booking acceptable, and how one is shown. Nothing here asks whether the same was booked before:
// the customer has to.
import { priceCents, termsOf, zoneOf } from './rates.ts';
import { amountOf, at, carriers, dayOf, gramsOf, msOfDay, secondsOf, unitTypes, zones, type Problem } from './words.ts';

const dayMs = 86_400_000;

export interface Booking {
  number: string;
  customerReference: string;
  carrierCode: string;
  serviceCode: string;
  pickupDate: string;
  estimatedDelivery: string;
  cents: number;
  /** Milliseconds; shown in seconds. */
  createdAt: number;
  cancelledAt: number | null;
  from: { city: string; country: string };
  to: { city: string; country: string };
  request: unknown;
}

export type BookingDraft = Omit<Booking, 'number'>;

export function draftOf(
  body: unknown,
  { now, secret }: { now: number; secret: string },
): { draft: BookingDraft } | { errors: Problem[] } {
  const errors: Problem[] = [];
  const wrong = (code: string, field: string, text: string): void => void errors.push({ code, field, text });
  const text = (field: string, max: number): string => {
    const value = at(body, ...field.split('.'));
    if (typeof value !== 'string' || value.trim() === '') wrong('FL-2001', field, 'mandatory');
    else if (value.length > max) wrong('FL-2002', field, `longer than ${max} characters`);
    else return value;
    return '';
  };
  const party = (name: string): { city: string; country: string } => {
    for (const field of ['name', 'street']) text(`${name}.${field}`, 35);
    text(`${name}.postcode`, 10);
    const country = text(`${name}.country`, 3);
    if (country !== '' && !zones.has(country)) wrong('FL-2021', `${name}.country`, `${country} is not served`);
    return { city: text(`${name}.city`, 35), country };
  };

  const customerReference = text('customerReference', 35);
  const [from, to] = [party('shipper'), party('consignee')];
  const grams = weigh(body, wrong);
  const pickup = msOfDay(at(body, 'pickupDate'));
  if (pickup === undefined) wrong('FL-2030', 'pickupDate', 'not a day as YYYYMMDD');
  else if (pickup < Math.floor(now / dayMs) * dayMs) wrong('FL-2031', 'pickupDate', 'in the past');
  else if ([0, 6].includes(new Date(pickup).getUTCDay())) wrong('FL-2032', 'pickupDate', 'no collection at weekends');

  const zone = zoneOf(from.country, to.country) ?? 1;
  const terms = termsFor(body, { now, secret, zone, grams }, wrong);
  if (errors.length > 0 || pickup === undefined || terms === undefined) return { errors };
  const carrier = carriers.find(({ code }) => code === terms.carrierCode);
  const days = terms.serviceCode === 'X24' ? 1 : (carrier?.days ?? 1) + zone - 1;
  return {
    draft: {
      customerReference,
      ...terms,
      pickupDate: dayOf(pickup),
      estimatedDelivery: dayOf(pickup + days * dayMs),
      createdAt: now,
      cancelledAt: null,
      from,
      to,
      request: body,
    },
  };
}

function weigh(body: unknown, wrong: (code: string, field: string, text: string) => void): number {
  const units = at(body, 'units');
  const total = gramsOf(at(body, 'totalGrossWeight'));
  if (total === undefined) wrong('FL-2010', 'totalGrossWeight', 'not kilograms with three decimals in a string');
  if (!Array.isArray(units) || units.length === 0 || units.length > 99) {
    wrong('FL-2001', 'units', 'between 1 and 99 units are mandatory');
    return 0;
  }
  let sum = 0;
  for (const [index, unit] of (units as unknown[]).entries()) {
    const [type, count, weight] = [at(unit, 'type'), at(unit, 'count'), gramsOf(at(unit, 'grossWeight'))];
    if (typeof type !== 'string' || !unitTypes.has(type))
      wrong('FL-2015', `units[${index}].type`, `none of ${[...unitTypes].join(', ')}`);
    if (typeof count !== 'number' || !Number.isInteger(count) || count < 1)
      wrong('FL-2016', `units[${index}].count`, 'not a whole number above zero');
    if (weight === undefined) wrong('FL-2010', `units[${index}].grossWeight`, 'not kilograms with three decimals');
    sum += (weight ?? 0) * (typeof count === 'number' ? count : 0);
  }
  if (total !== undefined && sum !== total) wrong('FL-2011', 'totalGrossWeight', 'differs from the sum of the units');
  return sum;
}

/** Carrier, service and price: of the quote that is named, or of today's tariff. */
function termsFor(
  body: unknown,
  { now, secret, zone, grams }: { now: number; secret: string; zone: number; grams: number },
  wrong: (code: string, field: string, text: string) => void,
): { carrierCode: string; serviceCode: string; cents: number } | undefined {
  const rateId = at(body, 'rateId');
  if (rateId !== undefined) {
    const terms = typeof rateId === 'string' ? termsOf(rateId, secret) : undefined;
    if (terms === undefined) wrong('FL-2040', 'rateId', 'unknown');
    else if (terms.validUntil < secondsOf(now)) wrong('FL-2041', 'rateId', 'expired: ask for a new rate');
    else return { carrierCode: terms.carrierCode, serviceCode: terms.serviceCode, cents: terms.cents };
    return undefined;
  }
  const [carrierCode, serviceCode] = [at(body, 'carrierCode'), at(body, 'serviceCode')];
  const carrier = carriers.find(({ code }) => code === carrierCode);
  if (carrier === undefined || typeof serviceCode !== 'string' || !carrier.services.includes(serviceCode)) {
    wrong('FL-2042', 'carrierCode/serviceCode', 'no such service: give a rateId or a carrier with one of its services');
    return undefined;
  }
  return {
    carrierCode: carrier.code,
    serviceCode,
    cents: priceCents({ carrierCode: carrier.code, serviceCode, zone, grams }),
  };
}

export function shown(booking: Booking, state: string): object {
  return {
    bookingNumber: booking.number,
    customerReference: booking.customerReference,
    state,
    carrierCode: booking.carrierCode,
    serviceCode: booking.serviceCode,
    pickupDate: booking.pickupDate,
    estimatedDelivery: booking.estimatedDelivery,
    createdAt: secondsOf(booking.createdAt),
    cancelledAt: booking.cancelledAt === null ? null : secondsOf(booking.cancelledAt),
    charge: { amount: amountOf(booking.cents), currency: 'EUR' },
  };
}
