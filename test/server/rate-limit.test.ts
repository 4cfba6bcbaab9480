import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';
import { ROOT } from '../../scripts/lib/serve/production-bundle';
import { readMetrics, withServer } from '../support/with-server';

const seven = toPng(drawSeven(28));
const run = promisify(execFile);
const predict = (url: URL) => fetch(new URL('/predict', url), { method: 'POST', body: seven });

/** Predicts on eight connections at once. */
async function predictAtOnce(url: URL, times: number): Promise<Response[]> {
  const answers: Response[] = [];
  let left = times;
  const connection = async () => {
    while (left-- > 0) {
      const response = await predict(url);
      await response.arrayBuffer();
      answers.push(response);
    }
  };
  await Promise.all(Array.from({ length: 8 }, connection));
  return answers;
}

it('RATE_LIMIT is exact over many connections, and refusals are counted', async () => {
  await withServer(
    async (url) => {
      const answers = await predictAtOnce(url, 100);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(50);
      expect(answers.filter(({ status }) => status === 429)).toHaveLength(50);
      const remaining = answers.map(({ headers }) => /r=(\d+)/.exec(headers.get('RateLimit')!)![1]);
      expect(new Set(remaining).size).toBe(50);
      expect(await readMetrics(url)).toMatchObject({
        service_metrics: { total_requests: 100, successful_predictions: 50, failed_predictions: 50 },
      });
    },
    { variables: { RATE_LIMIT: '50/3600' } },
  );
});

it('a client that waits for Retry-After is admitted', async () => {
  await withServer(
    async (url) => {
      for (const _ of Array(3)) expect((await predict(url)).status).toBe(200);
      const refused = await predict(url);
      expect(refused.status).toBe(429);
      const seconds = Number(refused.headers.get('Retry-After'));
      expect(seconds).toBeLessThanOrEqual(2);
      await pause(seconds * 1_000);
      expect((await predict(url)).status).toBe(200);
    },
    { variables: { RATE_LIMIT: '3/2' } },
  );
});

it('the client of docs/rate-limits.md gets an answer to each of its pictures', async () => {
  const page = readFileSync(path.join(ROOT, 'docs/rate-limits.md'), 'utf8');
  const [, client] = /```js\n(.*?)```/s.exec(page)!;
  await withServer(
    async (url) => {
      const picture = `Buffer.from('${Buffer.from(seven).toString('base64')}', 'base64')`;
      const program = `${client}
        for (let i = 0; i < 3; i++) console.log((await predict('${url}', ${picture})).predicted_digit);`;
      const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program]);
      expect(stdout).toBe('7\n7\n7\n');
    },
    { variables: { RATE_LIMIT: '2/3' } },
  );
});

it('a forged address is not believed', async () => {
  await withServer(
    async (url) => {
      const headers = { 'CF-Connecting-IP': '198.51.100.1', 'X-Forwarded-For': '198.51.100.2' };
      const statuses: number[] = [];
      for (const own of [headers, {}, headers]) {
        const response = await fetch(new URL('/predict', url), { method: 'POST', body: seven, headers: own });
        statuses.push(response.status);
      }
      expect(statuses).toEqual([200, 200, 429]);
    },
    { variables: { RATE_LIMIT: '2/60' } },
  );
});

it('behind a trusted proxy each client has a limit of its own, an IPv6 network being one client', async () => {
  await withServer(
    async (url) => {
      const statusFor = async (address: string) => {
        const init = { method: 'POST', headers: { 'X-Forwarded-For': address } };
        return (await fetch(new URL('/predict', url), init)).status;
      };
      for (let i = 0; i < 200; i++) {
        expect([i, await statusFor(`2001:db8:0:${i}::1`)]).toEqual([i, 422]);
        expect([i, await statusFor(`2001:db8:0:${i}::2`)]).toEqual([i, 429]);
      }
    },
    { variables: { RATE_LIMIT: '1/3600' }, proxies: { trustedProxies: ['127.0.0.1'] } },
  );
});

it('a server without RATE_LIMIT limits nobody', async () => {
  await withServer(async (url) => {
    const answers = await predictAtOnce(url, 100);
    expect(answers.every(({ status, headers }) => status === 200 && !headers.has('RateLimit-Policy'))).toBe(
      true,
    );
  });
});
