// Control numbers that came in an interchange or a group, to notice one that comes twice. Most partners count: then memory holds where
// they began and where they are, however many there are. Pure.

export class ControlNumbers {
  /** A run of numbers of so many digits, each one more than that before. */
  #digits = 0;
  #from = 0;
  #to = -1;
  readonly #others = new Set<string>();

  /** Whether it is new. */
  add(control: string): boolean {
    const number = countable.test(control) ? Number(control) : -1;
    if (number >= 0 && this.#digits === 0) {
      this.#digits = control.length;
      this.#from = number;
      this.#to = number - 1;
    }
    const mayRun = number >= 0 && control.length === this.#digits;
    if (mayRun && number >= this.#from && number <= this.#to) return false;
    if (this.#others.has(control)) return false;
    if (mayRun && number === this.#to + 1) this.#to = number;
    // Cut out of the text of its file, which could not be let go otherwise.
    else this.#others.add(Buffer.from(control, 'latin1').toString('latin1'));
    return true;
  }
}

const countable = /^\d{1,15}$/;
