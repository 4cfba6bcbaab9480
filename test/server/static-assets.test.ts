import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { serveAllTests } from '../support/with-server';

const server = serveAllTests();

/** Asks as it stands: `fetch` would tidy the path and undo the compression. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const base = server();
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: Buffer }>(
    (resolve, reject) => {
      const asked = request({ host: base.hostname, port: base.port, path, headers, method }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }),
        );
      });
      asked.on('error', reject).end();
    },
  );
}

async function scriptOfDocs(): Promise<string> {
  const page = (await ask('/docs')).body.toString();
  return `/${/src="([^"]+)"/.exec(page)![1]}`;
}

describe('Static assets of `npm start`', () => {
  it('are compressed, kept for ever, and 304 by the tag that came with the compressed answer', async () => {
    const script = await scriptOfDocs();
    const plain = await ask(script);
    const packed = await ask(script, { 'Accept-Encoding': 'br' });
    expect(packed.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(packed.headers['content-encoding']).toBe('br');
    expect(packed.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(packed.headers['x-content-type-options']).toBe('nosniff');
    expect(packed.body.length).toBeLessThan(plain.body.length / 2);

    const tag = String(packed.headers.etag);
    expect(tag).toBe(`W/${plain.headers.etag}`);
    const again = await ask(script, { 'Accept-Encoding': 'br', 'If-None-Match': `"x", ${tag}` });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  });

  it('are sent to HEAD without a body', async () => {
    const answer = await ask(await scriptOfDocs(), {}, 'HEAD');
    expect([answer.status, answer.body.length]).toEqual([200, 0]);
  });

  it('are contained: no path leads out of their folder', async () => {
    for (const path of [
      '/assets/../../index.js',
      '/assets/..%2f..%2findex.js',
      '/assets/%2e%2e/%2e%2e/index.js',
      '/assets/..%5c..%5cindex.js',
      '/assets//etc/passwd',
      '/assets/',
      '/assets/__proto__',
      '/docs.html',
    ]) {
      expect((await ask(path)).status, path).toBe(404);
    }
  });

  it('are counted like any request', async () => {
    const count = async () => {
      const text = (await ask('/metrics/prometheus')).body.toString();
      return Number(
        /digits_requests_total\{route="\/assets\/:file",method="GET",status="200"\} (\d+)\n/.exec(text)![1],
      );
    };
    const script = await scriptOfDocs();
    const before = await count();
    await ask(script);
    await expect.poll(count, { timeout: 10_000 }).toBe(before + 1);
  });
});
