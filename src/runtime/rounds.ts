// One piece of work in each round of the event loop: whoever else is served by this process waits behind one piece, not behind all.
import { setImmediate as nextRound } from 'node:timers/promises';

export class Rounds {
  #last: Promise<void> = Promise.resolve();

  /** Resolves in a round of its own, in the order of asking. */
  next(): Promise<void> {
    this.#last = this.#last.then(() => nextRound());
    return this.#last;
  }
}
