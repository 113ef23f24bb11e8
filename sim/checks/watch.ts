// All checks together, told of every turn and of every answer.
import { answersStay } from './answers.ts';
import { bookedIsWhatLeft } from './bills.ts';
import { everyWaitHasAClock } from './cases.ts';
import { chainIsUnbroken } from './chain.ts';
import { nothingIsForgotten } from './deadlines.ts';
import { noEffectTwice } from './effects.ts';
import { goodsAreBookedAsReported } from './goods.ts';
import { listsShowTheJournal } from './lists.ts';
import type { Answered, Check, Entry, Say, Told, View } from './model.ts';
import { noOrderIsLost } from './orders.ts';
import { promisesAreAsAsked } from './promises.ts';
import { nothingIsOversold } from './reservations.ts';
import { unitsAreConserved } from './units.ts';

export interface Violation {
  readonly check: string;
  readonly what: string;
  /** The turn, or null where only an answer was given. */
  readonly position: number | null;
}

export class Watch {
  readonly violations: Violation[] = [];
  readonly #checks: readonly Check[];
  readonly #view: View;
  readonly #everyTurns: number;
  #turns = 0;
  #position: number | null = null;

  constructor(options: {
    readonly view: View;
    readonly subscribers: (type: string) => readonly string[];
    /** After so many turns every row is compared, not only those that were written. */
    readonly everyTurns: number;
  }) {
    this.#view = options.view;
    this.#everyTurns = options.everyTurns;
    this.#checks = [
      this.#named(chainIsUnbroken),
      this.#named(unitsAreConserved),
      this.#named(goodsAreBookedAsReported),
      this.#named(promisesAreAsAsked),
      this.#named(bookedIsWhatLeft),
      this.#named(nothingIsOversold),
      this.#named(noOrderIsLost),
      this.#named(everyWaitHasAClock),
      this.#named((say) => noEffectTwice(say, options.subscribers)),
      this.#named(answersStay),
      this.#named(nothingIsForgotten),
      this.#named(listsShowTheJournal),
    ];
  }

  get names(): readonly string[] {
    return this.#checks.map(({ name }) => name);
  }

  turn(told: Told): void {
    this.#position = told.position;
    // Read back from the stored text, as whoever audits it would.
    const entries = told.sealed.map((text) => JSON.parse(text) as Entry);
    for (const check of this.#checks) check.turn?.(told, entries, this.#view);
    this.#turns += 1;
    if (this.#turns % this.#everyTurns === 0) this.all();
  }

  heard(answered: Answered): void {
    for (const check of this.#checks) check.heard?.(answered);
  }

  all(): void {
    for (const check of this.#checks) check.all?.(this.#view);
  }

  quiet(now: number): void {
    for (const check of this.#checks) check.quiet?.(this.#view, now);
  }

  #named(make: (say: Say) => Check): Check {
    const check: Check = make((what) => {
      this.violations.push({ check: check.name, what, position: this.#position });
    });
    return check;
  }
}
