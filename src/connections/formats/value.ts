// Values on their way out: what they are, and the bytes of a text. A value that has no exact form is refused with its place.
import { limits } from '#kernel/limits.ts';
import { encodeText } from './encoding.ts';
import type { Encoding } from './encoding.ts';
import { FormatProblem } from './format.ts';

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function bodyOf(text: string, encoding: Encoding): Uint8Array {
  const nul = text.indexOf('\u0000');
  const bytes = nul === -1 ? encodeText(text, encoding) : nul;
  if (typeof bytes !== 'number') return bytes;
  const code = text.codePointAt(bytes) ?? 0;
  const before = text.slice(0, bytes).split('\n');
  throw new FormatProblem({
    place: `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}, of what would be written`,
    detail: `The character U+${code.toString(16).toUpperCase().padStart(4, '0')} cannot be written in ${encoding}.`,
    fix: 'Let the mapping replace it, or set "encoding" to one that has it.',
  });
}

/** What JSON would change in silence is refused: NaN, undefined, dates, half characters. `place` is a JSON pointer. */
export function refuseInexact(value: unknown, place = '', depth = 0): void {
  const no = (detail: string): FormatProblem =>
    new FormatProblem({ place: place === '' ? 'the value' : place, detail, fix: 'Correct the mapping.' });
  if (depth > limits.formatNestingMax) throw no(`It is nested more than ${limits.formatNestingMax} levels deep.`);
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'string') {
    if (!value.isWellFormed() || value.includes('\u0000')) throw no('Its text has half a character, or NUL.');
    return;
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw no(`The number ${value} has no form.`);
    return;
  }
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) refuseInexact(value[index], `${place}/${index}`, depth + 1);
    return;
  }
  if (typeof value !== 'object') throw no(`A value of the type ${typeof value} has no form.`);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) throw no('It is no plain object.');
  for (const [key, inner] of Object.entries(value)) {
    if (key === '__proto__' || !key.isWellFormed() || key.includes('\u0000'))
      throw no('A field has a name that none may have.');
    refuseInexact(inner, `${place}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, depth + 1);
  }
}
