import { describe, expect, it } from 'vitest';
import { followTrace, parentOf, toTraceparent } from '../../src/tracing/trace-context';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACEPARENT = `00-${TRACE_ID}-00f067aa0ba902b7-01`;

describe('followTrace()', () => {
  it('continues the trace of a valid header as a part of its own', () => {
    const context = followTrace(TRACEPARENT);
    expect(context).toMatchObject({ traceId: TRACE_ID, isSampled: true });
    expect(context.spanId).toMatch(/^(?!00f067aa0ba902b7)[\da-f]{16}$/);
    expect(toTraceparent(context)).toBe(`00-${TRACE_ID}-${context.spanId}-01`);
  });

  it('reads the four fields of a later version', () => {
    expect(parentOf(TRACEPARENT.replace('00-', '01-'))).toMatchObject({ traceId: TRACE_ID, isSampled: true });
  });

  it.each([
    null,
    '',
    'a trace',
    TRACEPARENT.toUpperCase(),
    TRACEPARENT.slice(1),
    `${TRACEPARENT}\n{"level":"error"}`,
    `ff${TRACEPARENT.slice(2)}`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${TRACE_ID}-${'0'.repeat(16)}-01`,
    `${TRACEPARENT}-extra`,
    'x'.repeat(100_000),
  ])('begins a trace where the header is %j', (header) => {
    const { traceId, spanId, isSampled } = followTrace(header);
    expect(traceId).toMatch(/^(?!0{32})[\da-f]{32}$/);
    expect(traceId).not.toBe(TRACE_ID);
    expect(spanId).toMatch(/^(?!0{16})[\da-f]{16}$/);
    expect(isSampled).toBe(false);
  });
});
