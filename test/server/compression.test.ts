import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { serveAllTests } from '../support/with-server';

const server = serveAllTests();

/** As it comes over the wire: `fetch` would unpack it. */
function get(path: string, headers: Record<string, string>, method = 'GET') {
  return new Promise<{ headers: NodeJS.Dict<string | string[]>; status: number; body: Buffer }>(
    (resolve, reject) => {
      const sent = request(new URL(path, server()), { method, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.once('end', () => {
          resolve({ headers: response.headers, status: response.statusCode!, body: Buffer.concat(chunks) });
        });
      });
      sent.once('error', reject);
      sent.end();
    },
  );
}

it('text is compressed as the client prefers, other and small responses are not', async () => {
  const plain = await get('/openapi.json', {});
  expect(plain.headers).toMatchObject({ vary: expect.stringContaining('Accept-Encoding') });
  expect(plain.headers['content-encoding']).toBeUndefined();

  const brotli = await get('/openapi.json', { 'Accept-Encoding': 'gzip, deflate, br' });
  expect(brotli.headers).toMatchObject({
    'content-encoding': 'br',
    vary: expect.stringContaining('Accept-Encoding'),
  });
  expect(brotliDecompressSync(brotli.body)).toEqual(plain.body);

  const gzip = await get('/openapi.json', { 'Accept-Encoding': 'br;q=0.5, gzip' });
  expect(gzip.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(gzip.body)).toEqual(plain.body);
  expect(gzip.body.length).toBeLessThan(plain.body.length / 3);

  const small = await get('/health', { 'Accept-Encoding': 'gzip' });
  expect(small.headers['content-encoding']).toBeUndefined();
  expect(JSON.parse(small.body.toString()).status).toBe('healthy');
});

it('HEAD has the headers of the compressed response', async () => {
  const { headers, body } = await get('/openapi.json', { 'Accept-Encoding': 'gzip' }, 'HEAD');
  expect(headers['content-encoding']).toBe('gzip');
  expect(headers['content-length']).toBeUndefined();
  expect(body).toHaveLength(0);
});

it('unchanged compressed metrics are 304 by their ETag', async () => {
  const accept = { Accept: 'text/plain', 'Accept-Encoding': 'gzip' };
  const first = await get('/metrics/prometheus', accept);
  expect(first.headers['content-encoding']).toBe('gzip');
  const tag = String(first.headers.etag);
  expect(tag).toMatch(/^W\//);
  const statuses = [];
  for (let i = 0; i < 2; i++) {
    const again = await get('/metrics/prometheus', { ...accept, 'If-None-Match': tag });
    statuses.push(again.status);
  }
  expect(statuses).toContain(304);
});
