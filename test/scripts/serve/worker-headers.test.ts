import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { toWorkerHeaders } from '../../../scripts/lib/serve/worker-headers';

function headersOf(sent: Record<string, string>, length?: number | null): Record<string, string> {
  const client = {
    rawHeaders: Object.entries(sent).flat(),
    headers: Object.fromEntries(Object.entries(sent).map(([name, value]) => [name.toLowerCase(), value])),
  } as unknown as IncomingMessage;
  const flat = toWorkerHeaders(client, 'digits.example', 'id-1', '192.0.2.7', length);
  return Object.fromEntries(flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1]!]] : [])));
}

const ALWAYS = { Host: 'digits.example', 'X-Request-Id': 'id-1', 'CF-Connecting-IP': '192.0.2.7' };

it("toWorkerHeaders() passes on the client's headers, spelt as they are", () => {
  const sent = { Accept: 'text/plain', 'x-Odd-CASE': '1', Cookie: 'a=b' };
  expect(headersOf(sent)).toEqual({ ...ALWAYS, ...sent });
});

it('toWorkerHeaders() drops what only the runtime and the edge may say', () => {
  const lies = {
    'MF-CF-Blob': 'null',
    'mf-original-url': 'x',
    'CF-Connecting-IP': '1.2.3.4',
    'cf-ipcountry': 'FR',
    'CF-Ray': '1',
  };
  expect(headersOf(lies)).toEqual(ALWAYS);
});

it('toWorkerHeaders() drops what concerns the connection to the client, and what Connection names', () => {
  const sent = {
    Connection: 'keep-alive, X-Private',
    'X-Private': '1',
    'Keep-Alive': 'timeout=5',
    Upgrade: 'h2c',
    TE: 'trailers',
    Trailer: 'X-Sum',
    Expect: '100-continue',
    'Proxy-Authorization': 'Basic x',
  };
  expect(headersOf(sent)).toEqual(ALWAYS);
});

it('toWorkerHeaders() states the length of the body as it is passed on', () => {
  const chunked = { 'Transfer-Encoding': 'chunked' };
  expect(headersOf(chunked, 12)).toEqual({ ...ALWAYS, 'Content-Length': '12' });
  expect(headersOf(chunked, null)).toEqual({ ...ALWAYS, 'Transfer-Encoding': 'chunked' });
  expect(headersOf({ 'Content-Length': '12' }, 12)).toEqual({ ...ALWAYS, 'Content-Length': '12' });
});

it('toWorkerHeaders() reads a Connection of blanks about as fast as one of letters', () => {
  const millisecondsOf = (filler: string) => {
    const start = performance.now();
    headersOf({ Connection: `x${filler.repeat(15_000)}x` });
    return performance.now() - start;
  };
  millisecondsOf('x');
  // It was 1,000 times.
  expect(millisecondsOf(' ')).toBeLessThan(100 * Math.max(1, millisecondsOf('x')));
});
