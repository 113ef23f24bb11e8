// MIME entities (RFC 2045, 2046) as bytes: what was signed must be found exactly as it came, so nothing is decoded and written anew.
// Pure.
import { limits } from '#kernel/limits.ts';

export interface Entity {
  /** By name in lower case; of a name that stands twice, the first. */
  readonly headers: ReadonlyMap<string, string>;
  /** As it came, encoded for transfer or not. */
  readonly body: Buffer;
}

export class MimeProblem extends Error {}

/** Of bytes that begin with headers. Throws MimeProblem. */
export function readEntity(bytes: Buffer): Entity {
  const { end, body } = endOfHeaders(bytes);
  return { headers: readHeaders(bytes.subarray(0, end).toString('latin1')), body: bytes.subarray(body) };
}

function endOfHeaders(bytes: Buffer): { readonly end: number; readonly body: number } {
  const head = bytes.subarray(0, limits.as2HeaderBytesMax);
  if (head.subarray(0, 2).equals(crlf)) return { end: 0, body: 2 };
  if (head[0] === 0x0a) return { end: 0, body: 1 };
  const strict = head.indexOf('\r\n\r\n');
  const loose = head.indexOf('\n\n');
  if (strict !== -1 && (loose === -1 || strict < loose)) return { end: strict, body: strict + 4 };
  if (loose !== -1) return { end: loose, body: loose + 2 };
  throw new MimeProblem(`No end of its headers is within ${limits.as2HeaderBytesMax} bytes.`);
}

const crlf = Buffer.from('\r\n');

function readHeaders(text: string): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  if (text === '') return headers;
  for (const line of text.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const [, name = '', value = ''] = /^([!-9;-~]+)[ \t]*:(.*)$/.exec(line) ?? [];
    if (name === '') throw new MimeProblem('A line of its headers is none.');
    const key = name.toLowerCase();
    if (!headers.has(key)) headers.set(key, value.trim());
  }
  return headers;
}

/** The bytes without the encoding for transfer. Throws MimeProblem. */
export function decoded({ headers, body }: Entity): Buffer {
  const encoding = (headers.get('content-transfer-encoding') ?? 'binary').trim().toLowerCase();
  switch (encoding) {
    case '7bit':
    case '8bit':
    case 'binary':
    case '':
      return body;
    case 'base64':
      return Buffer.from(body.toString('latin1'), 'base64');
    case 'quoted-printable':
      return quotedPrintable(body.toString('latin1'));
    default:
      throw new MimeProblem('It is encoded for transfer in a way that is not known.');
  }
}

function quotedPrintable(text: string): Buffer {
  const joined = text.replaceAll(/[ \t]+(?=\r?\n|$)/g, '').replaceAll(/=\r?\n/g, '');
  const plain = joined.replaceAll(/=([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(plain, 'latin1');
}

/** Parts of a multipart body, each as it came, without the end of line before the next boundary. Throws MimeProblem. */
export function partsOf(body: Buffer, boundary: string): readonly Buffer[] {
  if (!/^[\x20-\x7e]{1,70}$/.test(boundary) || boundary.endsWith(' '))
    throw new MimeProblem('It has no boundary, or one that is none.');
  const mark = Buffer.from(`--${boundary}`, 'latin1');
  const parts: Buffer[] = [];
  let begin: number | null = null;
  for (let at = body.indexOf(mark); at !== -1; at = body.indexOf(mark, at + 1)) {
    const isAtLine = at === 0 || body[at - 1] === 0x0a;
    const line = isAtLine ? lineAfter(body, at + mark.length) : null;
    if (line === null) continue; // Part of a line, or of a longer boundary.
    if (begin !== null) parts.push(body.subarray(begin, Math.max(begin, beforeLine(body, at))));
    if (parts.length > limits.as2PartsMax) throw new MimeProblem(`It has more than ${limits.as2PartsMax} parts.`);
    if (line.isLast) return parts;
    begin = line.next;
  }
  throw new MimeProblem('It breaks off before its last boundary.');
}

/** Behind a boundary: `--` or nothing, spaces, an end of line. Null: something else stands there. */
function lineAfter(body: Buffer, from: number): { readonly next: number; readonly isLast: boolean } | null {
  const isLast = body[from] === 0x2d && body[from + 1] === 0x2d;
  let at = isLast ? from + 2 : from;
  while (body[at] === 0x20 || body[at] === 0x09) at += 1;
  if (at >= body.length) return isLast ? { next: at, isLast } : null;
  if (body[at] === 0x0a) return { next: at + 1, isLast };
  if (body[at] === 0x0d && body[at + 1] === 0x0a) return { next: at + 2, isLast };
  return null;
}

function beforeLine(body: Buffer, at: number): number {
  return body[at - 2] === 0x0d ? at - 2 : at - 1;
}

/** Every end of line as CRLF: how a part is signed that was text at its sender. */
export function withLineEnds(part: Buffer): Buffer {
  return Buffer.from(part.toString('latin1').replaceAll(/\r?\n/g, '\r\n'), 'latin1');
}
