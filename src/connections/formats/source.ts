// The way in of every format: an archive, too many bytes, or bytes that are no text of the encoding end here, each with its place.
import { BadByte, createDecoder } from './encoding.ts';
import type { Decoder, Encoding } from './encoding.ts';
import { FormatProblem } from './format.ts';

export type Bytes = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** The parts of `limits` that formats go by. */
export type FormatLimits = Readonly<
  Record<
    | 'formatBytesMax'
    | 'formatPieceBytes'
    | 'formatDocumentBytesMax'
    | 'formatRecordCharactersMax'
    | 'formatColumnsMax'
    | 'formatNestingMax'
    | 'formatGroupRowsMax',
    number
  >
>;

/** However the bytes came: small pieces would be looked at again and again. */
const pieceBytesMin = 16 * 1024;
/** As far as the mark of a tar archive lies. */
const headBytes = 262;

const archives: readonly { readonly name: string; readonly at: number; readonly mark: string }[] = [
  { name: 'a ZIP archive', at: 0, mark: 'PK\u0003\u0004' },
  { name: 'a ZIP archive', at: 0, mark: 'PK\u0005\u0006' },
  { name: 'gzip', at: 0, mark: '\u001f\u008b' },
  { name: 'a 7z archive', at: 0, mark: "7z\u00bc\u00af'\u001c" },
  { name: 'a RAR archive', at: 0, mark: 'Rar!\u001a\u0007' },
  { name: 'bzip2', at: 0, mark: 'BZh' },
  { name: 'xz', at: 0, mark: '\u00fd7zXZ\u0000' },
  { name: 'Zstandard', at: 0, mark: '(\u00b5/\u00fd' },
  { name: 'a tar archive', at: 257, mark: 'ustar' },
];

/** The bytes in pieces of a usable size, the first with all that tells what they are; never those of an archive. */
export async function* readBytes(bytes: Bytes, bytesMax: number): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let total = 0;
  for await (const chunk of bytes) {
    total += chunk.length;
    if (total > bytesMax) throw tooLarge(bytesMax);
    held.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes < pieceBytesMin) continue;
    const joined = Buffer.concat(held);
    if (total === heldBytes) refuseArchive(joined);
    yield joined;
    held = [];
    heldBytes = 0;
  }
  const rest = Buffer.concat(held);
  if (total === heldBytes) refuseArchive(rest);
  if (rest.length > 0) yield rest;
}

/** All of it: for what can only be told as a whole. */
export async function readWhole(bytes: Bytes, bytesMax: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of readBytes(bytes, bytesMax)) pieces.push(piece);
  return Buffer.concat(pieces);
}

function tooLarge(bytesMax: number): FormatProblem {
  return new FormatProblem({
    place: 'the whole',
    detail: `It has more than ${bytesMax} bytes, which is the most that is read.`,
    fix: 'Have it sent in several parts.',
  });
}

function refuseArchive(beginning: Uint8Array): void {
  const head = Buffer.from(beginning.subarray(0, headBytes)).toString('latin1');
  const archive = archives.find(({ at, mark }) => head.startsWith(mark, at));
  if (archive === undefined) return;
  throw new FormatProblem({
    place: 'the beginning',
    detail: `It is ${archive.name}, and nothing is unpacked.`,
    fix: 'Have it sent unpacked.',
  });
}

export interface TextOptions {
  /** Or what tells it by the first bytes. */
  readonly encoding: Encoding | ((head: Uint8Array) => Encoding);
  readonly bytesMax: number;
  readonly pieceBytes: number;
}

/** The text in pieces, without its byte order mark. */
export async function* readText(bytes: Bytes, { encoding, bytesMax, pieceBytes }: TextOptions): AsyncGenerator<string> {
  const read = new Lines();
  let name: Encoding = 'utf-8';
  let decoder: Decoder | undefined;
  let isFirst = true;
  for await (const piece of readBytes(bytes, bytesMax)) {
    if (decoder === undefined) {
      name = typeof encoding === 'function' ? encoding(piece) : encoding;
      refuseOtherMark(piece, name);
      decoder = createDecoder(name);
    }
    for (let at = 0; at < piece.length; at += pieceBytes) {
      const { text, bad } = attempt(decoder, piece.subarray(at, at + pieceBytes));
      const shown = isFirst && text.startsWith('\ufeff') ? text.slice(1) : text;
      // Not a whole character yet: the mark may still come.
      isFirst &&= text === '';
      const nul = shown.indexOf('\u0000');
      const sound = nul === -1 ? shown : shown.slice(0, nul);
      read.pass(sound);
      // What stands before the bad place is read like any other text.
      if (sound !== '') yield sound;
      if (nul !== -1) throw nulFound(read);
      if (bad !== undefined) throw notText(bad, name, read);
    }
  }
  const { bad } = attempt(decoder, undefined);
  if (bad !== undefined) throw notText(bad, name, read);
}

/** The text, as far as it is one. Without bytes: whether the text is whole. */
function attempt(decoder: Decoder | undefined, bytes: Uint8Array | undefined): { text: string; bad?: BadByte } {
  try {
    if (bytes === undefined) decoder?.end();
    return { text: bytes === undefined ? '' : (decoder?.decode(bytes) ?? '') };
  } catch (error) {
    if (!(error instanceof BadByte)) throw error;
    return { text: error.before, bad: error };
  }
}

/** Bytes that say themselves what they are, against the settings. */
function refuseOtherMark(beginning: Uint8Array, encoding: Encoding): void {
  const [first, second, third] = beginning;
  const marked =
    first === 0xef && second === 0xbb && third === 0xbf
      ? 'utf-8'
      : first === 0xff && second === 0xfe
        ? 'utf-16le'
        : first === 0xfe && second === 0xff
          ? 'utf-16be'
          : undefined;
  if (marked === undefined || marked === encoding) return;
  throw new FormatProblem({
    place: 'the beginning',
    detail: `It begins with the byte order mark of ${marked}, but is to be read as ${encoding}.`,
    fix: marked === 'utf-16be' ? 'Have it sent as utf-8.' : `Set "encoding" to "${marked}".`,
  });
}

function notText({ byte }: BadByte, encoding: Encoding, read: Lines): FormatProblem {
  return new FormatProblem({
    place: read.place(),
    detail:
      byte === undefined
        ? `The text ends in the middle of a character of ${encoding}.`
        : `The byte ${byte.toString(16).toUpperCase().padStart(2, '0')} is no text of ${encoding}.`,
    fix:
      byte === undefined
        ? 'Have it sent again, whole.'
        : `Set "encoding" to what it is written in (${encoding === 'utf-8' ? 'often windows-1252' : 'often utf-8'}), or have it corrected.`,
  });
}

/** Neither JSON columns of the database nor XML can hold it, and in a text it means that this is none. */
function nulFound(read: Lines): FormatProblem {
  return new FormatProblem({
    place: read.place(),
    detail: 'There is a NUL character (U+0000), which no text has.',
    fix: 'Set "encoding" to what it is written in (NUL between letters: utf-16le), or have it sent without.',
  });
}

/** How far a text has been read: lines end with LF, CR LF or CR. */
class Lines {
  #line = 1;
  #column = 1;
  #isAfterCr = false;

  pass(text: string): void {
    let from = this.#isAfterCr && text.startsWith('\n') ? 1 : 0;
    if (text === '') return;
    const lineEnd = text.includes('\r', from) ? /\r\n?|\n/g : /\n/g;
    let last = -1;
    lineEnd.lastIndex = from;
    while (lineEnd.test(text)) {
      this.#line += 1;
      last = lineEnd.lastIndex;
    }
    if (last !== -1) from = last;
    this.#column = last === -1 ? this.#column + text.length - from : text.length - last + 1;
    this.#isAfterCr = text.endsWith('\r');
  }

  place(): string {
    return `line ${this.#line}, column ${this.#column}`;
  }
}
