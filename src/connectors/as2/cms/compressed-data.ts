// Compression (RFC 3274), read only: unpacked up to a limit, so that a small message cannot become a large one.
import { inflateSync } from 'node:zlib';
import { AsnConvert } from '@peculiar/asn1-schema';
import { octetsOf } from './encoding.ts';
import { CompressedData, zlibCompression } from './structures.ts';

export type Unpacked =
  | { readonly ok: true; readonly content: Buffer }
  | { readonly ok: false; readonly detail: string };

export function unpack(content: ArrayBuffer, bytesMax: number): Unpacked {
  const { compressionAlgorithm, encapContentInfo } = AsnConvert.parse(content, CompressedData);
  if (compressionAlgorithm.algorithm !== zlibCompression)
    return { ok: false, detail: `It is compressed by ${compressionAlgorithm.algorithm}, which is not known.` };
  if (encapContentInfo.eContent === undefined) return { ok: false, detail: 'It is compressed, and nothing is in it.' };
  try {
    return { ok: true, content: inflateSync(octetsOf(encapContentInfo.eContent), { maxOutputLength: bytesMax }) };
  } catch (error) {
    const isLarge = error instanceof RangeError;
    return { ok: false, detail: isLarge ? `Unpacked it has more than ${bytesMax} bytes.` : 'It cannot be unpacked.' };
  }
}
