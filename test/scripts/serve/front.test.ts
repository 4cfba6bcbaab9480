import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { RawClient } from '../../support/raw-client';
import { readBody, startFront } from '../../support/serve/start-front';

/** A runtime that fails in ways that workerd cannot be made to fail in. */

it('a kept connection that the runtime closes instead of answering costs no request', async () => {
  const seen: string[] = [];
  const used = new WeakSet<object>();
  const { url, statuses } = await startFront(async (request, response) => {
    if (used.has(request.socket)) {
      request.socket.destroy();
      return;
    }
    used.add(request.socket);
    const body = await readBody(request);
    seen.push(body);
    response.end(body);
  });
  for (const body of ['one', 'two', 'three', '']) {
    const answer = await fetch(url, { method: 'POST', body });
    expect({ status: answer.status, body: await answer.text() }).toEqual({ status: 200, body });
  }
  expect(seen).toEqual(['one', 'two', 'three', '']);
  expect(statuses()).toEqual([]);
});

it('a runtime that closes a fresh connection is 503, and is not asked again', async () => {
  let asked = 0;
  const { url, statuses, waiting } = await startFront((request) => {
    asked++;
    request.socket.destroy();
  });
  const answer = await fetch(url, { method: 'POST', body: 'one' });
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('1');
  expect(await answer.json()).toMatchObject({ code: 'service_unavailable' });
  expect({ asked, statuses: statuses(), waiting: waiting() }).toEqual({
    asked: 1,
    statuses: [503],
    waiting: 0,
  });
});

it.each([
  ['breaks off', ''],
  ['goes on with what is no chunk', 'nonsense'],
])('a body that %s after its early answer counts as no other request', async (_, rest) => {
  const { url, entries } = await startFront((_request, response) => response.writeHead(413).end());
  const client = await RawClient.open(url);
  await client.send('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
  await client.send(`20000\r\n${'x'.repeat(0x20000)}\r\n`);
  expect((await client.answer()).status).toBe(413);
  await client.send(rest);
  client.close();
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(entries).toEqual([]);
});

it('an answer that breaks off is not taken for a whole one', async () => {
  const { url } = await startFront((_request, response) => {
    response.writeHead(200, { 'Content-Length': 1_000 });
    response.write('half', () => response.destroy());
  });
  await expect(fetch(url).then((answer) => answer.text())).rejects.toThrow();
});

it('a client that resets its connection takes its request to the Worker along', async () => {
  let gone = () => {};
  const isGone = new Promise<void>((resolve) => {
    gone = resolve;
  });
  let arrived = () => {};
  const hasArrived = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const { url, waiting } = await startFront((request) => {
    request.socket.once('close', gone);
    arrived();
  });
  const client = connect(Number(url.port), url.hostname);
  client.on('error', () => {});
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await hasArrived;
  client.resetAndDestroy();
  await isGone;
  await expect.poll(waiting).toBe(0);
});

describe('a client that closes its half of the connection', () => {
  const REQUEST = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n';

  function half(url: URL, bytes: string): Socket {
    const client = connect({ port: Number(url.port), host: url.hostname, allowHalfOpen: true });
    client.end(bytes);
    return client;
  }

  it('after its request gets its answer, and the connection is closed', async () => {
    const { url, entries } = await startFront(async (request, response) => {
      const body = await readBody(request);
      setTimeout(() => response.end(`read ${body}`), 100);
    });
    expect(await text(half(url, `${REQUEST}one`))).toMatch(/^HTTP\/1.1 200 OK\r\n.*read one$/s);
    expect(entries).toEqual([]);
  });

  it('after several requests gets all their answers', async () => {
    const { url } = await startFront(async (request, response) => response.end(await readBody(request)));
    const answers = await text(half(url, `${REQUEST}one${REQUEST}two`));
    expect(answers.match(/HTTP\/1.1 200 OK/g)).toHaveLength(2);
    expect(answers).toMatch(/one.*two$/s);
  });

  it('in mid-body has gone', async () => {
    const { url, entries } = await startFront((_request, response) => response.end());
    await once(half(url, `${REQUEST}on`).resume(), 'close');
    await expect.poll(() => entries).toMatchObject([{ status: 499 }]);
  });

  it('while it waits for its turn has gone', async () => {
    const { url, entries, setRunning } = await startFront((_request, response) => response.end());
    setRunning(false);
    await once(half(url, `${REQUEST}one`).resume(), 'close');
    await expect.poll(() => entries).toMatchObject([{ status: 499 }]);
  });
});
