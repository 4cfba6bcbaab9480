import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';
import { RawClient } from '../support/raw-client';
import { startTestServer, withFolder, withServer } from '../support/with-server';

const seven = toPng(drawSeven(28));
const sha256 = (key: string) => createHash('sha256').update(key).digest('hex');
const LIMITED = 'a key of the shop, which has a quota';
const FREE = 'a key of the office, which has none';
const variables = {
  API_KEYS: `shop:predict:${sha256(LIMITED)}:daily=30:monthly=1000,office:predict:${sha256(FREE)}`,
};

function predict(url: URL, key = LIMITED, address?: string): Promise<Response> {
  const headers = { 'X-API-Key': key, ...(address !== undefined && { 'X-Forwarded-For': address }) };
  return fetch(new URL('/predict', url), { method: 'POST', body: seven, headers });
}

function predictBatch(url: URL, pictures: number): Promise<Response> {
  const body = JSON.stringify({ images: Array(pictures).fill(Buffer.from(seven).toString('base64')) });
  const headers = { 'X-API-Key': LIMITED, 'Content-Type': 'application/json' };
  return fetch(new URL('/predict/batch', url), { method: 'POST', body, headers });
}

it('a quota is exact over many connections and a restart, and applies to no other key', async () => {
  await withFolder(async (folder) => {
    const first = await startTestServer(folder, () => {}, { variables });
    const answers = await Promise.all(Array.from({ length: 20 }, () => predict(first.url)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(answers[0]!.headers.get('RateLimit-Policy')).toBe('"daily";q=30;w=86400, "monthly";q=1000');
    await first.stop();

    const second = await startTestServer(folder, () => {}, { variables });
    const statuses = await Promise.all(
      Array.from({ length: 50 }, async () => (await predict(second.url)).status),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(40);
    const refused = await predict(second.url);
    expect(await refused.json()).toMatchObject({ code: 'quota_exceeded', 'violated-policies': ['daily'] });
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect((await predict(second.url, FREE)).status).toBe(200);
    await second.stop();
  });
});

it('a batch is charged its pictures, all of them or none', async () => {
  await withServer(
    async (url) => {
      const first = await predictBatch(url, 25);
      expect(first.status).toBe(200);
      expect(first.headers.get('RateLimit')).toMatch(/^"daily";r=5;t=\d+, "monthly";r=975;t=\d+$/);
      const tooMany = await predictBatch(url, 6);
      expect(tooMany.status).toBe(429);
      expect(await tooMany.json()).toMatchObject({
        detail: expect.stringMatching(/^Cannot take 6 pictures from the key "shop": 5 of 30 a day are left/),
      });
      expect((await predictBatch(url, 5)).status).toBe(200);
    },
    { variables },
  );
});

it('clients that disconnect leave nobody waiting, and no charge unchecked', async () => {
  await withServer(
    async (url) => {
      const asked = Array.from({ length: 20 }, async (_, i) => {
        if (i % 2 === 0) return (await predict(url)).status;
        const client = await RawClient.open(url);
        await client.send(`POST /predict HTTP/1.1\r\nHost: x\r\nX-API-Key: ${LIMITED}\r\n`);
        await client.send(`Content-Length: ${seven.length}\r\n\r\n`);
        await client.send(seven);
        client.close();
        return null;
      });
      const statuses = (await Promise.all(asked)).filter((status) => status !== null);
      expect(statuses).toEqual(Array(10).fill(200));
      const figures = await (await fetch(new URL('/metrics/prometheus', url))).text();
      expect(figures).toContain('digits_limits_unchecked_total{limit="quota"} 0\n');
    },
    { variables },
  );
});

it('a rate limit counts the holder of a key wherever it is, apart from its address', async () => {
  await withServer(
    async (url) => {
      const statuses: number[] = [];
      for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) {
        statuses.push((await predict(url, FREE, address)).status);
      }
      expect(statuses).toEqual([200, 200, 429]);
      const other = await predict(url, LIMITED, '192.0.2.1');
      expect(other.status).toBe(200);
      expect(other.headers.get('RateLimit-Policy')).toBe(
        '"predict";q=2;w=60, "daily";q=30;w=86400, "monthly";q=1000',
      );
    },
    { variables: { ...variables, RATE_LIMIT: '2/60' }, proxies: { trustedProxies: ['127.0.0.1'] } },
  );
});
