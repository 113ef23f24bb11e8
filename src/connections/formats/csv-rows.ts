// CSV text taken apart into rows of cells (RFC 4180 and what is found beside it), each with the line it begins on. Our own and not
// csv-parse, which after one wrong quote reads all that follows as part of it; the tests compare the two.
import { FormatProblem } from './format.ts';

export interface CsvDialect {
  readonly delimiter: string;
  /** Empty: no cell is quoted. */
  readonly quote: string;
  /** Before a quote inside of quotes. */
  readonly escape: string;
  /** A line that begins with it is none; empty: there are no comments. */
  readonly comment: string;
  /** A quote inside of a cell that does not begin with one is text. */
  readonly looseQuotes: boolean;
  readonly recordCharactersMax: number;
}

export type CsvRow =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly column: number; readonly broken: string };

/** From this length on, in characters. */
const longRow = 4 * 1024;

/** The text ends within a row. */
const incomplete = Symbol('incomplete');

export class CsvRows {
  readonly #dialect: CsvDialect;
  #text = '';
  /** Pieces that were not looked at: a long row is tried again only when there is twice as much of it. */
  #fresh: string[] = [];
  #freshCharacters = 0;
  #line = 1;
  #skipLines: number;
  /** Within a line that is given up: the rest of it comes with later pieces. */
  #isGivenUp = false;
  /** Said when the rows before it have been taken. */
  #failure: FormatProblem | undefined;

  constructor(dialect: CsvDialect, skipLines: number) {
    this.#dialect = dialect;
    this.#skipLines = skipLines;
  }

  /** Rows that are whole. */
  push(piece: string): CsvRow[] {
    this.#fresh.push(piece);
    this.#freshCharacters += piece.length;
    if (this.#text.length > longRow && this.#freshCharacters < this.#text.length) return [];
    return this.#read(false);
  }

  end(): CsvRow[] {
    return this.#read(true);
  }

  /** To be called when the rows were taken: throws what was found behind them. */
  assertReadable(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  #read(isEnd: boolean): CsvRow[] {
    const text = this.#text + this.#fresh.join('');
    this.#fresh = [];
    this.#freshCharacters = 0;
    const rows: CsvRow[] = [];
    const line = new LineEnds(text, isEnd);
    let at = 0;
    while (at < text.length) {
      const end = line.from(at);
      if (this.#isGivenUp || this.#skipLines > 0 || end.at === at || this.#isComment(text, at)) {
        if (end.next === -1) {
          // What is left out anyway need not be kept until its line ends; a CR may be half of CR LF.
          this.#isGivenUp = true;
          at = end.at;
          break;
        }
        if (this.#skipLines > 0) this.#skipLines -= 1;
        this.#isGivenUp = false;
        this.#line += 1;
        at = end.next;
        continue;
      }
      const row = this.#row(text, at, line, isEnd);
      if (row === incomplete) {
        if (this.#failure !== undefined) break;
        if (text.length - at <= this.#dialect.recordCharactersMax) break;
        if (line.hasQuote(this.#dialect.quote, at, text.length)) {
          this.#failure = this.#endless();
          break;
        }
        rows.push({ line: this.#line, column: 1, broken: this.#tooLong() });
        this.#isGivenUp = true;
        continue;
      }
      rows.push(row.row);
      this.#line += row.lines;
      at = row.next;
    }
    this.#text = at === 0 ? text : text.slice(at);
    return rows;
  }

  #isComment(text: string, at: number): boolean {
    return this.#dialect.comment !== '' && text.startsWith(this.#dialect.comment, at);
  }

  #tooLong(): string {
    return `The row has more than ${this.#dialect.recordCharactersMax} characters.`;
  }

  #row(
    text: string,
    from: number,
    line: LineEnds,
    isEnd: boolean,
  ): { row: CsvRow; lines: number; next: number } | typeof incomplete {
    const { delimiter, quote, looseQuotes, recordCharactersMax } = this.#dialect;
    const end = line.from(from);
    if (!line.hasQuote(quote, from, end.at)) {
      if (end.next === -1 && !isEnd) return incomplete;
      const next = end.next === -1 ? text.length : end.next;
      if (end.at - from > recordCharactersMax) {
        return { row: { line: this.#line, column: 1, broken: this.#tooLong() }, lines: 1, next };
      }
      return { row: { line: this.#line, cells: text.slice(from, end.at).split(delimiter) }, lines: 1, next };
    }
    const cells: string[] = [];
    let lines = 1;
    let lineFrom = from;
    let at = from;
    for (;;) {
      const isQuoted = text[at] === quote;
      if (isQuoted) {
        const cell = this.#quoted(text, at, isEnd);
        if (cell === incomplete) {
          if (isEnd || text.length - from > recordCharactersMax) {
            this.#failure = this.#unclosed(lines - 1, at - lineFrom + 1);
            return incomplete;
          }
          return incomplete;
        }
        for (let inner = line.from(at); inner.at < cell.next; inner = line.from(inner.next)) {
          lines += 1;
          lineFrom = inner.next;
        }
        cells.push(cell.value);
        at = cell.next;
      }
      const stop = line.from(at);
      if (stop.next === -1 && !isEnd) return incomplete;
      if (!isQuoted) {
        const comma = line.delimiter(delimiter, at);
        const until = comma === -1 || comma > stop.at ? stop.at : comma;
        const cell = text.slice(at, until);
        const wrong = looseQuotes ? -1 : cell.indexOf(quote);
        if (wrong !== -1) {
          const broken = `There is a quote (${quote}) in a cell that does not begin with one.`;
          return this.#broken(broken, { lines, column: at + wrong - lineFrom + 1, stop });
        }
        cells.push(cell);
        at = until;
      }
      if (at === stop.at) {
        const next = stop.next === -1 ? text.length : stop.next;
        const row =
          at - from > recordCharactersMax
            ? { line: this.#line, column: 1, broken: this.#tooLong() }
            : { line: this.#line, cells };
        return { row, lines, next };
      }
      if (text[at] !== delimiter) {
        return this.#broken(`After the closing quote (${quote}) comes more text.`, {
          lines,
          column: at - lineFrom + 1,
          stop,
        });
      }
      at += 1;
    }
  }

  #broken(
    broken: string,
    { lines, column, stop }: { lines: number; column: number; stop: LineEnd },
  ): { row: CsvRow; lines: number; next: number } {
    const next = stop.next === -1 ? stop.at : stop.next;
    return { row: { line: this.#line + lines - 1, column, broken }, lines, next };
  }

  #unclosed(linesBefore: number, column: number): FormatProblem {
    return new FormatProblem({
      place: `line ${this.#line + linesBefore}, column ${column}`,
      detail: `The quote (${this.#dialect.quote}) that is opened here is not closed.`,
      fix: 'Close it, or set "quote" to what the file quotes by (empty: nothing is quoted). The rows before it were read.',
    });
  }

  #endless(): FormatProblem {
    return new FormatProblem({
      place: `line ${this.#line}`,
      detail: this.#tooLong(),
      fix: 'Have it corrected: where the next row begins cannot be told. The rows before it were read.',
    });
  }

  #quoted(text: string, opening: number, isEnd: boolean): { value: string; next: number } | typeof incomplete {
    const { quote, escape } = this.#dialect;
    let value = '';
    let from = opening + 1;
    for (let at = from; ;) {
      const close = text.indexOf(quote, at);
      const escaped = escape === quote ? -1 : text.indexOf(escape, at);
      if (escaped !== -1 && (close === -1 || escaped < close)) {
        const next = text[escaped + 1];
        if (next === undefined) return incomplete;
        if (next === quote || next === escape) {
          value += text.slice(from, escaped);
          from = escaped + 1;
          at = escaped + 2;
        } else at = escaped + 1;
        continue;
      }
      if (close === -1) return incomplete;
      if (close + 1 === text.length && !isEnd) return incomplete;
      if (escape === quote && text[close + 1] === quote) {
        value += text.slice(from, close + 1);
        from = close + 2;
        at = from;
        continue;
      }
      return { value: value + text.slice(from, close), next: close + 1 };
    }
  }
}

interface LineEnd {
  /** Where the line ends, its end left out. */
  readonly at: number;
  /** Where the next one begins; −1: nobody knows yet, or never. */
  readonly next: number;
}

/** Ends of lines (LF, CR LF, CR) and quotes in a text, asked for from front to back. */
class LineEnds {
  readonly #text: string;
  readonly #isEnd: boolean;
  #lf = -2;
  #cr = -2;
  #quote = -2;
  #delimiter = -2;
  #foundFrom = 0;
  #found: LineEnd = { at: -1, next: -1 };

  constructor(text: string, isEnd: boolean) {
    this.#text = text;
    this.#isEnd = isEnd;
  }

  from(at: number): LineEnd {
    if (this.#found.at >= at && this.#foundFrom <= at) return this.#found;
    this.#lf = this.#search('\n', this.#lf, at);
    this.#cr = this.#search('\r', this.#cr, at);
    this.#foundFrom = at;
    this.#found = this.#end();
    return this.#found;
  }

  #end(): LineEnd {
    const text = this.#text;
    if (this.#cr !== -1 && (this.#lf === -1 || this.#cr < this.#lf)) {
      const at = this.#cr;
      if (text[at + 1] === '\n') return { at, next: at + 2 };
      // A CR at the end of a piece may be half of CR LF.
      return { at, next: at + 1 < text.length || this.#isEnd ? at + 1 : -1 };
    }
    return this.#lf === -1 ? { at: text.length, next: -1 } : { at: this.#lf, next: this.#lf + 1 };
  }

  delimiter(delimiter: string, from: number): number {
    this.#delimiter = this.#search(delimiter, this.#delimiter, from);
    return this.#delimiter;
  }

  hasQuote(quote: string, from: number, to: number): boolean {
    if (quote === '') return false;
    this.#quote = this.#search(quote, this.#quote, from);
    return this.#quote !== -1 && this.#quote < to;
  }

  /** What was found last is still right when it lies ahead. −1: there is none. */
  #search(what: string, last: number, from: number): number {
    return last === -1 || last >= from ? last : this.#text.indexOf(what, from);
  }
}
