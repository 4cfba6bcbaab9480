import type { IncomingMessage } from 'node:http';
import type { Transform } from 'node:stream';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';

/** Smaller responses fit into one packet anyway. */
const MIN_BYTES = 1_000;
/** Text and code; pictures and the like are already compressed. */
const COMPRESSIBLE =
  /^(?:text\/|application\/(?:[\w.+-]+\+)?json|application\/(?:javascript|openmetrics-text|wasm))|image\/svg/;
/** Of 11: a higher quality costs far more time than it saves bytes, because responses are not cached. */
const BROTLI_QUALITY = 4;

/**
 * Decides whether to compress a response, and sets its headers accordingly.
 *
 * @param headers of the response, alternating names and values; modified in place
 * @returns the compressing stream, or null to send the body unchanged
 */
export function compressor(
  client: IncomingMessage,
  response: IncomingMessage,
  headers: string[],
): Transform | null {
  const { headers: given, statusCode } = response;
  const isText = given['content-type'] !== undefined && COMPRESSIBLE.test(given['content-type']);
  const length = given['content-length'];
  if (!isText || given['content-encoding'] !== undefined) return null;
  if (length !== undefined && Number(length) < MIN_BYTES) return null;
  if (statusCode === 206 || /no-transform/i.test(given['cache-control'] ?? '')) return null;

  setHeader(headers, 'Vary', (vary) => (vary === null ? 'Accept-Encoding' : `${vary}, Accept-Encoding`));
  const encoding = chooseEncoding(client.headers['accept-encoding']);
  if (encoding === null) return null;
  setHeader(headers, 'Content-Encoding', () => encoding);
  setHeader(headers, 'Content-Length', () => null);
  // The bytes differ, so a strong tag becomes weak (RFC 9110, section 8.8.1).
  setHeader(headers, 'ETag', (tag) => (tag === null || tag.startsWith('W/') ? tag : `W/${tag}`));
  if (client.method === 'HEAD') return null;
  return encoding === 'br'
    ? createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } })
    : createGzip();
}

/**
 * Chooses by `Accept-Encoding` (RFC 9110, section 12.5.3); Brotli if both have the same weight.
 * @returns null if neither is accepted
 */
export function chooseEncoding(accepted: string | undefined): 'br' | 'gzip' | null {
  if (accepted === undefined) return null;
  const weights = new Map<string, number>();
  for (const item of accepted.toLowerCase().split(',')) {
    const [name, ...parameters] = item.split(';').map((part) => part.trim());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    weights.set(name!, weight === undefined ? 1 : Number(weight) || 0);
  }
  const others = weights.get('*') ?? 0;
  const brotli = weights.get('br') ?? others;
  const gzip = weights.get('gzip') ?? weights.get('x-gzip') ?? others;
  if (brotli === 0 && gzip === 0) return null;
  return brotli >= gzip ? 'br' : 'gzip';
}

/** Changes, adds or (null) removes a header. */
function setHeader(headers: string[], name: string, change: (value: string | null) => string | null): void {
  const at = headers.findIndex((text, i) => i % 2 === 0 && text.toLowerCase() === name.toLowerCase());
  const value = change(at < 0 ? null : headers[at + 1]!);
  if (at >= 0) headers.splice(at, 2);
  if (value !== null) headers.push(name, value);
}
