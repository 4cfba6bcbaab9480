/** Response headers for OpenAPI. Those that are not required accompany only some responses with a status. */
export const HEADERS = {
  'X-Request-Id': {
    description: 'Identifies the request in logs and responses: the id that the client sent, or a new one',
    required: true,
    schema: { type: 'string', pattern: '^[\\w=-]{1,255}$', example: '0b0f3c1e-6c53-4a5b-9d4c-0d3f7e1a2b4c' },
  },
  Traceparent: {
    description: 'The trace of the request (W3C Trace Context): the one that the client sent, or a new one',
    required: true,
    schema: {
      type: 'string',
      pattern: '^00-[\\da-f]{32}-[\\da-f]{16}-0[01]$',
      example: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    },
  },
  'Cache-Control': {
    description: 'How long the response may be cached',
    required: true,
    schema: { type: 'string', example: 'no-store' },
  },
  Vary: {
    description: 'Request headers that determine the representation',
    required: true,
    schema: { type: 'string', example: 'Accept' },
  },
  ETag: {
    description: 'Identifies the state of the metrics; send it back in If-None-Match',
    required: true,
    schema: { type: 'string', pattern: '^(W/)?"[^"]+"$', example: 'W/"json-5f3a0c9b1d2e4f60"' },
  },
  'Retry-After': {
    description: 'Seconds to wait before retrying; sent with 429 and 503',
    schema: { type: 'string', pattern: '^[0-9]+$', example: '1' },
  },
  'RateLimit-Policy': {
    description:
      'The rate limits and quotas of the client by name, if any: `q` requests in `w` seconds ' +
      '(draft-ietf-httpapi-ratelimit-headers-11)',
    schema: { type: 'string', example: '"predict";q=100;w=60' },
  },
  RateLimit: {
    description: 'What is left of each limit, where it is known: `r` requests, and more after `t` seconds',
    schema: { type: 'string', example: '"predict";r=99;t=60' },
  },
  'Accept-Encoding': {
    description: 'Supported compressions of request bodies; sent if another one was used',
    schema: { type: 'string', example: 'gzip, deflate, identity' },
  },
  'WWW-Authenticate': {
    description: 'How to send an API key, and what is wrong with the one sent (RFC 6750, section 3)',
    required: true,
    schema: { type: 'string', example: 'Bearer realm="digits"' },
  },
  'Idempotent-Replayed': {
    description: 'Says that this is the stored answer of an earlier request with the same `Idempotency-Key`',
    schema: { type: 'string', pattern: '^true$', example: 'true' },
  },
  'Inference-Header-Content-Length': {
    description: 'Length of the JSON object in bytes, if binary tensors follow it',
    schema: { type: 'string', example: '123' },
  },
  Location: {
    description: 'Where the new resource is',
    required: true,
    schema: { type: 'string', example: 'jobs/job_5f0c9e2b7a5d4c1e8f3a6b9c0d1e2f3a' },
  },
  Link: {
    description: 'With `rel="next"`, where the next lines are',
    schema: { type: 'string', example: '<?skip=256000>; rel="next"' },
  },
  Allow: {
    description: 'The methods that the path supports',
    required: true,
    schema: { type: 'string', pattern: '^[A-Z]+(, [A-Z]+)*$', example: 'GET, HEAD' },
  },
} as const;

export type HeaderName = keyof typeof HEADERS;

/** Headers of every response. */
export const ALWAYS_SENT: readonly HeaderName[] = ['X-Request-Id', 'Traceparent', 'Cache-Control'];

/** Headers of responses of rate-limited operations, if limits are configured. */
export const LIMIT_HEADERS: readonly HeaderName[] = ['RateLimit-Policy', 'RateLimit'];

/** References to headers among the components of the document. */
export function headerReferences(names: readonly HeaderName[]) {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
