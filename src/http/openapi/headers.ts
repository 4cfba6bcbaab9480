/** Headers of answers, as OpenAPI describes them. Those that are not required come with some answers of a status only. */
export const HEADERS = {
  'X-Request-Id': {
    description: 'Names the request in logs and answers: the one that the client sent, else a new one',
    required: true,
    schema: { type: 'string', maxLength: 255, example: '0b0f3c1e-6c53-4a5b-9d4c-0d3f7e1a2b4c' },
  },
  'Cache-Control': {
    description: 'How long the answer may be kept',
    required: true,
    schema: { type: 'string', example: 'no-store' },
  },
  Vary: {
    description: 'Headers of the request that choose the form of the answer',
    required: true,
    schema: { type: 'string', example: 'Accept' },
  },
  ETag: {
    description: 'Names the state of the figures; send it back in If-None-Match',
    required: true,
    schema: { type: 'string', example: 'W/"json-5f3a0c9b1d2e4f60"' },
  },
  'Retry-After': {
    description: 'Seconds after which to ask again; with 429 and 503',
    schema: { type: 'string', example: '1' },
  },
  'RateLimit-Policy': {
    description:
      'The limits of the client by name: `q` requests in `w` seconds; where there are any ' +
      '(draft-ietf-httpapi-ratelimit-headers-11)',
    schema: { type: 'string', example: '"predict";q=100;w=60' },
  },
  RateLimit: {
    description:
      'Where the client stands: `r` requests are left, and in `t` seconds there are more; of limits where that is known',
    schema: { type: 'string', example: '"predict";r=99;t=60' },
  },
  'Accept-Encoding': {
    description: 'How a body may be compressed; where it was in another way',
    schema: { type: 'string', example: 'gzip, deflate, identity' },
  },
  Allow: {
    description: 'The methods that the path has',
    required: true,
    schema: { type: 'string', example: 'GET, HEAD' },
  },
} as const;

export type HeaderName = keyof typeof HEADERS;

/** What every answer has. */
export const ALWAYS_SENT: readonly HeaderName[] = ['X-Request-Id', 'Cache-Control'];

/** What answers of limited operations have where there are limits. */
export const LIMIT_HEADERS: readonly HeaderName[] = ['RateLimit-Policy', 'RateLimit'];

/** References to headers among the components of the document. */
export function headerReferences(names: readonly HeaderName[]) {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
