import { expect, it } from 'vitest';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';
import { ask } from '../support/raw-client';
import { startTestServer, withFolder } from '../support/with-server';

/** Bytes that end a line, steer a terminal, or are no ASCII; sent as they are. */
const HOSTILE = '\u0085\u009b31m\u00a0\u00ff\u2028\x7f';
const LONG = 'x'.repeat(10_000);

const HEADS = {
  'a path with control characters': `GET /${HOSTILE}%0a%1b[31m%e2%80%a8 HTTP/1.1\r\nHost: x\r\n`,
  'a long path': `GET /${LONG} HTTP/1.1\r\nHost: x\r\n`,
  'a hostile query': `GET /drift?${HOSTILE}%0a=%1b HTTP/1.1\r\nHost: x\r\n`,
  'a hostile request id': `GET / HTTP/1.1\r\nHost: x\r\nX-Request-Id: a"b\\u000a${HOSTILE}\r\n`,
  'a long request id': `GET / HTTP/1.1\r\nHost: x\r\nX-Request-Id: ${LONG}\r\n`,
  'a hostile host': `GET / HTTP/1.1\r\nHost: ${HOSTILE}${LONG}\r\n`,
  'a hostile target': `GET ${HOSTILE}${LONG} HTTP/1.1\r\nHost: x\r\n`,
  'a hostile absolute target': `GET http://${HOSTILE}${LONG} HTTP/1.1\r\nHost: x\r\n`,
  'a hostile expectation': `GET / HTTP/1.1\r\nHost: x\r\nExpect: ${HOSTILE}${LONG}\r\n`,
  'a hostile coding': `POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: ${LONG}, chunked\r\n`,
  'a hostile type': `POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: ${HOSTILE}\r\nContent-Length: 0\r\n`,
  'CONNECT to a long target': `CONNECT ${LONG}:443 HTTP/1.1\r\nHost: x\r\n`,
  'no method': `${HOSTILE} / HTTP/1.1\r\nHost: x\r\n`,
};

it('no request adds anything to the log except lines of printable ASCII of at most 1,000 characters', async () => {
  const lines: string[] = [];
  await withFolder(async (storage) => {
    const server = await startTestServer(storage, (line) => lines.push(line));
    try {
      for (const head of Object.values(HEADS)) {
        await ask(server.url, Buffer.from(`${head}\r\n`, 'utf8'));
      }
    } finally {
      await server.stop();
    }
  });
  const requests = lines.filter((line) => 'request_id' in JSON.parse(line));
  expect(requests).toHaveLength(Object.keys(HEADS).length);
  for (const line of lines) {
    expect(line).toMatch(/^[\x20-\x7e]+$/);
    expect(line.length).toBeLessThan(1_000);
  }
});

it('no picture gets into the log, however it is sent', async () => {
  const lines: string[] = [];
  const png = toPng(drawSeven(28));
  const base64 = Buffer.from(png).toString('base64');
  const form = new FormData();
  form.set('file', new File([png], base64.slice(0, 200)));
  const json = (value: unknown) => ({
    body: JSON.stringify(value),
    headers: { 'Content-Type': 'application/json' },
  });
  const sent: [string, RequestInit][] = [
    ['/predict', { body: png }],
    ['/predict', { body: form }],
    ['/predict', json({ image: base64 })],
    ['/predict', json({ image: `${base64}§` })],
    ['/predict', json({ [base64]: base64 })],
    ['/predict', { body: base64, headers: { 'Content-Type': `image/${base64}` } }],
    [`/predict?image=${encodeURIComponent(base64)}`, { body: png }],
  ];
  await withFolder(async (storage) => {
    const server = await startTestServer(storage, (line) => lines.push(line));
    try {
      for (const [path, init] of sent) {
        await (await fetch(new URL(path, server.url), { method: 'POST', ...init })).arrayBuffer();
      }
    } finally {
      await server.stop();
    }
  });
  const requests = lines.filter((line) => 'request_id' in JSON.parse(line));
  expect(requests).toHaveLength(sent.length);
  const pieces = base64.match(/.{16}/g)!;
  expect(lines.filter((line) => pieces.some((piece) => line.includes(piece)))).toEqual([]);
});
