// Bytes as text and text as bytes, without a replacement character: a byte that is no text has a place, and so has a character that
// the encoding lacks. The two single-byte encodings are told apart, which TextDecoder does not do.

export const encodings = ['utf-8', 'utf-16le', 'windows-1252', 'iso-8859-1'] as const;
export type Encoding = (typeof encodings)[number];

/** What windows-1252 has at 80 to 9F; a space: nothing. */
const windows1252 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

export class BadByte extends Error {
  /** The text before it, of the bytes that were given. */
  readonly before: string;
  /** Undefined: the bytes end in the middle of a character. */
  readonly byte: number | undefined;

  constructor(before: string, byte: number | undefined) {
    super('A byte is no text.');
    this.name = 'BadByte';
    this.before = before;
    this.byte = byte;
  }
}

export interface Decoder {
  /** Throws BadByte. */
  decode(bytes: Uint8Array): string;
  /** Throws BadByte when a character is left unfinished. */
  end(): void;
}

export function createDecoder(encoding: Encoding): Decoder {
  if (encoding === 'windows-1252' || encoding === 'iso-8859-1') {
    return { decode: (bytes) => decodeSingleBytes(bytes, encoding), end: () => undefined };
  }
  const isUtf8 = encoding === 'utf-8';
  // One decoder for whole characters: what is left over is kept here, so that a bad byte can be searched in what was given.
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  let pending: Uint8Array = new Uint8Array(0);
  return {
    decode(bytes) {
      const joined = pending.length === 0 ? bytes : Buffer.concat([pending, bytes]);
      const whole = isUtf8 ? wholeUtf8(joined) : wholeUtf16(joined);
      pending = joined.subarray(whole);
      const complete = joined.subarray(0, whole);
      try {
        return decoder.decode(complete);
      } catch {
        throw firstBadByte(complete, encoding);
      }
    },
    end() {
      if (pending.length > 0) throw new BadByte('', undefined);
    },
  };
}

function decodeSingleBytes(bytes: Uint8Array, encoding: 'windows-1252' | 'iso-8859-1'): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  // oxlint-disable-next-line no-control-regex -- those are the bytes in question
  if (!/[\u0080-\u009f]/.test(text)) return text;
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0080-\u009f]/g, (character, at: number) => {
    const known = windows1252[character.charCodeAt(0) - 0x80] ?? ' ';
    if (encoding === 'windows-1252' && known !== ' ') return known;
    throw new BadByte(decodeSingleBytes(bytes.subarray(0, at), encoding), bytes[at]);
  });
}

/** How many bytes end with a whole character. Bytes that are none are not looked at. */
function wholeUtf8(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function wholeUtf16(bytes: Uint8Array): number {
  const even = bytes.length - (bytes.length % 2);
  const high = bytes[even - 1] ?? 0;
  return even >= 2 && high >= 0xd8 && high <= 0xdb ? even - 2 : even;
}

/** By halving: a beginning can be decoded as long as the bad byte is not in it. */
function firstBadByte(bytes: Uint8Array, encoding: Encoding): BadByte {
  const beginning = (length: number): string | undefined => {
    try {
      return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, length), {
        stream: true,
      });
    } catch {
      return undefined;
    }
  };
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    if (beginning(middle) === undefined) bad = middle;
    else good = middle;
  }
  const before = beginning(good) ?? '';
  // The character begins where the text before it ends, even when a later byte of it is the one that cannot be.
  return new BadByte(before, bytes[encoding === 'utf-8' ? Buffer.byteLength(before) : before.length * 2]);
}

/** The bytes, or the index of the first character that has none. */
export function encodeText(text: string, encoding: Encoding): Uint8Array | number {
  if (encoding === 'utf-8' || encoding === 'utf-16le') {
    if (!text.isWellFormed()) {
      return text.search(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/);
    }
    return Buffer.from(text, encoding === 'utf-8' ? 'utf8' : 'utf16le');
  }
  const bytes = Buffer.alloc(text.length);
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x80 || (code >= 0xa0 && code <= 0xff)) bytes[index] = code;
    else {
      const place = encoding === 'windows-1252' ? windows1252.indexOf(text[index] ?? '') : -1;
      if (place === -1) return index;
      bytes[index] = 0x80 + place;
    }
  }
  return bytes;
}
