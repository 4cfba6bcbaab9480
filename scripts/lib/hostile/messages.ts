import { drawSeven, toPng } from '../scenes/sample-images';
import { type Attack, attack, rawRequest } from './attack';

const SEVEN = toPng(drawSeven(28));
const GET = { method: 'GET', target: '/model_info' } as const;
/** The HTTP server's own answers go without the Worker. */
const LIVE = { method: 'GET', target: '/livez' } as const;

/** Heads that are large, malformed or carry what is meant for a log or for the edge. */
const HEADS: readonly Attack[] = [
  attack('10,000 header fields', 431, { ...GET, headers: lines(10_000, (i) => `x${i}: y`) }),
  attack('1,900 header fields that just fit', 200, { ...GET, headers: lines(1_900, () => 'x: y') }),
  attack('a header of 20 kB', 431, { ...GET, headers: [`x: ${'y'.repeat(20_000)}`] }),
  attack('a path of 15,000 slashes', 404, { method: 'GET', target: `${'/'.repeat(15_000)}x` }),
  attack('an Accept of 1,500 types', 200, {
    method: 'GET',
    target: '/metrics',
    headers: [`Accept: ${'a/b;q=.1,'.repeat(1_500)}`],
  }),
  attack('an If-None-Match of 3,500 tags', 200, {
    method: 'GET',
    target: '/metrics',
    headers: [`If-None-Match: ${'"a",'.repeat(3_500)}`],
  }),
  attack('a Content-Type of 12,000 semicolons', 200, {
    headers: [`Content-Type: image/png${';'.repeat(12_000)}`],
    body: SEVEN,
  }),
  attack('a Connection that names all headers', 200, {
    ...GET,
    headers: [`Connection: ${'host, x-request-id, content-length, a'.repeat(300)}`],
  }),
  attack('addresses forged by the dozen', 200, {
    ...GET,
    headers: [
      'CF-Connecting-IP: 1.1.1.1',
      `X-Forwarded-For: ${'8.8.8.8, '.repeat(1_000)}::1`,
      'MF-CF-Blob: {',
    ],
  }),
  attack('a request id with a command for the terminal', 400, {
    ...GET,
    headers: ['X-Request-Id: \x1b]0;owned\x07'],
  }),
  attack('a request id of 8,000 characters', 200, {
    ...GET,
    headers: [`X-Request-Id: ${'x'.repeat(8_000)}`],
  }),
  attack('a path with line breaks and a forged line of the log', 404, {
    ...GET,
    target: '/x%0d%0a{"level":"error"}%1b[31m',
  }),
  attack('a browser’s name with bytes that are no UTF-8', 200, {
    ...LIVE,
    headers: ['User-Agent: \xff\xfe\xed\xa0\x80'],
  }),
  attack('a NUL in a header', 400, { ...GET, headers: ['x: a\0b'] }),
  attack('a bare line feed in a header', 400, { ...GET, headers: ['x: a\rb'] }),
  attack('a blank before the colon', 400, { ...GET, headers: ['Content-Length : 5'] }),
  attack('a folded header', 400, { ...GET, headers: ['x: a', ' b'] }),
];

/** Bodies whose length is not what it says, or that never end. */
const FRAMES: readonly Attack[] = [
  attack('two lengths', 400, { headers: ['Content-Length: 1'], body: 'xx' }),
  attack('a length and chunks', 400, { headers: ['Transfer-Encoding: chunked'], body: '0\r\n\r\n' }),
  attack('a length below zero', 400, { length: -1 }),
  attack('a length beyond all numbers', 400, { length: '9'.repeat(30) }),
  attack('a length in hexadecimal', 400, { length: '0x10', body: 'x'.repeat(16) }),
  {
    ...attack('a body longer than it says', null, { length: 5, body: 'xxxxxGET\r\n\r\n' }),
    statuses: [415, 400],
  },
  chunked('a chunk of 2^64 bytes', 400, 'FFFFFFFFFFFFFFFFF\r\n'),
  chunked('a chunk of no number', 400, 'xyz\r\n'),
  chunked('a chunk below zero', 400, '-1\r\n'),
  chunked('1,000 chunks of a byte', 415, `${'1\r\nx\r\n'.repeat(1_000)}0\r\n\r\n`),
  chunked('trailers that name a length', 400, '1\r\nx\r\n0\r\nContent-Length: 9\r\nHost: y\r\n\r\n'),
  attack('a coding of the transfer that nobody knows', 501, {
    headers: ['Transfer-Encoding: x, chunked'],
    length: null,
  }),
  attack('an expectation that nobody knows', 417, { headers: ['Expect: miracles'] }),
  pipeline('100 requests at once on one connection', 100),
  {
    name: 'a request that hides another in its body',
    bytes: () => rawRequest({ body: rawRequest({ method: 'GET', target: '/admin' }) }),
    statuses: [415],
  },
];

/** Methods and paths that are none. */
const TARGETS: readonly Attack[] = [
  ...['DELETE', 'PUT', 'PATCH', 'PROPFIND'].map((method) => attack(`${method} /predict`, 405, { method })),
  attack('TRACE /', 405, { method: 'TRACE', target: '/', length: null }),
  attack('a method of our own', 400, { method: 'JUMP' }),
  attack('CONNECT', 501, { method: 'CONNECT', target: 'example.com:443', length: null }),
  ...[
    '/assets/../../../etc/passwd',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/assets/..%2f..%2fpackage.json',
    '/assets/..\\..\\package.json',
    '/assets/%00',
    '/assets/.git/config',
    '//etc/passwd',
    '/.env',
    '/docs/%2e%2e%2fwrangler.toml',
    '/docs.html',
    '/index.js',
  ].map((target) => attack(`GET ${target}`, 404, { method: 'GET', target })),
  attack('a path of 8,000 characters', 404, { method: 'GET', target: `/${'x'.repeat(8_000)}` }),
  attack('a path of escapes that are no UTF-8', 404, { method: 'GET', target: `/${'%ff'.repeat(2_000)}` }),
  attack('a host that is none', 400, { method: 'GET', target: 'http://a b/' }),
];

export const MESSAGE_ATTACKS: readonly Attack[] = [...HEADS, ...FRAMES, ...TARGETS];

function lines(count: number, lineOf: (i: number) => string): string[] {
  return Array.from({ length: count }, (_, i) => lineOf(i));
}

function chunked(name: string, status: number, body: string): Attack {
  return attack(name, status, { headers: ['Transfer-Encoding: chunked'], length: null, body });
}

/** Requests on one connection that do not wait for the answers before them. */
function pipeline(name: string, requests: number): Attack {
  const statuses = new Array(requests).fill(200);
  return { name, bytes: () => Buffer.concat(new Array(requests).fill(rawRequest(LIVE))), statuses };
}
