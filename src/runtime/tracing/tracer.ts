// Spans by OpenTelemetry. Loaded only where traces are sent. A span whose trace nobody has told yet waits: the first part of it
// that has a correlation id says which trace it is, so that a request without an id stands in the trace of what it ordered.
import { AsyncLocalStorage } from 'node:async_hooks';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Context, Link, Span as SdkSpan, SpanContext, Tracer as SdkTracer } from '@opentelemetry/api';
import { RandomIdGenerator } from '@opentelemetry/sdk-trace';
import type { IdGenerator } from '@opentelemetry/sdk-trace';
import type { Facts, Span, Tracer, Work } from '#kernel/trace.ts';
import { readTraceparent, spanIdOf, traceIdOf } from './trace-ids.ts';

const kinds = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const satisfies Record<Work['kind'], SpanKind>;

const randomIds = new RandomIdGenerator();

/** The SDK asks for ids while it starts a span: it is told those that are given. */
export class GivenIds implements IdGenerator {
  traceId: string | null = null;
  spanId: string | null = null;

  generateTraceId(): string {
    return this.traceId ?? randomIds.generateTraceId();
  }

  generateSpanId(): string {
    return this.spanId ?? randomIds.generateSpanId();
  }
}

/** `ids` are those of the SDK's tracer. */
export function createTracer(sdk: SdkTracer, ids: GivenIds): Tracer {
  const around = new AsyncLocalStorage<WorkSpan>();
  return {
    start(work) {
      return new WorkSpan(sdk, ids, work, work.place === undefined ? (around.getStore() ?? null) : null);
    },
    within(span, run) {
      if (!(span instanceof WorkSpan)) throw new Error('bug: a span of another tracer');
      return around.run(span, run);
    },
  };
}

class WorkSpan implements Span {
  readonly #sdk: SdkTracer;
  readonly #ids: GivenIds;
  readonly #work: Work;
  readonly #parent: WorkSpan | null;
  readonly #startedAt = Date.now();
  readonly #started = performance.now();
  #facts: Facts;
  #span: SdkSpan | null = null;
  #isEnded = false;
  /** Parts that ended before the trace was known. */
  #waiting: (() => void)[] = [];

  constructor(sdk: SdkTracer, ids: GivenIds, work: Work, parent: WorkSpan | null) {
    this.#sdk = sdk;
    this.#ids = ids;
    this.#work = work;
    this.#parent = parent;
    this.#facts = work.attributes;
    const remote = readTraceparent(work.traceparent ?? '');
    if (typeof work.correlationId === 'string') this.#begin(traceIdOf(work.correlationId));
    else if (remote !== null) this.#begin(remote.traceId);
    else if (work.place === 'own') this.#begin(this.#anyTraceId());
    else if (parent !== null && parent.#span !== null) this.#begin(parent.#context().traceId);
  }

  get traceparent(): string {
    const { traceId, spanId, traceFlags } = this.#context();
    return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
  }

  note(facts: Facts): void {
    if (this.#span === null) this.#facts = { ...this.#facts, ...facts };
    else this.#span.setAttributes(facts);
  }

  link(other: Span): void {
    (this.#span ?? this.#begin(this.#anyTraceId())).addLink({ context: WorkSpan.#contextOf(other) });
  }

  end(error?: string): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    // The clock of the machine may be set meanwhile; how long it took does not depend on it.
    const endedAt = this.#startedAt + performance.now() - this.#started;
    const finish = (): void => {
      const span = this.#span ?? this.#begin(this.#anyTraceId());
      if (error !== undefined) span.setAttribute('error.type', error).setStatus({ code: SpanStatusCode.ERROR });
      span.end(endedAt);
    };
    const parent = this.#parent;
    if (this.#span !== null || parent === null || parent.#span !== null || parent.#isEnded) finish();
    else parent.#waiting.push(finish);
  }

  #context(): SpanContext {
    return (this.#span ?? this.#begin(this.#anyTraceId())).spanContext();
  }

  /** That of what is around it, which begins with it if it has not. */
  #anyTraceId(): string {
    return this.#parent === null ? randomIds.generateTraceId() : this.#parent.#context().traceId;
  }

  /** `becauseOf`: what the part follows from that says which trace it is. */
  #begin(traceId: string, becauseOf: string | null = null): SdkSpan {
    const { name, kind, messageId, traceparent, links = [] } = this.#work;
    const causationId = this.#work.causationId ?? becauseOf;
    const remote = readTraceparent(traceparent ?? '');
    // Not begun yet, it is glad to be told.
    const parent =
      this.#parent === null ? null : (this.#parent.#span ?? this.#parent.#begin(traceId, causationId)).spanContext();
    const caller = remote === null ? null : contextOf(remote.traceId, remote.spanId, remote.flags);
    const cause = isMessage(causationId) ? contextOf(traceId, spanIdOf(causationId), 1) : null;
    const candidates = [caller, parent].filter((one) => one !== null);
    const above = candidates.find((one) => one.traceId === traceId) ?? cause;
    const others = candidates.filter((one) => one !== above);
    this.#ids.traceId = traceId;
    this.#ids.spanId = messageId === undefined ? null : spanIdOf(messageId);
    const context: Context = above === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, above);
    const span = this.#sdk.startSpan(
      name,
      {
        kind: kinds[kind],
        startTime: this.#startedAt,
        attributes: { ...this.#facts },
        links: [...others, ...links.map((link) => WorkSpan.#contextOf(link))].map((one): Link => ({ context: one })),
      },
      context,
    );
    this.#span = span;
    for (const finish of this.#waiting.splice(0)) finish();
    return span;
  }

  static #contextOf(span: Span): SpanContext {
    if (!(span instanceof WorkSpan)) throw new Error('bug: a span of another tracer');
    return span.#context();
  }
}

/** Others name what they like as the cause; a parent that is nowhere would only confuse. */
function isMessage(causationId: string | null): causationId is string {
  return causationId?.startsWith('msg_') === true;
}

function contextOf(traceId: string, spanId: string, traceFlags: number): SpanContext {
  return { traceId, spanId, traceFlags, isRemote: true };
}
