import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import packageJson from '../../package.json';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';
import { ask } from '../support/raw-client';
import { readMetrics, withServer } from '../support/with-server';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';
const SAMPLED = `00-${TRACE_ID}-${CALLER}-01`;
const UNSAMPLED = `00-${TRACE_ID}-${CALLER}-00`;
const SEVEN = toPng(drawSeven(28));
/** Spans are sent a second after the first. */
const DELIVERED = { timeout: 20_000, interval: 200 };

/** A span as OTLP has it in JSON. */
interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[];
  readonly status: { readonly code: number };
}

interface Delivery {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly service: Record<string, unknown>;
  readonly spans: readonly Span[];
}

let collector: Server;
let deliveries: Delivery[];
let status: number;

beforeEach(async () => {
  deliveries = [];
  status = 200;
  collector = createServer(async (request, answer) => {
    const { resourceSpans } = JSON.parse(await text(request));
    deliveries.push({
      path: request.url!,
      headers: request.headers,
      service: attributesOf(resourceSpans[0].resource),
      spans: resourceSpans.flatMap((each: { scopeSpans: { spans: Span[] }[] }) =>
        each.scopeSpans.flatMap(({ spans }) => spans),
      ),
    });
    answer.writeHead(status).end('{}');
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
});

afterEach(() => {
  collector.close();
});

function attributesOf({ attributes }: Pick<Span, 'attributes'>): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

const spans = () => deliveries.flatMap((delivery) => delivery.spans);

/** Settings that send traces to the collector. */
function toCollector(settings: Record<string, string> = {}) {
  const { port } = collector.address() as AddressInfo;
  return { variables: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, ...settings } };
}

function predict(url: URL, headers: Record<string, string> = {}, body = SEVEN) {
  return fetch(new URL('/predict', url), { method: 'POST', body, headers });
}

describe('with a collector', () => {
  it('a prediction is a span of its caller’s trace, and decoding, looking and counting are parts of it', async () => {
    await withServer(async (url, log) => {
      const response = await predict(url, { traceparent: SAMPLED });
      const [, traceId, spanId, flags] = response.headers.get('traceparent')!.split('-');
      expect([traceId, flags]).toEqual([TRACE_ID, '01']);
      const line = log.find(({ route }) => route === '/predict');
      expect(line).toMatchObject({ trace_id: TRACE_ID, span_id: spanId });

      await expect.poll(() => spans().length, DELIVERED).toBe(4);
      const [{ path, service }] = deliveries as [Delivery];
      expect(path).toBe('/v1/traces');
      expect(service).toMatchObject({
        'service.name': packageJson.name,
        'service.version': packageJson.version,
      });
      const request = spans().find((span) => span.spanId === spanId)!;
      expect(request).toMatchObject({ traceId: TRACE_ID, parentSpanId: CALLER, name: 'POST /predict' });
      expect(attributesOf(request)).toEqual({
        'http.request.method': 'POST',
        'http.route': '/predict',
        'http.response.status_code': 200,
        'digits.request_id': line.request_id,
      });
      const parts = spans().filter(({ parentSpanId }) => parentSpanId === spanId);
      expect(parts.map(({ name }) => name)).toEqual(['decode', 'look', 'count']);
      for (const part of parts) {
        expect(part.traceId).toBe(TRACE_ID);
        expect(BigInt(part.startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(request.startTimeUnixNano));
        expect(BigInt(part.endTimeUnixNano)).toBeLessThanOrEqual(BigInt(request.endTimeUnixNano));
      }
    }, toCollector());
  });

  it('a picture that cannot be decoded has no look, and a trace that nobody has begun begins here', async () => {
    await withServer(async (url) => {
      const response = await predict(url, {}, SEVEN.slice(0, 60));
      expect(response.status).toBe(400);
      await expect
        .poll(() => spans().map(({ name }) => name), DELIVERED)
        .toEqual(['decode', 'count', 'POST /predict']);
      const request = spans().at(-1)!;
      expect(request.parentSpanId).toBeUndefined();
      expect(response.headers.get('traceparent')).toBe(`00-${request.traceId}-${request.spanId}-01`);
    }, toCollector());
  });

  it('traces that their caller does not record, or that are left out of the share, are not sent', async () => {
    await withServer(
      async (url) => {
        expect((await predict(url, { traceparent: UNSAMPLED })).headers.get('traceparent')).toMatch(/-00$/);
        expect((await predict(url)).headers.get('traceparent')).toMatch(/-00$/);
        await predict(url, { traceparent: SAMPLED });
        await expect.poll(() => spans().length, DELIVERED).toBe(4);
      },
      toCollector({ OTEL_TRACES_SAMPLER_ARG: '0' }),
    );
  });

  it('spans of several requests come in one delivery, with the headers that were set', async () => {
    await withServer(
      async (url) => {
        await Promise.all(Array.from({ length: 20 }, () => predict(url)));
        await expect.poll(() => spans().length, DELIVERED).toBe(80);
        expect(deliveries.length).toBeLessThan(20);
        expect(deliveries[0]!.headers).toMatchObject({ 'api-key': 'a b' });
      },
      toCollector({ OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a%20b' }),
    );
  });

  it('a collector that refuses harms no answer, and the log says once that spans are dropped, and when it is over', async () => {
    await withServer(async (url, log) => {
      const warnings = () =>
        log.map(({ message }) => message).filter((message) => /spans|traces/i.test(message));
      status = 503;
      for (let round = 1; round <= 2; round++) {
        expect((await predict(url)).status).toBe(200);
        await expect.poll(() => deliveries.length, DELIVERED).toBe(round);
      }
      await expect
        .poll(warnings, DELIVERED)
        .toEqual(['Cannot send traces: the collector answered 503; they are dropped']);
      status = 200;
      await predict(url);
      await expect.poll(warnings, DELIVERED).toContainEqual('Traces are sent again; 8 spans were dropped');
      expect((await readMetrics(url)).service_metrics.successful_predictions).toBe(3);
    }, toCollector());
  });
});

describe('without a collector', () => {
  it('each answer has a traceparent, its caller’s or a new one, and its line of the log the same', async () => {
    await withServer(async (url, log) => {
      const given = await predict(url, { traceparent: UNSAMPLED });
      const own = await predict(url);
      const lines = () => log.filter(({ route }) => route === '/predict');
      await expect.poll(() => lines().length).toBe(2);
      expect(given.headers.get('traceparent')).toBe(`00-${TRACE_ID}-${lines()[0].span_id}-00`);
      expect(own.headers.get('traceparent')).toBe(`00-${lines()[1].trace_id}-${lines()[1].span_id}-00`);
    });
  });

  it('so has each answer of the HTTP server itself', async () => {
    await withServer(async (url, log) => {
      const { headers } = await ask(url, `GET /livez HTTP/1.1\r\nHost: x\r\ntraceparent: ${SAMPLED}\r\n\r\n`);
      const [, traceId, spanId] = headers.get('traceparent')!.split('-');
      expect(traceId).toBe(TRACE_ID);
      expect(log.find(({ path }) => path === '/livez')).toMatchObject({
        trace_id: TRACE_ID,
        span_id: spanId,
      });
      const refused = await ask(url, 'GET / HTTP/1.1\r\nHost : x\r\n\r\n');
      expect(refused.headers.get('traceparent')).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-00$/);
    });
  });
});
