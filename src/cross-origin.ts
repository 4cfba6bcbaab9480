/** What `CORS_ORIGINS` may be, for messages. */
export const CORS_ORIGINS_ALLOWED = '*, none, or origins such as https://app.example, separated by commas';

/** Response headers that scripts of other origins may read, in addition to the CORS-safelisted ones. */
export const EXPOSED_HEADERS = [
  'X-Request-Id',
  'Traceparent',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'Idempotent-Replayed',
  'Location',
  'Link',
  'Inference-Header-Content-Length',
];

/**
 * Parses `CORS_ORIGINS`. `*` beside named origins opens to all origins what may be open, and the rest to those named.
 *
 * @returns null if the text is not allowed
 */
export function parseOrigins(text: string): string[] | null {
  if (text === 'none') return [];
  const origins = text.split(',').map((origin) => origin.trim());
  return origins.every((origin) => origin === '*' || isOrigin(origin)) ? origins : null;
}

/** Whether a text is an origin as browsers send it: scheme, host and perhaps a port. */
function isOrigin(text: string): boolean {
  // The URL standard admits asterisks in hosts, but origins are not patterns.
  return /^https?:[^*]*$/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

/** @returns the origins without `*` */
export function namedOrigins(origins: readonly string[]): string[] {
  return origins.filter((origin) => origin !== '*');
}
