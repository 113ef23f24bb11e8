// What must never be seen: taken out of every text that another system sent and that people are shown. A system that repeats a
// wrong key in its error message is no rarity.
import { limits } from '#kernel/limits.ts';

const passingMax = 8;

export class Secrets {
  readonly #lasting: readonly string[];
  /** Access tokens: the newest ones. */
  #passing: readonly string[] = [];

  constructor(secrets: Iterable<string>) {
    this.#lasting = [...secrets].flatMap(spellings);
  }

  add(secret: string): void {
    this.#passing = [...this.#passing.filter((known) => known !== secret), secret].slice(-passingMax);
  }

  /** A text of the other side for people: on one line, cut, without secrets. */
  show(text: string): string {
    let shown = text;
    for (const secret of [...this.#lasting, ...this.#passing.flatMap(spellings)])
      shown = shown.replaceAll(secret, '(secret)');
    const line = shown.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
    return line.length <= limits.errorTextCharactersMax ? line : `${line.slice(0, limits.errorTextCharactersMax)}…`;
  }
}

/** As headers, queries, forms and basic authentication write it. */
function spellings(secret: string): readonly string[] {
  if (secret === '') return [];
  const bytes = Buffer.from(secret);
  const form = new URLSearchParams([['', secret]]).toString().slice(1);
  return [secret, encodeURIComponent(secret), form, bytes.toString('base64'), bytes.toString('base64url')];
}
