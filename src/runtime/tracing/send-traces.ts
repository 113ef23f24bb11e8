// Where spans go: to a collector by OTLP over HTTP, in batches, from a queue with an end. That a collector is away costs spans and
// one sentence a minute, and nothing else.
import { diag, DiagLogLevel, TraceFlags } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import type { SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace';
import { v7 } from 'uuid';
import { limits } from '#kernel/limits.ts';
import type { Tracer } from '#kernel/trace.ts';
import { createTracer, GivenIds } from './tracer.ts';
import { Complaints } from './complaints.ts';

export interface TraceOptions {
  /** Of the collector: `/v1/traces` is added. */
  readonly endpoint: string;
  /** Share of the traces that are kept, by their ids: every node keeps the same ones. */
  readonly ratio: number;
  readonly network: string;
  readonly version: string;
  /** Told of spans that were lost, at most once a minute. */
  readonly onLost: (sentence: string) => void;
  /** Left out: as the SDK does, every 5 s. */
  readonly everyMs?: number;
}

export interface SentTraces {
  readonly tracer: Tracer;
  /** Sends what is left, within a limit. */
  readonly stop: () => Promise<void>;
}

export function sendTraces(options: TraceOptions): SentTraces {
  const { endpoint, ratio, network, version, onLost, everyMs } = options;
  const complaints = new Complaints(new URL(endpoint).host, onLost);
  const otlp = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    timeoutMillis: limits.traceSendMs,
  });
  /** Spans that have ended, and what became of them as far as it is known: the SDK forgets to tell of the last it dropped. */
  const count = { ended: 0, handedOver: 0, dropped: 0 };
  const exporter: SpanExporter = {
    export(spans, done) {
      count.handedOver += spans.length;
      otlp.export(spans, (result) => {
        if (result.code !== 0) complaints.lost(spans.length, result.error?.message ?? 'it did not say why'); // 0: sent
        done({ code: 0 }); // It is told by us.
      });
    },
    forceFlush: () => otlp.forceFlush(),
    shutdown: () => otlp.shutdown(),
  };
  tellOfDropped(complaints, (spans) => {
    count.dropped += spans;
  });
  const batches = new BatchSpanProcessor({
    exporter,
    maxQueueSize: limits.traceSpansWaitingMax,
    exportTimeoutMillis: limits.traceSendMs,
    ...(everyMs !== undefined && { scheduledDelayMillis: everyMs }),
  });
  const counting: SpanProcessor = {
    onStart: (span, context) => batches.onStart(span, context),
    onEnd(span) {
      if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0) count.ended += 1;
      batches.onEnd(span);
    },
    forceFlush: () => batches.forceFlush(),
    shutdown: () => batches.shutdown(),
  };
  const ids = new GivenIds();
  const provider = new TracerProvider({
    sampler: new TraceIdRatioBasedSampler(ratio),
    idGenerator: ids,
    resource: resourceFromAttributes({
      'service.name': 'crossdock',
      'service.namespace': network,
      'service.version': version,
      'service.instance.id': v7(),
    }),
    spanLimits: {
      attributeValueLengthLimit: limits.traceValueCharactersMax,
      attributeCountLimit: limits.traceFactsMax,
      linkCountLimit: limits.turnMessagesMax,
    },
    spanProcessors: [counting],
  });
  return {
    tracer: createTracer(provider.getTracer('crossdock', version), ids),
    async stop() {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<'late'>((resolve) => {
        timer = setTimeout(resolve, limits.traceStopMs, 'late');
      });
      const sent = provider.shutdown().catch((error: unknown) => complaints.lost(0, String(error)));
      const isLate = (await Promise.race([sent, late])) === 'late';
      clearTimeout(timer);
      const left = count.ended - count.handedOver - count.dropped;
      if (isLate) complaints.lost(left, `it did not take what was left within ${limits.traceStopMs} ms`);
      else if (left > 0) complaints.lost(left, tooMany);
      complaints.end();
    },
  };
}

const tooMany = 'more came than could be sent';

/** What the SDK says of itself goes nowhere by default. Its words may hold headers, so only what is known is repeated. */
function tellOfDropped(complaints: Complaints, onDropped: (spans: number) => void): void {
  const told = (message: string): void => {
    const dropped = /^Dropped (\d+) spans/.exec(message)?.[1];
    if (dropped !== undefined) {
      onDropped(Number(dropped));
      complaints.lost(Number(dropped), tooMany);
    } else if (message.startsWith('Received Partial Success')) complaints.lost(0, 'it took only a part');
    else complaints.lost(0, 'the exporter complains of its settings: check the variables OTEL_EXPORTER_OTLP_…');
  };
  const nothing = (): void => undefined;
  diag.setLogger(
    { error: told, warn: told, info: nothing, debug: nothing, verbose: nothing },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}
