import { parseTraceParent } from '@opentelemetry/core';
import { RandomIdGenerator } from '@opentelemetry/sdk-trace-base';

/** Where a request belongs in a trace (W3C Trace Context). */
export interface TraceContext {
  /** 32 hexadecimal digits, shared by all that serves one request of a user. */
  readonly traceId: string;
  /** 16 hexadecimal digits: this service's part of it. */
  readonly spanId: string;
  /** Whether whoever began the trace records it. */
  readonly isSampled: boolean;
}

/** The header that carries it, both ways. */
export const TRACEPARENT = 'traceparent';

const SAMPLED = 1;
const ids = new RandomIdGenerator();

/** The trace of a request whose trace nobody records here: that of the header, if it is valid, or a new one. */
export function followTrace(traceparent: string | null): TraceContext {
  const parent = parentOf(traceparent);
  return {
    traceId: parent?.traceId ?? ids.generateTraceId(),
    spanId: ids.generateSpanId(),
    isSampled: parent?.isSampled ?? false,
  };
}

/** @returns the caller's part of the trace; null if the header is absent or invalid, which is no error */
export function parentOf(traceparent: string | null): TraceContext | null {
  const parsed = traceparent === null ? null : parseTraceParent(traceparent);
  if (parsed === null) return null;
  const { traceId, spanId, traceFlags } = parsed;
  return { traceId, spanId, isSampled: (traceFlags & SAMPLED) !== 0 };
}

/** The header's value, of version 00. */
export function toTraceparent({ traceId, spanId, isSampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;
}
