/** What `OTEL_EXPORTER_OTLP_ENDPOINT` may be, for messages. */
export const OTLP_ENDPOINT_ALLOWED =
  'the http:// or https:// address of an OTLP collector, such as http://localhost:4318, without user name, query or fragment';

/** What `OTEL_EXPORTER_OTLP_HEADERS` may be, for messages. */
export const OTLP_HEADERS_ALLOWED = 'name=value pairs, separated by commas, with values in percent-encoding';

/** What `OTEL_TRACES_SAMPLER_ARG` may be, for messages. */
export const SAMPLER_ARG_ALLOWED = 'a number from 0 to 1';

/** A field name of HTTP (RFC 9110, section 5.1). */
const FIELD_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
/** What a value may consist of once it is decoded. */
const FIELD_VALUE = /^[\x20-\x7e]*$/;

/**
 * The address that traces are sent to: `/v1/traces` below the endpoint.
 * https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 *
 * @returns null if the text is not allowed
 */
export function tracesUrl(endpoint: string): string | null {
  if (!/^https?:\/\//.test(endpoint) || !URL.canParse(endpoint)) return null;
  const url = new URL(endpoint);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return null;
  return `${url.href.replace(/\/$/, '')}/v1/traces`;
}

/** @returns null if the text is not allowed */
export function parseOtlpHeaders(text: string): Record<string, string> | null {
  if (text.trim() === '') return {};
  const headers: Record<string, string> = {};
  for (const pair of text.split(',')) {
    const [, name, encoded] = /^\s*([^=]*?)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
    const value = decode(encoded);
    if (name === undefined || !FIELD_NAME.test(name) || value === null || !FIELD_VALUE.test(value))
      return null;
    headers[name] = value;
  }
  return headers;
}

/** @returns null if the text is not allowed */
export function parseRatio(text: string): number | null {
  const ratio = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
  return ratio <= 1 ? ratio : null;
}

function decode(text: string | undefined): string | null {
  try {
    return text === undefined ? null : decodeURIComponent(text);
  } catch {
    return null;
  }
}
