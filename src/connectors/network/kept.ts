// One connection for all calls of a session: opened when it is first needed, opened anew after it broke, ended with the session.
export interface KeptOptions<Thing> {
  /** The signal says that nobody wants it any more. */
  open(signal: AbortSignal): Promise<Thing>;
  isOpen(thing: Thing): boolean;
  /** Never rejects. */
  close(thing: Thing): Promise<void>;
}

export class Kept<Thing> {
  readonly #options: KeptOptions<Thing>;
  #current: Promise<Thing> | null = null;
  #opening = new AbortController();
  #isClosed = false;

  constructor(options: KeptOptions<Thing>) {
    this.#options = options;
  }

  /** Callers at the same time share one opening; one that fails leaves nothing behind. */
  async get(): Promise<Thing> {
    if (this.#isClosed) throw new Error('The session was closed');
    const current = this.#current;
    if (current !== null) {
      const thing = await current;
      if (this.#options.isOpen(thing)) return thing;
      if (this.#current === current) this.#current = null;
      return this.get();
    }
    this.#opening = new AbortController();
    const opening = this.#options.open(this.#opening.signal);
    this.#current = opening;
    try {
      const thing = await opening;
      if (!this.#isClosed) return thing;
      await this.#options.close(thing);
    } catch (error) {
      if (this.#current === opening) this.#current = null;
      throw error;
    }
    throw new Error('The session was closed');
  }

  /** It is not to be trusted any more: the next call opens another. */
  async drop(): Promise<void> {
    const current = this.#current;
    this.#current = null;
    this.#opening.abort();
    const thing = await current?.catch(() => null); // An opening that failed told its caller.
    if (thing !== null && thing !== undefined) await this.#options.close(thing);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.drop();
  }
}
