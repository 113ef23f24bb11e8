// Text in lines, which end with LF, CR LF or CR. A line that is too long is said so, and the next one is read.

export interface Line {
  readonly number: number;
  /** Null: it has more characters than may be. */
  readonly text: string | null;
}

export class LineReader {
  readonly #charactersMax: number;
  #held: string[] = [];
  #heldCharacters = 0;
  #number = 1;
  /** The line was said to be too long; its rest is left out. */
  #isGivenUp = false;
  #isAfterCr = false;

  constructor(charactersMax: number) {
    this.#charactersMax = charactersMax;
  }

  push(piece: string): Line[] {
    const lines: Line[] = [];
    let from = this.#isAfterCr && piece.startsWith('\n') ? 1 : 0;
    if (piece !== '') this.#isAfterCr = piece.endsWith('\r');
    const hasCr = piece.includes('\r');
    for (;;) {
      const end = hasCr ? endOf(piece, from) : piece.indexOf('\n', from);
      if (end === -1) break;
      this.#hold(piece.slice(from, end), lines);
      this.#finish(lines);
      from = end + (piece[end] === '\r' && piece[end + 1] === '\n' ? 2 : 1);
    }
    this.#hold(from === 0 ? piece : piece.slice(from), lines);
    return lines;
  }

  end(): Line[] {
    const lines: Line[] = [];
    if (this.#heldCharacters > 0) this.#finish(lines);
    return lines;
  }

  #hold(text: string, lines: Line[]): void {
    if (text === '' || this.#isGivenUp) return;
    this.#held.push(text);
    this.#heldCharacters += text.length;
    if (this.#heldCharacters <= this.#charactersMax) return;
    lines.push({ number: this.#number, text: null });
    this.#isGivenUp = true;
    this.#held = [];
    this.#heldCharacters = 0;
  }

  #finish(lines: Line[]): void {
    if (!this.#isGivenUp) lines.push({ number: this.#number, text: this.#held.join('') });
    this.#isGivenUp = false;
    this.#held = [];
    this.#heldCharacters = 0;
    this.#number += 1;
  }
}

const lineEnd = /[\r\n]/g;

function endOf(piece: string, from: number): number {
  lineEnd.lastIndex = from;
  return lineEnd.test(piece) ? lineEnd.lastIndex - 1 : -1;
}
