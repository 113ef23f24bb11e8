// Spans that were lost, told at most once a minute: a collector that is away is one piece of news, not one for each span.
import { limits } from '#kernel/limits.ts';

const reasonCharactersMax = 200;

export class Complaints {
  readonly #collector: string;
  readonly #tell: (sentence: string) => void;
  readonly #clock: () => number;
  #toldAt = Number.NEGATIVE_INFINITY;
  #untold: { spans: number; reason: string } | null = null;

  constructor(
    collector: string,
    tell: (sentence: string) => void,
    clock: () => number = (): number => performance.now(),
  ) {
    this.#collector = collector;
    this.#tell = tell;
    this.#clock = clock;
  }

  lost(spans: number, reason: string): void {
    this.#untold = { spans: spans + (this.#untold?.spans ?? 0), reason };
    if (this.#clock() - this.#toldAt >= limits.traceComplaintsEveryMs) this.#say();
  }

  /** Tells what has not been told. */
  end(): void {
    if (this.#untold !== null) this.#say();
  }

  #say(): void {
    const { spans = 0, reason = '' } = this.#untold ?? {};
    this.#untold = null;
    this.#toldAt = this.#clock();
    const why = reason.length > reasonCharactersMax ? `${reason.slice(0, reasonCharactersMax)}…` : reason;
    this.#tell(
      `Traces: the collector ${this.#collector} did not get ${spans} spans: ${why}. Orders and deliveries are not affected; look at OTEL_EXPORTER_OTLP_ENDPOINT and at the collector.`,
    );
  }
}
