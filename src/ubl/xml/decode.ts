// Bytes of an XML document as text: by its byte order mark, or by the encoding that it declares, else UTF-8. Bytes that are no text
// are refused, not replaced.
import { formFault, UnreadableUbl } from '../faults.ts';

const known: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  'iso-8859-1': 'windows-1252',
  'iso-8859-15': 'iso-8859-15',
  'windows-1252': 'windows-1252',
};

export function decodeXml(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw unreadable(`Its bytes are no text in ${encoding}, which it says or by default has.`);
  }
}

function encodingOf(bytes: Uint8Array): string {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0x3c && second === 0) return 'utf-16le';
  if (first === 0 && second === 0x3c) return 'utf-16be';
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  const head = String.fromCharCode(...bytes.subarray(0, 200));
  const declared = /^<\?xml[^>]*\sencoding\s*=\s*["']([^"']*)["']/.exec(head)?.[1] ?? 'utf-8';
  const encoding = known[declared.toLowerCase()];
  if (encoding === undefined) throw unreadable(`It declares the encoding ${declared.slice(0, 40)}, which is not read.`);
  return encoding;
}

function unreadable(detail: string): UnreadableUbl {
  return new UnreadableUbl(formFault('xml', { path: '/', line: 1 }, detail));
}
