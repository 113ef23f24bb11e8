// How late a trivial timer was: what this machine could not do meanwhile, whatever the product did.
const everyMs = 20;

export class Lateness implements Disposable {
  #worstMs = 0;
  #due = performance.now() + everyMs;
  readonly #timer = setInterval(() => this.#look(), everyMs);

  get worstMs(): number {
    return Math.round(this.#worstMs);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = performance.now();
    this.#worstMs = Math.max(this.#worstMs, now - this.#due);
    this.#due = now + everyMs;
  }
}
