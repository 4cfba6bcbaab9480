import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Digits as CoreDigits } from '../../../packages/client/src/index';
import { Digits, DigitsError, type DigitsOptions } from '../../../packages/client/src/node';

// The shortest pauses.
beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const PICTURE = Uint8Array.of(1, 2, 3);

/** A client whose service answers each request by this function, and the requests that were sent. */
function clientOf(
  respond: (request: Request, attempt: number) => Response | Promise<Response>,
  options: Partial<DigitsOptions> = {},
) {
  const requests: Request[] = [];
  const fetch = async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(input, init);
    requests.push(request.clone());
    return respond(request, requests.length);
  };
  return { digits: new Digits({ url: 'http://digits.test/prefix/', fetch, ...options }), requests };
}

function problem(status: number, code: string, headers: Record<string, string> = {}): Response {
  const body = JSON.stringify({ status, code, detail: `Cannot answer: ${code}` });
  return new Response(body, { status, headers: { 'Content-Type': 'application/problem+json', ...headers } });
}

const seven = () => Response.json({ predicted_digit: 7 });

/** Answers a batch with the number of bytes of each file. */
async function sizes(request: Request): Promise<Response> {
  const files = (await request.formData()).getAll('files') as File[];
  return Response.json({ results: files.map(({ size }) => ({ predicted_digit: size })) });
}

async function withFile<T>(work: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'digits-test-'));
  try {
    const file = path.join(folder, 'a picture.png');
    writeFileSync(file, PICTURE);
    return await work(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('readNumber()', () => {
  it('sends the picture, and the model only if it is named for this', async () => {
    const { digits, requests } = clientOf(() => Response.json({ text: '42' }), { model: 'v1.0' });
    expect((await digits.readNumber(PICTURE)).text).toBe('42');
    expect((await digits.readNumber(PICTURE, { model: 'v3.0' })).text).toBe('42');
    expect(requests.map(({ url }) => url)).toEqual([
      'http://digits.test/prefix/predict/number',
      'http://digits.test/prefix/predict/number?model=v3.0',
    ]);
  });
});

describe('readNumbers()', () => {
  it('yields a number or an error for each picture, in their order, and says how far it is', async () => {
    const { digits } = clientOf(async (request) => {
      const { byteLength } = await request.arrayBuffer();
      return byteLength === 2 ? problem(400, 'corrupt_png') : Response.json({ text: `${byteLength}` });
    });
    const done: number[] = [];
    const results = [];
    const sources = [3, 2, 5].map((length) => new Uint8Array(length));
    for await (const result of digits.readNumbers(sources, { onProgress: (p) => done.push(p.done) }))
      results.push(result);
    expect(results).toMatchObject([
      { index: 0, id: null, text: '3' },
      { index: 1, error: { code: 'corrupt_png' } },
      { index: 2, text: '5' },
    ]);
    expect(done).toEqual([1, 2, 3]);
  });

  it('ends where the service refuses more than a picture', async () => {
    const { digits } = clientOf(() => problem(401, 'missing_api_key'));
    await expect(digits.readNumbers([PICTURE]).next()).rejects.toMatchObject({ code: 'missing_api_key' });
  });
});

describe('feedback()', () => {
  it('sends what a picture shows', async () => {
    const answer = { feedback_id: crypto.randomUUID(), accepted: true, previous: null };
    const { digits, requests } = clientOf(() => Response.json(answer, { status: 202 }));
    expect(await digits.feedback({ request_id: 'a', label: 7 })).toEqual(answer);
    expect(new URL(requests[0]!.url).pathname).toBe('/prefix/feedback');
    expect(await requests[0]!.json()).toEqual({ request_id: 'a', label: 7 });
  });

  it('throws what the service refuses', async () => {
    const { digits } = clientOf(() => problem(404, 'unknown_prediction'));
    await expect(digits.feedback({ request_id: 'a', label: 'not_a_digit' })).rejects.toMatchObject({
      code: 'unknown_prediction',
    });
  });
});

describe('Digits.predict()', () => {
  it('sends the picture, the key and the options, under the path of the service', async () => {
    const { digits, requests } = clientOf(seven, { key: 'secret', model: 'v1.0' });
    expect((await digits.predict(PICTURE, { strict: true })).predicted_digit).toBe(7);
    const [request] = requests;
    expect(request!.url).toBe('http://digits.test/prefix/predict?model=v1.0&strict=true');
    expect(request!.headers.get('Authorization')).toBe('Bearer secret');
    expect(new Uint8Array(await request!.arrayBuffer())).toEqual(PICTURE);
  });

  it.each([
    ['a Blob', new Blob([PICTURE])],
    ['a File', new File([PICTURE], 'a.png', { type: 'image/png' })],
    ['an ArrayBuffer', PICTURE.buffer],
    ['a Uint8Array', PICTURE],
    ['a Buffer, which may be part of another', Buffer.from([0, ...PICTURE, 4]).subarray(1, 4)],
    ['a DataView', new DataView(PICTURE.buffer)],
  ])('takes %s', async (_what, source) => {
    const { digits, requests } = clientOf(seven);
    await digits.predict(source);
    expect(new Uint8Array(await requests[0]!.arrayBuffer())).toEqual(PICTURE);
  });

  it('takes a path and a file: address in Node.js', async () => {
    await withFile(async (file) => {
      const { digits, requests } = clientOf(seven);
      for (const source of [file, pathToFileURL(file), pathToFileURL(file).href])
        await digits.predict(source);
      for (const request of requests) expect(new Uint8Array(await request.arrayBuffer())).toEqual(PICTURE);
    });
  });

  it('fetches an address', async () => {
    const { digits, requests } = clientOf((request) =>
      request.method === 'GET' ? new Response(PICTURE) : seven(),
    );
    await digits.predict('https://elsewhere.test/7.png');
    await digits.predict(new URL('https://elsewhere.test/7.png'));
    expect(requests.map(({ url }) => url)).toEqual([
      'https://elsewhere.test/7.png',
      'http://digits.test/prefix/predict',
      'https://elsewhere.test/7.png',
      'http://digits.test/prefix/predict',
    ]);
    expect(new Uint8Array(await requests[3]!.arrayBuffer())).toEqual(PICTURE);
  });

  it.each([
    ['no-such-file.png', /^Cannot read no-such-file\.png: ENOENT/],
    [
      'https://elsewhere.test/7.png',
      /^Cannot read https:\/\/elsewhere\.test\/7\.png: its server answers 404/,
    ],
  ])('throws unreadable_file for %s', async (source, message) => {
    const { digits } = clientOf(() => new Response(null, { status: 404 }));
    const error = await digits.predict(source).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(DigitsError);
    expect(error).toMatchObject({
      code: 'unreadable_file',
      message: expect.stringMatching(message),
      status: null,
    });
  });

  it('takes no path where there are no files', async () => {
    const digits = new CoreDigits({ url: 'http://digits.test' });
    await expect(digits.predict('a.png')).rejects.toMatchObject({ code: 'unreadable_file' });
  });

  it('throws the error of the service by its code', async () => {
    const { digits } = clientOf(() => problem(422, 'blank', { 'X-Request-Id': 'abc' }));
    await expect(digits.predict(PICTURE)).rejects.toMatchObject({
      name: 'DigitsError',
      code: 'blank',
      status: 422,
      message: 'Cannot answer: blank',
      requestId: 'abc',
    });
  });

  it.each([
    [new Response('<h1>Not Found</h1>', { status: 404 })],
    [new Response('<h1>Welcome</h1>', { status: 200 })],
    [Response.json({ error: 'no' }, { status: 403 })],
    [new Response(null, { status: 204 })],
  ])('throws unexpected_response for what is no answer of the service (%#)', async (response) => {
    const { digits } = clientOf(() => response.clone());
    await expect(digits.predict(PICTURE)).rejects.toMatchObject({ code: 'unexpected_response' });
  });

  it('waits as long as Retry-After says, and sends the picture again', async () => {
    const pauses: number[] = [];
    const { digits, requests } = clientOf(
      (_request, attempt) =>
        attempt < 3 ? problem(503, 'temporarily_overloaded', { 'Retry-After': '0' }) : seven(),
      { onRetry: ({ seconds }) => pauses.push(seconds) },
    );
    expect((await digits.predict(PICTURE)).predicted_digit).toBe(7);
    expect(pauses).toHaveLength(2);
    for (const request of requests) expect((await request.arrayBuffer()).byteLength).toBe(3);
  });
});

describe('Digits.predictBatch()', () => {
  it('sends many pictures in batches and gives the results in order, with progress', async () => {
    const { digits, requests } = clientOf(sizes);
    const progress: unknown[] = [];
    const pictures = Array.from({ length: 130 }, (_, i) => new File([new Uint8Array(i)], `${i}.png`));
    const { count, succeeded, failed, results } = await digits.predictBatch(pictures, {
      onProgress: (told) => progress.push(told),
    });
    expect([count, succeeded, failed]).toEqual([130, 130, 0]);
    expect(
      results.map(({ index, id, ...rest }) => [index, id, 'predicted_digit' in rest && rest.predicted_digit]),
    ).toEqual(pictures.map(({ name, size }) => [size, name, size]));
    expect(requests).toHaveLength(3);
    expect(progress).toEqual([64, 128, 130].map((done) => ({ done, failed: 0, total: 130 })));
  });

  it('has a file that cannot be read among the results', async () => {
    const { digits } = clientOf(sizes);
    const { failed, results } = await digits.predictBatch([PICTURE, 'no-such-file.png']);
    expect(failed).toBe(1);
    expect(results[1]).toMatchObject({
      id: 'no-such-file.png',
      error: { code: 'unreadable_file', status: null },
    });
  });

  it('sends each batch with a key of its own, and the same one when it repeats it', async () => {
    const { digits, requests } = clientOf((request, attempt) =>
      attempt === 1 ? problem(503, 'temporarily_overloaded', { 'Retry-After': '0' }) : sizes(request),
    );
    await digits.predictBatch(Array(65).fill(PICTURE), { concurrency: 1 });
    const keys = requests.map(({ headers }) => headers.get('Idempotency-Key'));
    expect(keys[0]).toMatch(/^"[0-9a-f]{32}"$/);
    expect(new Set(keys).size).toBe(2);
    expect(keys[1]).toBe(keys[0]);
  });

  it('takes what is yielded over time', async () => {
    const { digits } = clientOf(sizes);
    async function* pictures() {
      for (let i = 0; i < 3; i++) yield new Uint8Array(i);
    }
    expect((await digits.predictBatch(pictures())).results).toHaveLength(3);
  });

  it('answers no pictures without asking', async () => {
    const { digits, requests } = clientOf(sizes);
    expect(await digits.predictBatch([])).toEqual({ count: 0, succeeded: 0, failed: 0, results: [] });
    expect(requests).toEqual([]);
  });
});

describe('Digits.predictAll()', () => {
  it('keeps the results before an error', async () => {
    const { digits } = clientOf((request, attempt) =>
      attempt === 1 ? sizes(request) : problem(401, 'invalid_api_key'),
    );
    let seen = 0;
    const all = async () => {
      for await (const _ of digits.predictAll(Array(100).fill(PICTURE), { concurrency: 1 })) seen++;
    };
    await expect(all()).rejects.toMatchObject({ code: 'invalid_api_key' });
    expect(seen).toBe(64);
  });
});

it('Digits.request() calls any endpoint, typed', async () => {
  const { digits, requests } = clientOf(() => Response.json({ status: 'alive' }));
  const { status } = await digits.request((api, signal) => api.GET('/livez', { signal }));
  expect(status).toBe('alive');
  expect(requests[0]!.url).toBe('http://digits.test/prefix/livez');
});
