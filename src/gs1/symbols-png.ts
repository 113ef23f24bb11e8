// The same symbols as an image: three pixels for the narrowest bar or square, on white.
import { toBuffer } from 'bwip-js/node';
import type { Element } from './elements/element.ts';
import type { Gs1Fault } from './faults.ts';
import { code128Options, qrOptions } from './symbols.ts';

export interface DrawnImage {
  readonly png: Uint8Array | null;
  readonly faults: readonly Gs1Fault[];
}

const image = { scale: 3, backgroundcolor: 'FFFFFF' } as const;

export async function gs1Code128Png(elements: readonly Pick<Element, 'ai' | 'value'>[]): Promise<DrawnImage> {
  const { options, faults } = code128Options(elements);
  return { png: options === null ? null : await toBuffer({ ...options, ...image }), faults };
}

export function qrPngOf(uri: string): Promise<Uint8Array> {
  return toBuffer({ ...qrOptions(uri), ...image });
}
