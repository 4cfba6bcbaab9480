import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  ParentBasedSampler,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import { parentOf, type TraceContext } from './trace-context';
import type { RequestFacts, RequestTrace, Stage, Tracer } from './tracer';

export interface TracerOptions {
  /** Name and version of the service. */
  readonly service: { readonly name: string; readonly version: string };
  /** Share of the traces that begin here which are recorded, 0 to 1. Others follow their caller's decision. */
  readonly ratio: number;
  readonly processor: SpanProcessor;
  /** Milliseconds since 1970. On Cloudflare it stands still while code runs, so a stage without I/O lasts 0 ms there. */
  readonly now: () => number;
}

/** Records traces with OpenTelemetry. Attributes follow its semantic conventions for HTTP. */
export function createOtelTracer({ service, ratio, processor, now }: TracerOptions): Tracer {
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service.name, 'service.version': service.version }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer(service.name, service.version);
  const startSpan = (name: string, kind: SpanKind, parent: Context) =>
    tracer.startSpan(name, { kind, startTime: now() }, parent);
  return {
    begin: (traceparent) => {
      const span = startSpan('request', SpanKind.SERVER, contextOf(parentOf(traceparent)));
      const within = trace.setSpan(ROOT_CONTEXT, span);
      const startStage = (stage: Stage) => startSpan(stage, SpanKind.INTERNAL, within);
      return new OtelRequestTrace(span, startStage, now);
    },
  };
}

function contextOf(parent: TraceContext | null): Context {
  if (parent === null) return ROOT_CONTEXT;
  const { traceId, spanId, isSampled } = parent;
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

class OtelRequestTrace implements RequestTrace {
  readonly context: TraceContext;
  #stage: Span | null = null;

  constructor(
    private readonly span: Span,
    private readonly startStage: (stage: Stage) => Span,
    private readonly now: () => number,
  ) {
    const { traceId, spanId } = span.spanContext();
    this.context = { traceId, spanId, isSampled: span.isRecording() };
  }

  enter(stage: Stage): void {
    this.#stage?.end(this.now());
    this.#stage = this.startStage(stage);
  }

  end({ name, method, route, status, requestId }: RequestFacts): void {
    this.#stage?.end(this.now());
    this.span.updateName(name);
    this.span.setAttributes({
      'http.request.method': method,
      'http.route': route,
      'http.response.status_code': status,
      'digits.request_id': requestId,
    });
    if (status >= 500) this.span.setStatus({ code: SpanStatusCode.ERROR });
    this.span.end(this.now());
  }
}
