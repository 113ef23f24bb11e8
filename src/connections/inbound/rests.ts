// Loops that look again after a while, or at once when there is something to do.

export class Rests {
  readonly #under = new Set<() => void>();

  /** Until the time is over, or somebody wakes. */
  rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#under.delete(end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.#under.add(end);
    });
  }

  wake(): void {
    for (const end of this.#under) end();
  }
}
