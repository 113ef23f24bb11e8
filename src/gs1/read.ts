// Whatever of GS1 a person, a scanner or a file gives: told apart by its front, read by the part that knows it. Pure.
import type { Element } from './elements/element.ts';
import { readElementString } from './elements/element-string.ts';
import type { Gs1Fault } from './faults.ts';
import { kindsOfDigits, readKey } from './keys/keys.ts';
import type { KeyKind } from './keys/keys.ts';
import { readDigitalLink } from './links/digital-link.ts';
import { readEpcUrn } from './links/epc-urn.ts';

export type Form = 'element_string' | 'digital_link' | 'epc_urn' | KeyKind;

export interface ReadGs1 {
  readonly form: Form;
  /** Bare digits may be keys of several kinds; the first is taken. */
  readonly alternatives: readonly KeyKind[];
  readonly elements: readonly Element[];
  /** The URN says it; otherwise null. */
  readonly companyPrefix: string | null;
  readonly faults: readonly Gs1Fault[];
}

export interface ReadOptions {
  /** Bare digits are this key; null: told by their number. */
  readonly as: KeyKind | null;
  /** Nothing else stands on the item. */
  readonly isWhole: boolean;
}

export function readGs1(given: string, { as, isWhole }: ReadOptions): ReadGs1 {
  const text = given.trim();
  const result = (form: Form, elements: readonly Element[], faults: readonly Gs1Fault[]): ReadGs1 => ({
    form,
    alternatives: [],
    elements,
    companyPrefix: null,
    faults,
  });
  if (as !== null) {
    const { element, faults } = readKey(as, text);
    return result(as, [element], faults);
  }
  if (/^https?:/i.test(text)) {
    const { link, faults } = readDigitalLink(text);
    return result('digital_link', link?.elements ?? [], faults);
  }
  if (text.startsWith('urn:')) {
    const { elements, companyPrefix, faults } = readEpcUrn(text);
    return { ...result('epc_urn', elements, faults), companyPrefix };
  }
  const [kind, ...alternatives] = kindsOfDigits(/^[\d -]+$/.test(text) ? text.replaceAll(/[ -]/g, '') : '');
  // Digits that are as many as those of a key are one, though its check digit be wrong: an element string of nothing but digits
  // is told by the front that scanners send (]C1), or by brackets.
  if (kind !== undefined) {
    const { element, faults } = readKey(kind, text);
    return { ...result(kind, [element], faults), alternatives };
  }
  const { elements, faults } = readElementString(text, { isWhole });
  return result('element_string', elements, faults);
}
