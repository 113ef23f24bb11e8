// What work tells of itself to whoever looks at traces. Where they are off there is no Tracer, and nothing is worked out or loaded.

export interface Tracer {
  start(work: Work): Span;
  /** What is started inside belongs to the span. */
  within<T>(span: Span, run: () => T): T;
}

export interface Work {
  readonly name: string;
  readonly kind: 'server' | 'client' | 'consumer' | 'internal';
  /** `apart`: belongs to nothing that is going on around it. `own`: has a trace of its own as well. Left out: a part of what is around it. */
  readonly place?: 'apart' | 'own';
  /** Says which trace it is. Left out: that of what is around it, else of the first inside it that says so. */
  readonly correlationId?: string | null;
  /** The message that it follows from: its parent, whenever and wherever that was decided. */
  readonly causationId?: string | null;
  /** It decides this message. */
  readonly messageId?: string;
  /** W3C Trace Context of who asks. */
  readonly traceparent?: string | null;
  readonly attributes: Facts;
  readonly links?: readonly Span[];
}

/** No personal data, no secrets. */
export type Facts = Readonly<Record<string, string | number | boolean>>;

export interface Span {
  /** W3C Trace Context for who is asked in its course. */
  readonly traceparent: string;
  note(facts: Facts): void;
  link(other: Span): void;
  /** `error`: a code, when it failed. */
  end(error?: string): void;
}

/** Runs it as a span of its own; a fault ends the span and goes on. */
export async function traced<T>(
  tracer: Tracer | undefined,
  work: () => Work,
  run: (span?: Span) => Promise<T>,
): Promise<T> {
  if (tracer === undefined) return run();
  const span = tracer.start(work());
  try {
    return await tracer.within(span, () => run(span));
  } catch (error) {
    span.end(errorType(error));
    throw error;
  } finally {
    span.end();
  }
}

/** Of an error its code or class: its text may hold what is nobody's business. */
export function errorType(error: unknown): string {
  if (!(error instanceof Error)) return 'error';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
