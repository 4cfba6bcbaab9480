import { once } from 'node:events';
import { Agent, get, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { FRONT_LIMITS } from '../../../scripts/lib/serve/limits';
import { SLICE_BYTES } from '../../../scripts/lib/serve/paced-input';
import { RawClient } from '../../support/raw-client';
import { readBody, startFront } from '../../support/serve/start-front';

const ONE_AT_A_TIME = { concurrent: 1, waiting: 2, waitSeconds: 60 };
const UPLOAD = Buffer.alloc(FRONT_LIMITS.gatheredBytes + 1);

/** A runtime that answers when the test says so. */
function holdBack() {
  const held: { path: string; answer: () => ServerResponse }[] = [];
  return {
    handle: async (request: Parameters<typeof readBody>[0], response: ServerResponse) => {
      const path = request.url!;
      held.push({ path, answer: () => response.end(path) });
      await readBody(request);
    },
    paths: () => held.map(({ path }) => path),
    answer: (path: string) => held.find((request) => request.path === path)!.answer(),
  };
}

async function statusOf(url: URL, path: string, body?: Uint8Array): Promise<number> {
  const response = await fetch(new URL(path, url), body && { method: 'POST', body: new Uint8Array(body) });
  await response.arrayBuffer();
  return response.status;
}

describe('under overload', () => {
  it('requests are answered in their order, and those for which there is no room get 503', async () => {
    const { handle, paths, answer } = holdBack();
    const { url, entries } = await startFront(handle, { requests: ONE_AT_A_TIME });
    const statuses: Record<string, Promise<number>> = {};
    for (const path of ['/a', '/b', '/c']) {
      statuses[path] = statusOf(url, path);
      await wait(50);
    }
    const refused = await fetch(new URL('/d', url));
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(await refused.json()).toMatchObject({
      code: 'temporarily_overloaded',
      detail: 'Cannot answer now: 2 requests wait already',
    });
    expect(entries).toMatchObject([{ status: 503, code: 'temporarily_overloaded', isCounted: false }]);
    for (const path of ['/a', '/b', '/c']) {
      await expect.poll(paths).toContain(path);
      answer(path);
      expect(await statuses[path]).toBe(200);
    }
    expect(paths()).toEqual(['/a', '/b', '/c']);
  });

  it('a request that has waited too long gets 503', async () => {
    const { handle } = holdBack();
    const { url } = await startFront(handle, { requests: { ...ONE_AT_A_TIME, waitSeconds: 0.2 } });
    const first = statusOf(url, '/a').catch(() => 0);
    await wait(50);
    const refused = await fetch(new URL('/b', url));
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ detail: expect.stringMatching(/waited 0.2 s/) });
    void first;
  });

  it.each(['/health', '/readyz', '/metrics', '/metrics/prometheus', '/metrics?format=json'])(
    '%s passes those that wait',
    async (probe) => {
      const { handle, paths, answer } = holdBack();
      const limits = { requests: ONE_AT_A_TIME, uploads: ONE_AT_A_TIME };
      const { url } = await startFront(handle, limits);
      const others = ['/a', '/b'].map((path) => statusOf(url, path));
      const uploads = ['/u', '/v'].map((path) => statusOf(url, path, UPLOAD));
      await expect.poll(() => paths().length).toBe(2);
      const status = statusOf(url, probe);
      await expect.poll(paths).toContain(probe);
      answer(probe);
      expect(await status).toBe(200);
      for (const path of ['/a', '/b', '/u', '/v']) {
        await expect.poll(paths).toContain(path);
        answer(path);
      }
      expect(await Promise.all([...others, ...uploads])).toEqual([200, 200, 200, 200]);
    },
  );

  it('a client that leaves while it waits is 499, and those behind it move up', async () => {
    const { handle, paths, answer } = holdBack();
    const { url, entries } = await startFront(handle, { requests: ONE_AT_A_TIME });
    const first = statusOf(url, '/a');
    await expect.poll(paths).toEqual(['/a']);
    const leaving = await RawClient.open(url);
    await leaving.send('GET /b HTTP/1.1\r\nHost: x\r\n\r\n');
    await wait(50);
    leaving.close();
    await expect
      .poll(() => entries)
      .toMatchObject([{ status: 499, code: 'client_closed_request', path: '/b', isCounted: false }]);
    const last = statusOf(url, '/c');
    answer('/a');
    await expect.poll(paths).toEqual(['/a', '/c']);
    answer('/c');
    expect(await Promise.all([first, last])).toEqual([200, 200]);
  });

  it('a body that waits is not read beyond what is buffered', async () => {
    const { handle, paths } = holdBack();
    const { url } = await startFront(handle, { uploads: ONE_AT_A_TIME });
    void statusOf(url, '/a', UPLOAD).catch(() => 0);
    await expect.poll(paths).toEqual(['/a']);
    const client = await RawClient.open(url);
    const size = 50_000_000;
    await client.send(`POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: ${size}\r\n\r\n`);
    let isTaken = false;
    void client.send(Buffer.alloc(size)).then(() => {
      isTaken = true;
    });
    await wait(500);
    expect(isTaken).toBe(false);
    client.close();
  });

  it('bodies that arrive slowly take a limited amount of memory all together', async () => {
    const { handle } = holdBack();
    const { url } = await startFront(handle, { heldBytes: 100_000 });
    const clients = [];
    for (let i = 0; i < 2; i++) {
      const client = await RawClient.open(url);
      await client.send('POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n');
      await client.send(Buffer.alloc(59_999));
      clients.push(client);
    }
    const { status, body } = await clients[1]!.answer();
    expect({ status, code: JSON.parse(body).code }).toEqual({ status: 503, code: 'temporarily_overloaded' });
    for (const client of clients) client.close();
  });

  it('an upload that keeps others waiting has to be faster than one that does not', async () => {
    const { handle, paths } = holdBack();
    const { url, entries } = await startFront(handle, {
      uploads: ONE_AT_A_TIME,
      contendedSeconds: 1,
      idleSeconds: 4,
    });
    const slow = await RawClient.open(url);
    await slow.send('POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n');
    await slow.send(UPLOAD);
    const drip = setInterval(() => slow.send(Buffer.alloc(100)), 100);
    await wait(2_500);
    expect(entries).toEqual([]);
    void statusOf(url, '/next', UPLOAD).catch(() => 0);
    const { status, body } = await slow.answer();
    clearInterval(drip);
    expect(status).toBe(408);
    expect(JSON.parse(body).detail).toContain('while other uploads wait');
    // The Worker counts it, as 499.
    expect(entries).toMatchObject([{ status: 408, isCounted: true }]);
    await expect.poll(paths).toEqual(['/slow', '/next']);
    slow.close();
  });
});

describe('a body in chunks', () => {
  const send = async (url: URL, chunk: string, count: number) => {
    const client = await RawClient.open(url);
    await client.send('POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    await client.send(`${chunk.repeat(count)}0\r\n\r\n`);
    const { status, body } = await client.answer();
    client.close();
    return { status, body };
  };

  it('of a byte each is refused once there are many', async () => {
    const { url, entries } = await startFront((_request, response) => response.end());
    const { status, body } = await send(url, '1\r\nx\r\n', 100_000);
    expect(status).toBe(400);
    expect(JSON.parse(body).detail).toMatch(/^Cannot read the body: its chunks have 1.0 bytes on average/);
    expect(entries).toMatchObject([{ status: 400, code: 'malformed_request' }]);
  });

  it.each([
    ['1\r\nx\r\n', FRONT_LIMITS.chunks],
    [`80\r\n${'x'.repeat(128)}\r\n`, 10_000],
  ])('is read where they are few, or not that small (%j, %d times)', async (chunk, count) => {
    const { url } = await startFront(async (request, response) => {
      response.end(String((await readBody(request)).length));
    });
    const { status, body } = await send(url, chunk, count);
    expect(status).toBe(200);
    expect(Number(body)).toBe((chunk.length - chunk.indexOf('\n') - 3) * count);
  });
});

describe('while there is no runtime', () => {
  it('requests wait for one, and /livez is answered', async () => {
    const { handle, paths, answer } = holdBack();
    const { url, entries, setRunning } = await startFront(handle);
    setRunning(false);
    const status = statusOf(url, '/a');
    expect(await statusOf(url, '/livez')).toBe(200);
    expect(paths()).toEqual([]);
    setRunning(true);
    await expect.poll(paths).toEqual(['/a']);
    answer('/a');
    expect(await status).toBe(200);
    expect(entries).toMatchObject([{ path: '/livez', status: 200 }]);
  });

  it('a request that has waited too long for one gets 503', async () => {
    const { handle } = holdBack();
    const { url, setRunning } = await startFront(handle, {
      requests: { ...ONE_AT_A_TIME, waitSeconds: 0.1 },
    });
    setRunning(false);
    const refused = await fetch(url);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toMatchObject({ code: 'service_unavailable' });
  });

  it('/readyz is 503 at once where there was one before', async () => {
    const { handle, paths, answer } = holdBack();
    const { url, setRunning } = await startFront(handle);
    setRunning(false);
    const first = statusOf(url, '/readyz');
    setRunning(true);
    await expect.poll(paths).toEqual(['/readyz']);
    answer('/readyz');
    expect(await first).toBe(200);
    setRunning(false);
    expect(await statusOf(url, '/readyz')).toBe(503);
  });
});

describe('a client that does not read', () => {
  const LARGE = Buffer.alloc(20_000_000);

  it('keeps nobody else waiting, and is cut off', async () => {
    const { url } = await startFront((_request, response) => response.end(LARGE), {
      requests: ONE_AT_A_TIME,
      graceSeconds: 0.5,
      bytesPerSecond: 1_000_000,
    });
    const socket = connect(Number(url.port), url.hostname);
    socket.on('error', () => {});
    socket.pause();
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await wait(100);
    expect(await statusOf(url, '/other')).toBe(200);
    await wait(1_500);
    let bytes = 0;
    socket.on('data', (part) => {
      bytes += part.length;
    });
    socket.resume();
    await once(socket, 'close');
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(LARGE.length);
  });

  it('reads slowly, but at the rate that is asked for, and gets all of it', async () => {
    const { url } = await startFront((_request, response) => response.end(LARGE), {
      graceSeconds: 0.5,
      bytesPerSecond: 100_000,
    });
    const received = new Promise<number>((resolve) => {
      get(url, { agent: new Agent() }, (response) => {
        let bytes = 0;
        response.on('data', (part) => {
          bytes += part.length;
          response.pause();
          setTimeout(() => response.resume(), 3);
        });
        response.once('close', () => resolve(bytes));
      });
    });
    expect(await received).toBe(LARGE.length);
  });
});

describe('requests on one connection', () => {
  const request = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

  it('are all answered in their order, and no more are read than may wait, and than were parsed with them', async () => {
    let waiting = 0;
    let most = 0;
    const { url, entries } = await startFront(
      (client, response) => {
        most = Math.max(most, ++waiting);
        setTimeout(() => {
          waiting--;
          response.end(client.url);
        }, 5);
      },
      { pipelined: 3, requests: { concurrent: 1_000, waiting: 0, waitSeconds: 60 } },
    );
    const client = await RawClient.open(url);
    const paths = Array.from({ length: 500 }, (_, i) => `/${i}`);
    await client.send(paths.map(request).join(''));
    const bodies = [];
    for (const _ of paths) bodies.push((await client.answer()).body);
    expect(bodies).toEqual(paths);
    expect(entries).toEqual([]);
    expect(most).toBeLessThanOrEqual(3 + SLICE_BYTES / request('/').length);
    client.close();
  });

  it('that are never answered are not read beyond that', async () => {
    let seen = 0;
    const { url } = await startFront(() => seen++, {
      pipelined: 3,
      requests: { concurrent: 10_000, waiting: 0, waitSeconds: 60 },
    });
    const client = await RawClient.open(url);
    let isTaken = false;
    void client.send(request('/').repeat(1_000_000)).then(() => {
      isTaken = true;
    });
    await expect.poll(() => seen).toBeGreaterThan(3);
    await wait(200);
    expect(seen).toBeLessThanOrEqual(3 + SLICE_BYTES / request('/').length);
    expect(isTaken).toBe(false);
    client.close();
  });

  it('what follows a request after whose refusal it is closed is neither answered nor counted', async () => {
    const seen: string[] = [];
    const { url, entries } = await startFront((client, response) => {
      seen.push(client.url!);
      response.end();
    });
    const client = await RawClient.open(url);
    await client.send(`GET /a HTTP/1.1\r\nHost: x\r\nExpect: nothing\r\n\r\n${request('/b')}`);
    expect((await client.answer()).status).toBe(417);
    await client.closed();
    expect(seen).toEqual([]);
    expect(entries).toMatchObject([{ path: '/a', status: 417 }]);
  });
});
