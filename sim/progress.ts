// How far a run is, on a terminal.
import { SingleBar } from 'cli-progress';
import type { SimOptions } from './options.ts';

/** A bar on a terminal; nothing elsewhere. */
export class Progress implements Disposable {
  readonly #bar: SingleBar | undefined;
  readonly #endsAfterMs: number;
  readonly #startedAt = performance.now();

  constructor({
    worlds,
    endsAfterMs,
    isVerbose,
    isJson,
  }: Pick<SimOptions, 'worlds' | 'endsAfterMs' | 'isVerbose' | 'isJson'>) {
    this.#endsAfterMs = endsAfterMs;
    if (!process.stderr.isTTY || isVerbose || isJson || (worlds === Infinity && endsAfterMs === Infinity)) return;
    this.#bar = new SingleBar({
      format: '{bar} {percentage} % | {what} | {eta_formatted} left',
      stream: process.stderr,
      hideCursor: true,
      clearOnComplete: true,
    });
    this.#bar.start(worlds === Infinity ? Math.ceil(endsAfterMs / 1_000) : worlds, 0, { what: '' });
  }

  at(worlds: number, messages: number): void {
    const seconds = (performance.now() - this.#startedAt) / 1_000;
    const done = this.#endsAfterMs === Infinity ? worlds : Math.round(seconds);
    this.#bar?.update(done, { what: `${messages.toLocaleString('en')} messages` });
  }

  shrinking(plays: number, messages: number): void {
    this.#bar?.update({ what: `failed; made shorter, try ${plays} with ${messages} messages` });
  }

  stop(): void {
    this.#bar?.stop();
  }

  [Symbol.dispose](): void {
    this.stop();
  }
}
