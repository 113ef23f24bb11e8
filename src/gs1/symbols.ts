// GS1-128 and QR codes as SVG. Whoever draws checks the elements before: here nothing is checked again. Pure; only commands and pages
// that draw load it, for the library is large.
import { code128, drawingSVG, qrcode } from 'bwip-js/generic';
import type { Element } from './elements/element.ts';
import { printSeparated, separator } from './elements/element-string.ts';
import type { Gs1Fault } from './faults.ts';

/** Of GS1-128, with separators and without the FNC1 at its front (GenSpecs 5.4.4.3). */
const charactersMax = 48;

export interface Drawn {
  readonly svg: string | null;
  readonly faults: readonly Gs1Fault[];
}

/** With the elements in words below it. */
export function gs1Code128(elements: readonly Pick<Element, 'ai' | 'value'>[]): Drawn {
  const { options, faults } = code128Options(elements);
  return { svg: options === null ? null : code128(options, drawingSVG()), faults };
}

interface Code128 {
  readonly options: Parameters<typeof code128>[0] | null;
  readonly faults: readonly Gs1Fault[];
}

export function code128Options(elements: readonly Pick<Element, 'ai' | 'value'>[]): Code128 {
  const data = printSeparated(elements);
  if (data.length > charactersMax) {
    const detail = `It would have ${data.length} characters.`;
    return { options: null, faults: [{ code: 'symbol_too_long', ai: null, position: null, detail }] };
  }
  // Not by the library's own kind for GS1, which takes elements in brackets: it knows no brackets within values. ^ is no sign of GS1.
  const options = {
    bcid: 'code128',
    text: `^FNC1${data.replaceAll(separator, '^FNC1')}`,
    parsefnc: true,
    alttext: elements.map(({ ai, value }) => `(${ai})${value}`).join(''),
    includetext: true,
    height: 12,
    // At each side, ten bars of white.
    paddingwidth: 10,
    paddingheight: 2,
  };
  return { options, faults: [] };
}

/** A Digital Link that any camera opens. Four squares of white around it; a seventh of it may be lost (level M). */
export function qrOf(uri: string): string {
  return qrcode(qrOptions(uri), drawingSVG());
}

const qr = { bcid: 'qrcode', eclevel: 'M', padding: 8 };

export function qrOptions(uri: string): typeof qr & { readonly text: string } {
  return { ...qr, text: uri };
}
