// EPC URNs (Tag Data Standard 1.x and 2.x, 6.3), and the elements they stand for. A URN says how long the company prefix is, which
// elements do not: it must be known to go back. Pure.
import assert from '#kernel/assert.ts';
import { limits } from '#kernel/limits.ts';
import { checkDigitOf } from '../check-digit.ts';
import type { Element } from '../elements/element.ts';
import { elementFaults } from '../elements/element.ts';
import type { Gs1Fault } from '../faults.ts';
import { companyPrefixAt } from '../keys/company-prefix.ts';
import { decoded } from './percent.ts';

type Plain = Pick<Element, 'ai' | 'value'>;

interface Scheme {
  /** Of the key. */
  readonly ai: string;
  /** Digits of company prefix and reference together, without check digit; null: the reference is of open length. */
  readonly digits: number | null;
  /** The first digit of the reference stands before the company prefix: indicator of GTIN, extension of SSCC. */
  readonly hasLeading?: true;
  /** Before the company prefix: the zero of GRAI. */
  readonly front?: string;
  readonly hasCheckDigit?: true;
  /** What follows: within the value of the key, or an element of its own. */
  readonly then?: readonly ('joined' | { readonly ai: string; readonly unless?: string })[];
}

const schemes: Readonly<Record<string, Scheme>> = {
  sgtin: { ai: '01', digits: 13, hasLeading: true, hasCheckDigit: true, then: [{ ai: '21' }] },
  lgtin: { ai: '01', digits: 13, hasLeading: true, hasCheckDigit: true, then: [{ ai: '10' }] },
  upui: { ai: '01', digits: 13, hasLeading: true, hasCheckDigit: true, then: [{ ai: '235' }] },
  itip: { ai: '8006', digits: 13, hasLeading: true, hasCheckDigit: true, then: ['joined', 'joined', { ai: '21' }] },
  sscc: { ai: '00', digits: 17, hasLeading: true, hasCheckDigit: true },
  // The extension 0 says that there is none.
  sgln: { ai: '414', digits: 12, hasCheckDigit: true, then: [{ ai: '254', unless: '0' }] },
  pgln: { ai: '417', digits: 12, hasCheckDigit: true },
  grai: { ai: '8003', digits: 12, front: '0', hasCheckDigit: true, then: ['joined'] },
  giai: { ai: '8004', digits: null },
  gsrn: { ai: '8018', digits: 17, hasCheckDigit: true },
  gsrnp: { ai: '8017', digits: 17, hasCheckDigit: true },
  gdti: { ai: '253', digits: 12, hasCheckDigit: true, then: ['joined'] },
  sgcn: { ai: '255', digits: 12, hasCheckDigit: true, then: ['joined'] },
  cpi: { ai: '8010', digits: null, then: [{ ai: '8011' }] },
  ginc: { ai: '401', digits: null },
  gsin: { ai: '402', digits: 16, hasCheckDigit: true },
};

export interface ReadUrn {
  /** Empty: it could not be read. */
  readonly elements: readonly Element[];
  readonly companyPrefix: string | null;
  readonly faults: readonly Gs1Fault[];
}

/** `urn:epc:id:…`, `urn:epc:class:lgtin:…`, and the patterns `urn:epc:idpat:…` that end with `*`: whatever the serial number. */
export function readEpcUrn(text: string): ReadUrn {
  const refuse = (detail: string): ReadUrn => ({
    elements: [],
    companyPrefix: null,
    faults: [{ code: 'urn_wrong', ai: null, position: null, detail }],
  });
  if (text.length > limits.gs1TextCharactersMax) return refuse(`It has ${text.length} characters.`);
  const [, space = '', name = '', body = ''] = /^urn:epc:(id|class|idpat):([a-z]+):(\S+)$/.exec(text) ?? [];
  const scheme = Object.hasOwn(schemes, name) ? schemes[name] : undefined;
  if (scheme === undefined || (space === 'class') !== (name === 'lgtin')) {
    return refuse(`urn:epc:${space}:${name} is no scheme that stands for a GS1 key.`);
  }
  const { ai, digits, hasLeading, front = '', hasCheckDigit, then = [] } = scheme;
  const given = body.split('.');
  const last = then.length + 1;
  // Dots in the last part are its own: a serial number may have them.
  const [prefix = '', reference = '', ...rest] = [
    ...given.slice(0, last),
    ...(given.length > last ? [given.slice(last).join('.')] : []),
  ];
  if (!/^\d{6,12}$/.test(prefix)) return refuse('The company prefix has 6 to 12 digits.');
  if (rest.length !== then.length) {
    return refuse(`${name} has ${then.length + 2} parts between dots; this has ${rest.length + 2}.`);
  }
  if (digits !== null && (!/^\d*$/.test(reference) || prefix.length + reference.length !== digits)) {
    return refuse(
      `Company prefix and reference of ${name} have ${digits} digits together; these have ${prefix.length + reference.length}.`,
    );
  }
  if (reference === '' && digits === null) return refuse('The reference is empty.');
  if (rest.includes('*') && space !== 'idpat') return refuse('Only a pattern (urn:epc:idpat) has *.');
  const bare = hasLeading === true ? `${reference.slice(0, 1)}${prefix}${reference.slice(1)}` : `${prefix}${reference}`;
  const plain = decoded(bare);
  if (plain === null) return refuse('A % is not followed by two hexadecimal digits.');
  let value = `${front}${plain}${hasCheckDigit === true ? checkDigitOf(`${front}${plain}`) : ''}`;
  const more: Element[] = [];
  for (const [index, part] of then.entries()) {
    const raw = rest[index] ?? '';
    if (raw === '*') break;
    const own = decoded(raw);
    if (own === null || own === '')
      return refuse(`The part ${JSON.stringify(raw)} is empty or has a % without two digits.`);
    if (part === 'joined') value += own;
    else if (own !== part.unless) more.push({ ai: part.ai, value: own, position: 0 });
  }
  const elements = [{ ai, value, position: 0 }, ...more];
  const faults = elements.flatMap(elementFaults).map((fault) => ({ ...fault, position: null }));
  return { elements, companyPrefix: prefix, faults };
}

export interface PrintedUrn {
  readonly urn: string | null;
  readonly faults: readonly Gs1Fault[];
}

/** `prefixes`: company prefixes that are known. */
export function printEpcUrn(elements: readonly Plain[], prefixes: readonly string[]): PrintedUrn {
  const fault = (code: Gs1Fault['code'], detail: string): PrintedUrn => ({
    urn: null,
    faults: [{ code, ai: elements[0]?.ai ?? null, position: null, detail }],
  });
  const [key] = elements;
  const all = Object.entries(schemes);
  const whole = all.find(([, scheme]) => key?.ai === scheme.ai && fits(scheme, elements));
  // Without a serial number it stands for all that have one.
  const pattern =
    elements.length > 1 ? undefined : all.find(([, { ai, then }]) => key?.ai === ai && then !== undefined);
  const found = whole ?? pattern;
  if (key === undefined || found === undefined) {
    return fault('no_urn', `There is no EPC scheme for ${elements.map(({ ai }) => `(${ai})`).join('')}.`);
  }
  const [name, { ai, digits, hasLeading, front = '', then = [] }] = found;
  const bare = key.value.slice(front.length);
  const lead = hasLeading === true ? bare.slice(0, 1) : '';
  const from = bare.slice(lead.length);
  const prefix = companyPrefixAt(
    from,
    prefixes.filter((one) => one.length >= 6),
  );
  if (prefix === null)
    return fault('company_prefix_not_known', `None of the known company prefixes begins (${ai}) ${key.value}.`);
  const length = digits === null ? from.length : digits - lead.length;
  const reference = `${lead}${from.slice(prefix.length, length)}`;
  const joined = joinedOf(name, digits === null ? '' : from.slice(length + 1));
  const rest = then.flatMap((part) =>
    part === 'joined' ? [] : [elements.find((element) => element.ai === part.ai)?.value ?? part.unless ?? ''],
  );
  const parts = [prefix, reference, ...joined, ...rest].map(escaped);
  if (whole !== undefined)
    return { urn: `urn:epc:${name === 'lgtin' ? 'class' : 'id'}:${name}:${parts.join('.')}`, faults: [] };
  const open = [prefix, reference, ...joined].map(escaped);
  return {
    urn: `urn:epc:idpat:${name}:${[...open, ...then.slice(joined.length).map(() => '*')].join('.')}`,
    faults: [],
  };
}

/** What is in the value of the key behind its check digit. */
function joinedOf(name: string, text: string): string[] {
  if (name === 'itip') return [text.slice(0, 2), text.slice(2, 4)];
  return text === '' ? [] : [text];
}

function fits({ ai, digits, front = '', then = [] }: Scheme, elements: readonly Plain[]): boolean {
  const [first] = elements;
  assert(first !== undefined, 'a scheme is asked about a key');
  const own = then.flatMap((part) => (part === 'joined' ? [] : [part]));
  const needed = own.filter(({ unless }) => unless === undefined).map((part) => part.ai);
  const allowed = own.map((part) => part.ai);
  const rest = elements.slice(1).map((element) => element.ai);
  const hasJoined = digits !== null && first.value.length > front.length + digits + 1;
  return (
    ai === first.ai &&
    needed.every((it) => rest.includes(it)) &&
    rest.every((it) => allowed.includes(it)) &&
    hasJoined === then.includes('joined')
  );
}

/** TDS 6.3: signs that a URN may not have. */
function escaped(text: string): string {
  // Alone it would stand for any.
  if (text === '*') return '%2A';
  return text.replaceAll(/["%&/<>?#]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
