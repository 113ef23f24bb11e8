// How Meridian writes text, numbers and days. Files are Windows-1252: one byte a column, whatever the letter.
const high = new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 128 }, (_, index) => index + 128));
const byteOf = new Map(Array.from(high, (letter, index) => [letter, index + 128]));

/** Letters that Windows-1252 lacks become question marks, as they always have. */
export function encode(text: string): Buffer {
  return Buffer.from(
    Array.from(text.normalize('NFC'), (letter) => {
      const code = letter.codePointAt(0) ?? 63;
      return code < 128 ? code : (byteOf.get(letter) ?? 63);
    }),
  );
}

export const decode = (bytes: Uint8Array): string => new TextDecoder('windows-1252').decode(bytes);

/** CYYMMDD: C is 0 for 19xx and 1 for 20xx. */
export function dayOf(ms: number): string {
  const [year = '', month = '', day = ''] = new Date(ms).toISOString().slice(0, 10).split('-');
  return `${Number(year.slice(0, 2)) - 19}${year.slice(2)}${month}${day}`;
}

export const timeOf = (ms: number): string => new Date(ms).toISOString().slice(11, 19).replaceAll(':', '');

export function isDay(text: string): boolean {
  if (!/^[01]\d{6}$/.test(text)) return false;
  const iso = `${19 + Number(text[0])}${text.slice(1, 3)}-${text.slice(3, 5)}-${text.slice(5)}`;
  const ms = Date.parse(`${iso}T00:00:00Z`);
  return !Number.isNaN(ms) && dayOf(ms) === text;
}

/** Thousandths with a decimal comma; the sign stands behind: 12,500- */
export function commaOf(thousandths: number): string {
  const amount = Math.abs(thousandths);
  const text = `${Math.floor(amount / 1000)},${String(amount % 1000).padStart(3, '0')}`;
  return thousandths < 0 ? `${text}-` : text;
}

export function thousandthsOf(text: string): number | undefined {
  const match = /^(\d{1,9}),(\d{3})(-?)$/.exec(text);
  if (match === null) return undefined;
  const amount = Number(`${match[1]}${match[2]}`);
  return match[3] === '-' ? 0 - amount : amount;
}

/** A field of CSV, in quotes where it has to be. */
export const csv = (text: string): string => (/[";]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
