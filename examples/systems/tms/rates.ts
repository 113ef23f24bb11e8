// Rate quotes. A rate id carries its own terms and a seal, so that a quote outlives a restart.
import { createHmac } from 'node:crypto';
import { amountOf, at, carriers, gramsOf, msOfDay, secondsOf, zones, type Problem } from './words.ts';

const validSeconds = 900;

export interface Terms {
  carrierCode: string;
  serviceCode: string;
  cents: number;
  validUntil: number;
}

const seal = (terms: string, secret: string): string =>
  createHmac('sha256', secret).update(terms).digest('hex').slice(0, 12);

function rateIdOf(terms: Terms, secret: string): string {
  const text = [terms.carrierCode, terms.serviceCode, terms.cents, terms.validUntil].join('.');
  return `R.${text}.${seal(text, secret)}`;
}

/** The terms of a rate id, or undefined when FreightLine never gave it. */
export function termsOf(rateId: string, secret: string): Terms | undefined {
  const [mark, carrierCode = '', serviceCode = '', cents = '', validUntil = '', signed, ...rest] = rateId.split('.');
  const text = [carrierCode, serviceCode, cents, validUntil].join('.');
  if (mark !== 'R' || rest.length > 0 || signed !== seal(text, secret)) return undefined;
  return { carrierCode, serviceCode, cents: Number(cents), validUntil: Number(validUntil) };
}

export function priceCents(input: { carrierCode: string; serviceCode: string; zone: number; grams: number }): number {
  const carrier = carriers.find(({ code }) => code === input.carrierCode);
  if (carrier === undefined) throw new Error(`no carrier ${input.carrierCode}`);
  const net = carrier.baseCents * input.zone + Math.ceil((carrier.centsPerKilo * input.zone * input.grams) / 1000);
  const factor = { X24: 1.4, ECO: 0.9 }[input.serviceCode] ?? 1;
  return Math.ceil(net * factor);
}

/** Both ends of a route; the dearer one decides the price. */
export function zoneOf(from: unknown, to: unknown): number | undefined {
  const [one, other] = [from, to].map((country) => (typeof country === 'string' ? zones.get(country) : undefined));
  return one === undefined || other === undefined ? undefined : Math.max(one, other);
}

export function quote(
  body: unknown,
  { now, secret }: { now: number; secret: string },
): { rates: unknown[] } | { errors: Problem[] } {
  const errors: Problem[] = [];
  const grams = gramsOf(at(body, 'totalGrossWeight'));
  const zone = zoneOf(at(body, 'from', 'country'), at(body, 'to', 'country'));
  if (grams === undefined)
    errors.push({ code: 'FL-2010', field: 'totalGrossWeight', text: 'not kilograms with three decimals in a string' });
  if (zone === undefined) errors.push({ code: 'FL-2021', field: 'from/to.country', text: 'country not served' });
  if (msOfDay(at(body, 'pickupDate')) === undefined)
    errors.push({ code: 'FL-2030', field: 'pickupDate', text: 'not a day as YYYYMMDD' });
  if (grams === undefined || zone === undefined || errors.length > 0) return { errors };
  const validUntil = secondsOf(now) + validSeconds;
  const rates = carriers.flatMap((carrier) =>
    carrier.services.map((serviceCode) => {
      const cents = priceCents({ carrierCode: carrier.code, serviceCode, zone, grams });
      return {
        rateId: rateIdOf({ carrierCode: carrier.code, serviceCode, cents, validUntil }, secret),
        carrierCode: carrier.code,
        carrierName: carrier.name,
        serviceCode,
        amount: amountOf(cents),
        currency: 'EUR',
        transitDays: serviceCode === 'X24' ? 1 : carrier.days + zone - 1,
        validUntil,
      };
    }),
  );
  return { rates };
}
