import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { callerAt } from '../../../src/admission/caller';
import { ServiceError } from '../../../src/errors';
import { codingOf } from '../../../src/http/body/content-coding';
import { findBoundaries } from '../../../src/http/body/multipart/boundary';
import { readIdempotencyKey } from '../../../src/http/input/idempotency-key';
import { clientAddressReader, FORWARDED_HEADERS } from '../serve/client-address';
import { chooseEncoding } from '../serve/compression';
import { readTarget } from '../serve/request-target';
import { toWorkerHeaders } from '../serve/worker-headers';
import type { FuzzTarget } from './fuzz-target';
import { mutateText } from './mutate-text';

/** Reads heads of requests: the target, what the front forwards, and the headers that front and Worker parse. */
export const HEAD_TARGET: FuzzTarget = {
  seeds: () => SEEDS.map((text) => new TextEncoder().encode(text)),
  mutate: mutateText([
    '\n',
    'Host: ',
    'Connection: ',
    'Transfer-Encoding: ',
    'Content-Type: ',
    'Content-Encoding: ',
    'Accept-Encoding: ',
    'CF-Connecting-IP: 1.2.3.4\n',
    'X-Forwarded-For: ',
    'Forwarded: ',
    'for=',
    'boundary=',
    'gzip',
    ';q=',
    '0.',
    '*',
    ',',
    ', ',
    ';',
    '"',
    '\\"',
    '=',
    'http://',
    '[::1]',
    '@',
    ':',
    '/../',
    '%2e%2e/',
    '\t',
    ' ',
  ]),
  read: (input) => {
    const client = toMessage(new TextDecoder('latin1').decode(input));
    const target = readTarget(client, 'localhost');
    if ('code' in target) throw new ServiceError(target.code, target.detail);
    const addresses = ADDRESS_READERS.map((read) => read(client));
    const forwarded = toWorkerHeaders(client, target.host, 'id', addresses[0]!, undefined);
    const { headers } = client;
    chooseEncoding(headers['accept-encoding']);
    findBoundaries(headers['content-type'] ?? '', new Uint8Array(0));
    codingOf(headers['content-encoding'] ?? null);
    if ('idempotency-key' in headers) readIdempotencyKey(String(headers['idempotency-key']));
    return forgery(forwarded) ?? fault(addresses);
  },
};

/** As behind a proxy on this machine. */
const ADDRESS_READERS = FORWARDED_HEADERS.map((forwardedHeader) =>
  clientAddressReader({ trustedProxies: ['127.0.0.1', '10.0.0.0/8'], forwardedHeader }),
);

const SEEDS = [
  '/predict?strict\nHost: example.com\nContent-Type: multipart/form-data; boundary="a b"\nContent-Length: 3',
  'http://example.com:8000/health\nHost: [::1]:8000\nAccept-Encoding: br;q=0.5, gzip, *;q=0\nConnection: close, X-A',
  '/predict/batch\nHost: x\nIdempotency-Key: "a \\"b\\" c"',
  '/metrics\nHost: x\nContent-Encoding: x-gzip\nAccept: text/plain;version=0.0.4;q=0.5\nCF-IPCountry: FR',
  '/\nHost: x\nForwarded: for="[2001:db8::1]:4711";proto=https, for=10.0.0.1\nX-Forwarded-For: 1.2.3.4, 5.6.7.8',
];

/** As Node's parser gives it: names in small letters, values of equal names joined. */
function toMessage(text: string): IncomingMessage {
  const [url = '/', ...lines] = text.split('\n');
  const headers: Record<string, string> = Object.create(null);
  const rawHeaders: string[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()];
    rawHeaders.push(name, value);
    const key = name.toLowerCase();
    headers[key] = key in headers ? `${headers[key]}, ${value}` : value;
  }
  const socket = { remoteAddress: '127.0.0.1' };
  return {
    url,
    headers,
    rawHeaders,
    httpVersion: '1.1',
    httpVersionMajor: 1,
    httpVersionMinor: 1,
    socket,
  } as unknown as IncomingMessage;
}

/** A header that only the edge may send must not come from a client. */
function forgery(forwarded: readonly string[]): string | null {
  const forged = forwarded.filter((text, i) => i % 2 === 0 && /^(?:cf|mf)-/i.test(text));
  return forged.length === 1 ? null : `headers of the edge: ${forged.join(', ')}`;
}

function fault(addresses: readonly (string | null)[]): string | null {
  const wrong = addresses.find((address) => address === null || isIP(address) === 0);
  if (wrong !== undefined) return `"${wrong}" as the client's address`;
  const callers = addresses.map((address) => callerAt(address));
  return callers.some((caller) => caller.kind === 'address' && caller.address === 'unknown')
    ? `a caller without a name at ${addresses.join(', ')}`
    : null;
}
