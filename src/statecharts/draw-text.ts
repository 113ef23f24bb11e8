// How much room text takes, without a browser: advance widths of Helvetica and Arial in thousandths of the font size.

/** Signs of about one width, from narrow to wide. Anything else counts as an "n". */
const widths: readonly (readonly [signs: string, width: number])[] = [
  ["ijl|'!,.:;/\\ftI[]() ", 285],
  ['r-`"*', 345],
  ['ckszvxyJ', 505],
  ['wCDHNRUGOQAXVYKBESPT&m', 715],
  ['MW%@→', 890],
];
const widthOf = new Map(widths.flatMap(([signs, width]) => signs.split('').map((sign) => [sign, width] as const)));
const usual = 560;
/** Bold letters are wider by a twentieth; fonts that stand in for Helvetica are wider too. */
const boldFactor = 1.06;
const reserve = 1.05;

export interface TextStyle {
  readonly size: number;
  readonly bold?: boolean;
}

export function textWidth(text: string, { size, bold = false }: TextStyle): number {
  const thousandths = text.split('').reduce((sum, sign) => sum + (widthOf.get(sign) ?? usual), 0);
  return Math.ceil((thousandths / 1000) * size * reserve * (bold ? boldFactor : 1));
}

/** Lines of at most so many signs, broken between words. A word that is longer stands alone. */
export function wrapped(text: string, signsMax: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= signsMax) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
