// GS1 keys by their names, each as the element that holds it: a key is checked as its element is. Pure.
import { limits } from '#kernel/limits.ts';
import type { Element } from '../elements/element.ts';
import { elementFaults } from '../elements/element.ts';
import type { Gs1Fault } from '../faults.ts';

/** The identifier of each, and what it names. */
export const keyKinds = {
  gtin: { ai: '01', what: 'trade item' },
  sscc: { ai: '00', what: 'logistic unit' },
  gln: { ai: '414', what: 'location' },
  party: { ai: '417', what: 'party (GLN)' },
  grai: { ai: '8003', what: 'returnable asset' },
  giai: { ai: '8004', what: 'individual asset' },
  gsrn: { ai: '8018', what: 'recipient of a service' },
  gsrnp: { ai: '8017', what: 'provider of a service' },
  gdti: { ai: '253', what: 'document' },
  gcn: { ai: '255', what: 'coupon' },
  gsin: { ai: '402', what: 'shipment' },
  ginc: { ai: '401', what: 'consignment' },
  gmn: { ai: '8013', what: 'model' },
  cpid: { ai: '8010', what: 'component or part' },
  itip: { ai: '8006', what: 'piece of a trade item' },
} as const satisfies Readonly<Record<string, { readonly ai: string; readonly what: string }>>;

export type KeyKind = keyof typeof keyKinds;

export interface ReadKey {
  readonly element: Element;
  readonly faults: readonly Gs1Fault[];
}

/** As a person or a file gives it. Blanks and hyphens between digits are left out; a GTIN of any length gets its 14 digits. */
export function readKey(kind: KeyKind, given: string): ReadKey {
  const { ai } = keyKinds[kind];
  const bare = /^[\d -]+$/.test(given) ? given.replaceAll(/[ -]/g, '') : given.trim();
  if (bare.length > limits.gs1TextCharactersMax) {
    const detail = `It has ${bare.length} characters.`;
    return { element: { ai, value: '', position: 0 }, faults: [{ code: 'too_long_to_read', ai, position: 0, detail }] };
  }
  if (kind !== 'gtin') {
    const element = { ai, value: kind === 'grai' ? graiOf(bare) : bare, position: 0 };
    return { element, faults: elementFaults(element) };
  }
  const value = gtin14(bare);
  if (value !== null) {
    const element = { ai, value, position: bare.length - value.length };
    return { element, faults: elementFaults(element) };
  }
  const element = { ai, value: bare, position: 0 };
  const odd = bare.search(/\D/);
  return {
    element,
    faults: [
      odd === -1
        ? {
            code: 'length_wrong',
            ai,
            position: 0,
            detail: `A GTIN has 8, 12, 13 or 14 digits; this has ${bare.length}.`,
          }
        : { code: 'character_wrong', ai, position: odd, detail: `${JSON.stringify(bare[odd])} is no digit.` },
    ],
  };
}

/** Null: it has not the length of a GTIN, or other characters than digits. The check digit is not looked at. */
export function gtin14(digits: string): string | null {
  return /^(?:\d{8}|\d{12,14})$/.test(digits) ? digits.padStart(14, '0') : null;
}

/** The shortest GTIN that is the same: of 8, 12, 13 or 14 digits. */
export function shortGtin(gtin: string): string {
  const length = [8, 12, 13].find((digits) => /^0*$/.test(gtin.slice(0, 14 - digits)));
  return length === undefined ? gtin : gtin.slice(-length);
}

/** The element of a GRAI has a zero before the 13 digits, which people leave out. */
function graiOf(text: string): string {
  return /^0\d{13}/.test(text) ? text : `0${text}`;
}

/** What bare digits may be, by their number. */
export function kindsOfDigits(digits: string): readonly KeyKind[] {
  switch (digits.length) {
    case 8:
    case 12:
    case 14:
      return ['gtin'];
    case 13:
      return ['gtin', 'gln'];
    case 17:
      return ['gsin'];
    case 18:
      return ['sscc', 'gsrn'];
    default:
      return [];
  }
}
