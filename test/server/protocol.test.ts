import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';
import { ask, RawClient } from '../support/raw-client';
import { withServer } from '../support/with-server';

/** What workerd by itself does not do, or does to clients: none of it may reach one. */

const seven = toPng(drawSeven(28));
const chunk = (bytes: Uint8Array, extension = '') =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}${extension}\r\n`), bytes, Buffer.from('\r\n')]);

let url: URL;
// biome-ignore lint/suspicious/noExplicitAny: read as expected
let log: readonly any[];
let stop: () => void;
let stopped: Promise<void>;

beforeAll(async () => {
  await new Promise<void>((ready) => {
    stopped = withServer((address, lines) => {
      url = address;
      log = lines;
      ready();
      return new Promise<void>((resolve) => {
        stop = resolve;
      });
    });
  });
});

afterAll(async () => {
  stop();
  await stopped;
});

it('an answer has a Date, a request id and a connection that stays open for longer than a minute', async () => {
  const { status, headers } = await ask(url, 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
  expect(status).toBe(200);
  expect(Math.abs(Date.parse(headers.get('date')!) - Date.now())).toBeLessThan(60_000);
  expect(headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  expect(headers.get('connection')).toBe('keep-alive');
  expect(headers.get('keep-alive')).toBe('timeout=65');
});

it("a request id that the client chose comes back from the Worker and from the front's own answers", async () => {
  for (const path of ['/health', '/livez']) {
    const answer = await ask(url, `GET ${path} HTTP/1.1\r\nHost: x\r\nX-Request-Id: mine-1\r\n\r\n`);
    expect(answer.headers.get('x-request-id')).toBe('mine-1');
  }
});

it.each(['null', '{"continent":"EU"}', '{"country":{}}', '\u00ff'])(
  'MF-CF-Blob: %s from a stranger changes nothing',
  async (blob) => {
    const lines = `Host: x\r\nMF-CF-Blob: ${blob}\r\nCF-Connecting-IP: 1.2.3.4\r\nCF-IPCountry: FR`;
    const answer = await ask(url, Buffer.from(`GET /model_info HTTP/1.1\r\n${lines}\r\n\r\n`, 'latin1'));
    expect(answer.status).toBe(200);
  },
);

it('CONNECT is refused, to the internals of the runtime as to any host', async () => {
  for (const host of ['miniflare-unsafe-internal-capnp-connect', 'example.com:443']) {
    const { status, body } = await ask(url, `CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    expect({ status, code: JSON.parse(body).code }).toEqual({ status: 501, code: 'not_implemented' });
  }
});

it('an offer to upgrade, as Java’s and other clients make with each first request, is ignored', async () => {
  const upgrade = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__';
  const { status, body } = await ask(url, `GET /livez HTTP/1.1\r\nHost: x\r\n${upgrade}\r\n\r\n`);
  expect({ status, body }).toEqual({ status: 200, body: '{"status":"ok"}' });
  expect((await ask(url, `GET /health HTTP/1.1\r\nHost: x\r\n${upgrade}\r\n\r\n`)).status).toBe(200);
});

it('Expect: 100-continue is answered before the body is sent', async () => {
  for (const size of [seven.length, 200_000]) {
    const client = await RawClient.open(url);
    const head = `Host: x\r\nExpect: 100-continue\r\nContent-Length: ${size}`;
    await client.send(`POST /predict HTTP/1.1\r\n${head}\r\n\r\n`);
    expect((await client.answer()).status).toBe(100);
    // Bytes behind the end of a PNG are nobody's business.
    await client.send(Buffer.concat([seven, Buffer.alloc(size - seven.length)]));
    expect([200, 400]).toContain((await client.answer()).status);
    client.close();
  }
});

it('a client that expects 100-continue and is refused receives the refusal, whether or not it sends the body', async () => {
  const client = await RawClient.open(url);
  const head = 'Host: x\r\nExpect: 100-continue\r\nContent-Length: 2000000';
  await client.send(`POST /nowhere HTTP/1.1\r\n${head}\r\n\r\n`);
  let answer = await client.answer();
  if (answer.status === 100) {
    await client.send(Buffer.alloc(2_000_000));
    answer = await client.answer();
  }
  expect(answer.status).toBe(404);
  client.close();
});

it('any other expectation is 417', async () => {
  const { status, body } = await ask(url, 'GET / HTTP/1.1\r\nHost: x\r\nExpect: the-unexpected\r\n\r\n');
  expect({ status, code: JSON.parse(body).code }).toEqual({ status: 417, code: 'expectation_failed' });
});

it.each(['', 'Host: x\r\n'])(
  'HTTP/1.0 is served, and the connection closed (headers: %j)',
  async (headers) => {
    const client = await RawClient.open(url);
    await client.send(`GET /model_info HTTP/1.0\r\n${headers}\r\n`);
    const answer = await client.answer();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('connection')).toBe('close');
    await client.closed();
  },
);

it('HTTP/1.0 with keep-alive keeps the connection', async () => {
  const client = await RawClient.open(url);
  for (let i = 0; i < 2; i++) {
    await client.send('GET /livez HTTP/1.0\r\nConnection: keep-alive\r\n\r\n');
    expect((await client.answer()).status).toBe(200);
  }
  client.close();
});

it('a body in chunks with extensions and trailers is read, and the next request on the connection as well', async () => {
  const client = await RawClient.open(url);
  const head =
    'POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTrailer: X-Checksum\r\n\r\n';
  const half = seven.length >> 1;
  for (let i = 0; i < 2; i++) {
    await client.send(head);
    await client.send(chunk(seven.subarray(0, half), ';name=value'));
    await client.send(chunk(seven.subarray(half), ';quoted="a;b"'));
    await client.send('0\r\nX-Checksum: 1\r\nGET: /nothing\r\n\r\n');
    const { status, body } = await client.answer();
    expect({ status, digit: JSON.parse(body).predicted_digit }).toEqual({ status: 200, digit: 7 });
  }
  client.close();
});

it('pipelined requests are answered in their order', async () => {
  const client = await RawClient.open(url);
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
  await client.send(get('/model_info') + get('/livez') + get('/nowhere') + get('/livez'));
  const statuses = [];
  for (let i = 0; i < 4; i++) statuses.push((await client.answer()).status);
  expect(statuses).toEqual([200, 200, 404, 200]);
  client.close();
});

it('garbage after a request does not affect the response to it', async () => {
  const client = await RawClient.open(url);
  await client.send('GET /model_info HTTP/1.1\r\nHost: x\r\n\r\n\u0001\u0002\r\n\r\n');
  expect((await client.answer()).status).toBe(200);
  expect((await client.answer()).status).toBe(400);
  await client.closed();
});

it('garbage after a body does not affect the response to it, which is counted once', async () => {
  const client = await RawClient.open(url);
  const id = 'followed-by-nonsense';
  const head = `Host: x\r\nX-Request-Id: ${id}\r\nContent-Length: ${seven.length}`;
  const request = Buffer.from(`POST /predict HTTP/1.1\r\n${head}\r\n\r\n`);
  await client.send(Buffer.concat([request, seven, Buffer.from('GET\r\n\r\n')]));
  expect((await client.answer()).status).toBe(200);
  expect((await client.answer()).status).toBe(400);
  await client.closed();
  expect(log.filter((line) => line.request_id === id)).toHaveLength(1);
});

it('the absolute form of a target is taken, and OPTIONS *', async () => {
  const get = await ask(url, 'GET http://example.com/livez?x HTTP/1.1\r\nHost: x\r\n\r\n');
  expect(get.status).toBe(200);
  const options = await ask(url, 'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n');
  expect(options.status).toBe(204);
  expect(options.headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS');
});

const MALFORMED = {
  'two lengths': 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n12',
  'a negative length': 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
  'a length that is no number': 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1x\r\n\r\n1',
  'a length beside chunks':
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'chunks beside a length':
    'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n',
  'the same length twice': 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n1',
  'a list of lengths': 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1, 1\r\n\r\n1',
  'a length with a sign': 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\n1',
  'an empty length': 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \r\n\r\n',
  'a length of 23 digits': `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${'9'.repeat(23)}\r\n\r\n`,
  'a blank before the colon of a length': 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length : 1\r\n\r\n1',
  'a tab before the colon': 'GET / HTTP/1.1\r\nHost: x\r\nX-Tab\t: 1\r\n\r\n',
  'lines without CR': 'GET / HTTP/1.1\nHost: x\n\n',
  'a header without CR': 'GET / HTTP/1.1\r\nHost: x\nX-Bare: 1\r\n\r\n',
  'a bare CR in a value': 'GET / HTTP/1.1\r\nHost: x\r\nX-Bare: a\rb\r\n\r\n',
  'a header without LF': 'GET / HTTP/1.1\r\nHost: x\rX-Bare: 1\r\n\r\n',
  'NUL in a value': 'GET / HTTP/1.1\r\nHost: x\r\nX-Nul: a\0b\r\n\r\n',
  'NUL in a name': 'GET / HTTP/1.1\r\nHost: x\r\nX\0Nul: b\r\n\r\n',
  'NUL in the target': 'GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n',
  'a control character in a value': 'GET / HTTP/1.1\r\nHost: x\r\nX-Odd: a\u0001b\r\n\r\n',
  'a blank before the first header': 'GET / HTTP/1.1\r\n Host: x\r\n\r\n',
  'a line that is no header': 'GET / HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n',
  'chunked twice':
    'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'chunks in HTTP/1.0': 'POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'a chunk size without CR':
    'POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\r\n0\r\n\r\n',
  'a chunk without CR':
    'POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\n0\r\n\r\n',
  'a chunk that is too long':
    'POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxx\r\n0\r\n\r\n',
  'another version': 'GET / HTTP/2.0\r\nHost: x\r\n\r\n',
  'a target with a fragment': 'GET /livez#top HTTP/1.1\r\nHost: x\r\n\r\n',
  'a blank before the colon': 'GET / HTTP/1.1\r\nHost : x\r\n\r\n',
  'a folded header': 'GET / HTTP/1.1\r\nHost: x\r\nX-Folded: a\r\n b\r\n\r\n',
  'no Host': 'GET / HTTP/1.1\r\n\r\n',
  'two Hosts': 'GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n',
  'a Host that is none': 'GET / HTTP/1.1\r\nHost: a b/c\r\n\r\n',
  'a target that is none': 'GET nowhere HTTP/1.1\r\nHost: x\r\n\r\n',
  'a bad chunk': 'POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n',
  'no HTTP': 'hello\r\n\r\n',
  'a TLS handshake': '\u0016\u0003\u0001\u0002\u0000\u0001\u0000',
};

it.each(Object.entries(MALFORMED))(
  '%s is a problem that says so, and leaves a line',
  async (_name, bytes) => {
    const client = await RawClient.open(url);
    await client.send(Buffer.from(bytes, 'latin1'));
    const { status, headers, body } = await client.answer();
    const problem = JSON.parse(body);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(headers.get('connection')).toBe('close');
    expect(problem).toMatchObject({ status, detail: expect.stringMatching(/^Cannot read/) });
    expect(status).toBe(400);
    expect(headers.get('x-request-id')).toBe(problem.request_id);
    await client.closed();
    expect(log.find((line) => line.request_id === problem.request_id)).toMatchObject({
      level: 'info',
      status: 400,
      code: 'malformed_request',
    });
  },
);

it.each(Object.entries(MALFORMED))(
  '%s: nothing that follows is taken for a request',
  async (_name, bytes) => {
    const client = await RawClient.open(url);
    await client.send(Buffer.from(`${bytes}GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n`, 'latin1'));
    expect((await client.answer()).status).toBe(400);
    await expect(client.answer()).rejects.toThrow('closed');
    expect(log.filter((line) => line.path === '/smuggled')).toEqual([]);
  },
);

it.each([
  ['gzip, chunked', [501]],
  ['identity', [501]],
  ['not-chunked', [501]],
  ['"chunked"', [501]],
  // The parser itself refuses it from Node.js 24 on.
  ['', [400, 501]],
])(
  'Transfer-Encoding: %s is one of %j, and nothing that follows is taken for a request',
  async (coding, statuses) => {
    const client = await RawClient.open(url);
    const head = `POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: ${coding}\r\n\r\n`;
    await client.send(`${head}0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(statuses).toContain((await client.answer()).status);
    await expect(client.answer()).rejects.toThrow('closed');
    expect(log.filter((line) => line.path === '/smuggled')).toEqual([]);
  },
);

it('headers of more than 16 KiB are 431', async () => {
  const { status, body } = await ask(url, `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`);
  expect({ status, code: JSON.parse(body).code }).toEqual({ status: 431, code: 'headers_too_large' });
});

it('HEAD has the headers of GET and no body', async () => {
  const client = await RawClient.open(url);
  const head = (path: string) => `HEAD ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
  await client.send(head('/livez'));
  await expect(client.answer()).rejects.toThrow('closed');
  const { headers } = await fetch(new URL('/livez', url), { method: 'HEAD' });
  expect(headers.get('content-length')).toBe('15');
});
