// GS1-128 and QR codes as SVG. Whoever draws checks the elements before: here nothing is checked again. Pure; only commands and pages
// that draw load it, for the library is large.
import { qrcode, drawingSVG, gs1_128 } from 'bwip-js/generic';
import type { Element } from './elements/element.ts';
import { printBracketed, printSeparated } from './elements/element-string.ts';
import type { Gs1Fault } from './faults.ts';

/** Of GS1-128, with separators and without the FNC1 at its front (GenSpecs 5.4.4.3). */
const charactersMax = 48;

export interface Drawn {
  readonly svg: string | null;
  readonly faults: readonly Gs1Fault[];
}

/** With the elements in words below it. */
export function gs1Code128(elements: readonly Pick<Element, 'ai' | 'value'>[]): Drawn {
  const { length } = printSeparated(elements);
  if (length > charactersMax) {
    const detail = `It would have ${length} characters.`;
    return { svg: null, faults: [{ code: 'symbol_too_long', ai: null, position: null, detail }] };
  }
  // The dictionary here is newer or older than that of the library: ours has judged. At each side, ten bars of white.
  const options = {
    bcid: 'gs1-128',
    text: printBracketed(elements),
    alttext: elements.map(({ ai, value }) => `(${ai})${value}`).join(''),
    includetext: true,
    dontlint: true,
    height: 12,
    paddingwidth: 10,
    paddingheight: 2,
  };
  return { svg: gs1_128(options, drawingSVG()), faults: [] };
}

/** A Digital Link that any camera opens. Four squares of white around it; a seventh of it may be lost (level M). */
export function qrOf(uri: string): string {
  const options = { bcid: 'qrcode', text: uri, eclevel: 'M', padding: 8 };
  return qrcode(options, drawingSVG());
}
