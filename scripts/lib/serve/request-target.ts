import type { IncomingMessage } from 'node:http';
import { toPrintable, toPrintablePath } from '../../../src/printable';
import type { FrontCode } from './front-problem';

/** The target of a request. */
export interface RequestTarget {
  /** Path and query; begins with a slash. */
  readonly path: string;
  /** Host and port. */
  readonly host: string;
}

/** The reason why a request cannot be forwarded. */
export interface Refusal {
  readonly code: FrontCode;
  readonly detail: string;
}

/** Host and port (RFC 9110, section 7.2): a name, an IPv4 address or an IPv6 address in brackets. */
const HOST = /^(?:[\w.~!$&'()*+,;=%-]+|\[[\da-f:.]+\])(?::\d{0,5})?$/i;

/**
 * Reads the target of a request from its first line and its `Host` (RFC 9112, sections 2.3, 3.2 and 6.1).
 * @param fallbackHost for HTTP/1.0, where `Host` may be missing
 */
export function readTarget(client: IncomingMessage, fallbackHost: string): RequestTarget | Refusal {
  const { url = '/', headers, httpVersion, httpVersionMinor } = client;
  if (httpVersion !== '1.1' && httpVersion !== '1.0') {
    return malformed(`its version is HTTP/${httpVersion}; send HTTP/1.1`);
  }
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') {
    return {
      code: 'not_implemented',
      detail: `Cannot read Transfer-Encoding "${toPrintable(coding, 40)}": only chunked is supported`,
    };
  }
  if (coding !== undefined && httpVersionMinor === 0) {
    return malformed('HTTP/1.0 has no Transfer-Encoding; send Content-Length, or HTTP/1.1');
  }
  const hosts = headersDistinct(client, 'host');
  if (hosts.length > 1) return malformed(`it has ${hosts.length} Host headers, not one`);
  if (hosts.length === 0 && httpVersionMinor > 0) return malformed('it has no Host header');
  const host = hosts[0] || fallbackHost;
  if (!HOST.test(host)) return malformed(`"${toPrintable(host, 100)}" is not a host`);
  if (url.includes('#')) return malformed(`"${toPrintablePath(url)}" is not a path: it has a fragment`);
  if (url.startsWith('/')) return { path: url, host };
  return readAbsolute(url);
}

/** `GET http://host/path`, as clients of proxies write it. */
function readAbsolute(url: string): RequestTarget | Refusal {
  const match = /^https?:\/\/([^/?#]+)(.*)$/i.exec(url);
  if (match === null || !HOST.test(match[1]!)) return malformed(`"${toPrintablePath(url)}" is not a path`);
  const rest = match[2]!;
  return { host: match[1]!, path: rest.startsWith('/') ? rest : `/${rest}` };
}

function malformed(reason: string): Refusal {
  return { code: 'malformed_request', detail: `Cannot read the request: ${reason}` };
}

/** All values of a header: `headers` keeps only the first of some. */
function headersDistinct({ rawHeaders }: IncomingMessage, name: string): string[] {
  const values: string[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const candidate = rawHeaders[i]!;
    if (candidate.length === name.length && candidate.toLowerCase() === name) values.push(rawHeaders[i + 1]!);
  }
  return values;
}
