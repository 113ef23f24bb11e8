// Goes through a JSON text (RFC 8259) beside JSON.parse, which makes the values: finds the records and their places, and what
// JSON.parse changes or hides in silence: numbers that a double does not hold, fields that are there twice, half characters.
import { isExact } from './decimal.ts';
import { FormatProblem } from './format.ts';
import type { FormatRecord } from './format.ts';

export interface ScanOptions {
  /** JSON pointer of the list whose elements are the records; null: the whole is one. */
  readonly records: string | null;
  /** What becomes of a number that is not held exactly. */
  readonly numbers: 'refuse' | 'text';
  readonly nestingMax: number;
  /** Of the first character, when the text is part of another. */
  readonly line?: number;
}

export interface Scanned {
  readonly start: number;
  readonly end: number;
  /** JSON pointer. */
  readonly pointer: string;
  readonly problem: FormatRecord['problem'];
  /** Numbers that become text, by where they begin and end. */
  readonly asText: readonly (readonly [number, number])[];
}

/** The records in their order. Throws FormatProblem where the text is no JSON. */
export function scanJson(text: string, options: ScanOptions): Scanned[] {
  return new Scan(text, options).run();
}

/** The value of what was found. */
export function valueOf(text: string, { start, end, asText }: Scanned): unknown {
  let from = start;
  let source = '';
  for (const [begin, stop] of asText) {
    source += `${text.slice(from, begin)}"${text.slice(begin, stop)}"`;
    from = stop;
  }
  return JSON.parse(source + text.slice(from, end)) as unknown;
}

class Scan {
  readonly #text: string;
  readonly #options: ScanOptions;
  readonly #path: (string | number)[] = [];
  readonly #found: Scanned[] = [];
  #at = 0;
  #hasList = false;
  /** Of the record that is being read. */
  #isInside: boolean;
  #problem: FormatRecord['problem'];
  #asText: (readonly [number, number])[] = [];

  constructor(text: string, options: ScanOptions) {
    this.#text = text;
    this.#options = options;
    this.#isInside = options.records === null;
  }

  run(): Scanned[] {
    this.#space();
    const start = this.#at;
    this.#value(0);
    const end = this.#at;
    this.#space();
    if (this.#at < this.#text.length) throw this.#no('After the JSON value comes more text.', 'Have it corrected.');
    const { records } = this.#options;
    if (records === null) this.#keep(start, end);
    else if (!this.#hasList) {
      throw new FormatProblem({
        place: records === '' ? 'the whole' : records,
        detail: 'There is no list.',
        fix: 'Correct "records": it is the JSON pointer of the list whose elements are the records.',
      });
    }
    return this.#found;
  }

  #keep(start: number, end: number): void {
    this.#found.push({ start, end, pointer: this.#pointer(), problem: this.#problem, asText: this.#asText });
    this.#problem = undefined;
    this.#asText = [];
  }

  #pointer(): string {
    return this.#path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  }

  #value(depth: number): void {
    const code = this.#text.charCodeAt(this.#at);
    if (code === 0x7b) this.#object(depth);
    else if (code === 0x5b) this.#list(depth);
    else if (code === 0x22) this.#string(false);
    else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) this.#number();
    else if (!this.#word('true') && !this.#word('false') && !this.#word('null')) {
      throw this.#no(
        this.#at >= this.#text.length ? 'The JSON ends where a value should be.' : 'Here should be a JSON value.',
        'Have it sent again, whole and as JSON.',
      );
    }
  }

  #word(word: string): boolean {
    if (!this.#text.startsWith(word, this.#at)) return false;
    this.#at += word.length;
    return true;
  }

  #object(depth: number): void {
    this.#deep(depth);
    const names: string[] = [];
    let known: Set<string> | undefined;
    this.#at += 1;
    this.#space();
    if (this.#skip(0x7d)) return;
    for (;;) {
      const at = this.#at;
      if (this.#text.charCodeAt(at) !== 0x22)
        throw this.#no('Here should be the name of a field, in quotes.', 'Have it corrected.');
      const name = this.#string(true);
      this.#path.push(name);
      if (known === undefined ? names.includes(name) : known.has(name))
        this.#complain(at, `The field "${name.slice(0, 100)}" is there twice.`, 'Have one of them taken out.');
      if (name === '__proto__')
        this.#complain(at, 'A field is called "__proto__", which none may be.', 'Have it renamed.');
      names.push(name);
      known?.add(name);
      // A list is quicker to search as long as it is short.
      if (names.length === 16) known = new Set(names);
      this.#space();
      if (!this.#skip(0x3a)) throw this.#no('Here should be a colon (:).', 'Have it corrected.');
      this.#space();
      this.#value(depth + 1);
      this.#path.pop();
      this.#space();
      if (this.#skip(0x7d)) return;
      if (!this.#skip(0x2c))
        throw this.#no('Here should be a comma or the end of the object (}).', 'Have it corrected.');
      this.#space();
    }
  }

  #list(depth: number): void {
    this.#deep(depth);
    const isRecords = !this.#isInside && this.#pointer() === this.#options.records;
    if (isRecords && this.#hasList)
      throw this.#no('The list of records is there twice.', 'Have one of them taken out.');
    this.#hasList ||= isRecords;
    this.#at += 1;
    this.#space();
    if (this.#skip(0x5d)) return;
    for (let index = 0; ; index += 1) {
      this.#path.push(index);
      const start = this.#at;
      if (isRecords) this.#isInside = true;
      this.#value(depth + 1);
      if (isRecords) {
        this.#isInside = false;
        this.#keep(start, this.#at);
      }
      this.#path.pop();
      this.#space();
      if (this.#skip(0x5d)) return;
      if (!this.#skip(0x2c)) throw this.#no('Here should be a comma or the end of the list (]).', 'Have it corrected.');
      this.#space();
    }
  }

  #deep(depth: number): void {
    const { nestingMax } = this.#options;
    if (depth < nestingMax) return;
    throw this.#no(`It is nested more than ${nestingMax} levels deep.`, 'Have it sent flatter.');
  }

  /** The string without its quotes, escapes resolved, when it is wanted. */
  #string(isWanted: boolean): string {
    const text = this.#text;
    const start = this.#at;
    let at = start + 1;
    let isEscaped = false;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === 0x22) break;
      if (code === 0x5c) {
        isEscaped = true;
        if (!escape(text, at)) throw this.#no('This is no escape of JSON.', 'Have it corrected.', at);
        at += 2;
      } else if (code >= 0x20) at += 1;
      else if (at >= text.length)
        throw this.#no('The string that begins here does not end.', 'Have it sent again, whole.', start);
      else throw this.#no('A control character (such as a line end) is in a string.', 'Have it escaped.', at);
    }
    this.#at = at + 1;
    if (!isEscaped) return isWanted ? text.slice(start + 1, at) : '';
    const value = String(JSON.parse(text.slice(start, at + 1)));
    if (!value.isWellFormed() || value.includes('\u0000')) {
      this.#complain(
        start,
        'A text has half a character (a lone surrogate) or NUL, which no text has.',
        'Have it corrected.',
      );
    }
    return value;
  }

  #number(): void {
    // Nearly all numbers are a few digits.
    let at = this.#at;
    let code = this.#text.charCodeAt(at);
    const isZero = code === 0x30;
    while (code >= 0x30 && code <= 0x39) code = this.#text.charCodeAt((at += 1));
    const count = at - this.#at;
    if (count > 0 && count <= 15 && (!isZero || count === 1) && code !== 0x2e && code !== 0x65 && code !== 0x45) {
      this.#at = at;
      return;
    }
    number.lastIndex = this.#at;
    const digits = number.exec(this.#text)?.[0];
    if (digits === undefined) throw this.#no('This is no number of JSON.', 'Have it corrected.');
    const start = this.#at;
    this.#at += digits.length;
    // Fifteen digits are always held, unless there is an exponent.
    if (digits.length <= 15 && !/[eE]/.test(digits)) return;
    if (isExact(digits)) return;
    if (this.#options.numbers === 'text') this.#asText.push([start, this.#at]);
    else {
      const shown = digits.length > 60 ? `${digits.slice(0, 60)}…` : digits;
      const fix = 'Set "numbers" to "text" to get such numbers as text, or have it sent as text.';
      this.#complain(start, `The number ${shown} would lose digits.`, fix);
    }
  }

  /** What is wrong with one record leaves the others alone. */
  #complain(at: number, detail: string, fix: string): void {
    if (!this.#isInside) throw this.#no(detail, fix, at);
    this.#problem ??= { detail: `At ${this.#pointer() || 'the whole'} (${this.#place(at)}): ${detail}`, fix };
  }

  #skip(code: number): boolean {
    if (this.#text.charCodeAt(this.#at) !== code) return false;
    this.#at += 1;
    return true;
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at += 1;
    }
  }

  #place(at: number): string {
    const before = this.#text.slice(0, at);
    const lineFrom = before.lastIndexOf('\n') + 1;
    const lines = before.length === 0 ? 0 : before.split('\n').length - 1;
    return `line ${(this.#options.line ?? 1) + lines}, column ${at - lineFrom + 1}`;
  }

  #no(detail: string, fix: string, at = this.#at): FormatProblem {
    return new FormatProblem({ place: this.#place(at), detail, fix });
  }
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function escape(text: string, at: number): boolean {
  const next = text[at + 1] ?? '';
  if (next === 'u') return /^[0-9a-fA-F]{4}$/.test(text.slice(at + 2, at + 6));
  return next !== '' && '"\\/bfnrt'.includes(next);
}
