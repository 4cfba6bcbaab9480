import { EXPOSED_HEADERS } from '../../../src/cross-origin';
import { TRACEPARENT, type TraceContext, toTraceparent } from '../../../src/tracing/trace-context';

/** What a request is found by in logs and traces. */
export interface RequestIds {
  readonly requestId: string;
  readonly trace: TraceContext;
}

/**
 * Headers of every answer of the front, alternating names and values: those that the Worker gives its own
 * (src/http/middleware); test/server/front-headers.test.ts compares the two.
 */
export function commonHeaders({ requestId, trace }: RequestIds, crossOrigin: readonly string[]): string[] {
  return [...UNCHANGING, ...crossOrigin, 'X-Request-Id', requestId, TRACEPARENT, toTraceparent(trace)];
}

/**
 * Headers that tell a browser whether a page may read the answer, alternating names and values.
 *
 * @param origins `CORS_ORIGINS`
 * @param origin of the page; undefined where there is none
 */
export function crossOriginHeaders(origins: readonly string[], origin?: string): string[] {
  if (origins.includes('*')) {
    return ['Access-Control-Allow-Origin', '*', ...EXPOSED, 'Cross-Origin-Resource-Policy', 'cross-origin'];
  }
  const allowed =
    origin !== undefined && origins.includes(origin) ? ['Access-Control-Allow-Origin', origin] : [];
  return [...allowed, ...EXPOSED, 'Vary', 'Origin', 'Cross-Origin-Resource-Policy', 'same-origin'];
}

const EXPOSED = ['Access-Control-Expose-Headers', EXPOSED_HEADERS.join(',')];

const UNCHANGING = Object.entries({
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Origin-Agent-Cluster': '?1',
  'Permissions-Policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-DNS-Prefetch-Control': 'off',
  'X-Frame-Options': 'DENY',
}).flat();
