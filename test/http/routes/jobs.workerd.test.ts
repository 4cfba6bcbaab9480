import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it } from 'vitest';
import { drawSeven, toPng } from '../../../scripts/lib/scenes/sample-images';
import { CONFIG } from '../../../src/config';
import { sleep } from '../../../src/time/deadline';
import { json, request, settledMetrics } from '../../support/api';
import { type ClosedService, closedService } from '../../support/closed-service';
import { toTar, toZip } from '../../support/jobs/archives';

const SEVEN = toPng(drawSeven(28));
const HALF = SEVEN.slice(0, SEVEN.length / 2);
const BLANK = toPng({ width: 28, height: 28, data: new Uint8Array(784) });
const THREE = { 'a/seven.png': SEVEN, 'a/half.png': HALF, 'blank.png': BLANK };

const OVER = ['completed', 'failed', 'cancelled', 'expired'];
const opened: string[] = [];

afterEach(async () => {
  // A caller may have few that are not over.
  for (const id of opened.splice(0)) await request(`/jobs/${id}/cancel`, { method: 'POST' });
});

async function create(body: object = {}): Promise<string> {
  const response = await request('/jobs', { method: 'POST', body: JSON.stringify(body) });
  const job = await json(response);
  expect([response.status, job]).toEqual([201, expect.objectContaining({ id: expect.any(String) })]);
  opened.push(job.id);
  return job.id;
}

function put(id: string, body: BodyInit, query = ''): Promise<Response> {
  return request(`/jobs/${id}/input${query}`, { method: 'PUT', body });
}

async function read(id: string) {
  return json(await request(`/jobs/${id}`));
}

/** Waits until the job is over. */
async function ended(id: string) {
  for (;;) {
    const job = await read(id);
    if (OVER.includes(job.status)) return job;
    await sleep(50);
  }
}

async function results(id: string, query = '') {
  const response = await request(`/jobs/${id}/results${query}`);
  // Not text(): workerd warns that the type is none of text.
  const text = new TextDecoder().decode(await response.arrayBuffer());
  const lines = text.split('\n').slice(0, -1);
  return { response, lines: lines.map((line) => JSON.parse(line)) };
}

/** Of the digit 7. */
function predictionsOf(metrics: Awaited<ReturnType<typeof settledMetrics>>): number {
  return metrics.model_metrics.predictions_by_digit['7'];
}

describe('POST /jobs with an archive', () => {
  it.each([
    ['zip', toZip(THREE)],
    ['tar', toTar(THREE)],
  ])(
    'answers each picture of a %s file once, those that cannot be read with an error',
    async (_, archive) => {
      const id = await create();
      expect(await json(await put(id, archive))).toMatchObject({ id, missing_parts: [] });
      expect(await ended(id)).toMatchObject({
        status: 'completed',
        counts: { total: 3, completed: 2, failed: 1 },
        error: null,
        started_at: expect.any(String),
        ended_at: expect.any(String),
      });
      const { response, lines } = await results(id);
      expect(response.headers.get('Content-Type')).toBe('application/jsonl; charset=utf-8');
      expect(lines).toMatchObject([
        { index: 0, key: 'a/seven.png', predicted_digit: 7, is_digit: true, model_version: 'v3.0' },
        {
          index: 1,
          key: 'a/half.png',
          error: { code: 'corrupt_png', status: 400, detail: expect.any(String) },
        },
        { index: 2, key: 'blank.png', is_digit: false, reject_reason: 'blank' },
      ]);
    },
  );

  it('takes parts in any order, and tells which are missing', async () => {
    const archive = toZip(THREE);
    const cut = Math.floor(archive.length / 3);
    const id = await create({ parts: 3 });
    expect(await json(await put(id, archive.slice(2 * cut), '?part=3'))).toMatchObject({
      status: 'awaiting_input',
      missing_parts: [1, 2],
    });
    await put(id, 'PK, and nonsense that is replaced', '?part=1');
    await put(id, archive.slice(0, cut), '?part=1');
    await put(id, archive.slice(cut, 2 * cut), '?part=2');
    expect(await ended(id)).toMatchObject({ status: 'completed', counts: { total: 3 } });
  });

  it('uses the model that is named, and makes errors of pictures without a digit if it is strict', async () => {
    const id = await create({ model: 'v1.0', strict: true });
    await put(id, toZip(THREE));
    expect(await ended(id)).toMatchObject({
      model_version: 'v1.0',
      strict: true,
      counts: { completed: 1, failed: 2 },
    });
    const { lines } = await results(id);
    expect(lines[0]).toMatchObject({ predicted_digit: 7, model_version: 'v1.0' });
    expect(lines[2]).toMatchObject({ error: { code: 'blank', status: 422 } });
  });

  it('counts each picture once in the figures, and the job', async () => {
    const before = await settledMetrics();
    const id = await create();
    await put(id, toZip(Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`${i}.png`, SEVEN]))));
    await ended(id);
    // What all shards say is cached for two seconds.
    await sleep(2_000);
    const after = await settledMetrics();
    expect(predictionsOf(after) - predictionsOf(before)).toBe(150);
    const text = await (await request('/metrics/prometheus')).text();
    expect(text).toMatch(/digits_jobs_total\{status="completed"\} [1-9]/);
    expect(text).toMatch(/digits_job_pictures_total\{result="failed"\} [1-9]/);
  });

  it('fails with missing_image if there is no file in the archive', async () => {
    const id = await create();
    await put(id, toZip({ 'folder/': new Uint8Array(0) }));
    expect(await ended(id)).toMatchObject({
      status: 'failed',
      error: { code: 'missing_image', status: 422 },
    });
  });

  it('fails with corrupt_archive if the parts do not make an archive', async () => {
    const id = await create({ parts: 2 });
    await put(id, toZip(THREE).slice(0, 100), '?part=1');
    await put(id, 'and nonsense', '?part=2');
    expect(await ended(id)).toMatchObject({ status: 'failed', error: { code: 'corrupt_archive' } });
    expect((await results(id)).lines).toEqual([]);
  });
});

describe('POST /jobs with pictures in the bucket', () => {
  it('answers the keys that are listed, also those that are not there', async () => {
    await env.JOB_BUCKET.put('pictures/listed/seven.png', SEVEN);
    const id = await create({ keys: ['pictures/listed/seven.png', 'pictures/listed/none.png'] });
    expect(await ended(id)).toMatchObject({
      status: 'completed',
      counts: { total: 2, completed: 1, failed: 1 },
    });
    expect((await results(id)).lines).toMatchObject([
      { index: 0, key: 'pictures/listed/seven.png', predicted_digit: 7 },
      { index: 1, key: 'pictures/listed/none.png', error: { code: 'not_found' } },
    ]);
  });

  it('answers all keys of a prefix', async () => {
    for (const name of ['a', 'b', 'c']) await env.JOB_BUCKET.put(`pictures/few/${name}.png`, SEVEN);
    const id = await create({ prefix: 'pictures/few/' });
    expect(await ended(id)).toMatchObject({ counts: { total: 3, completed: 3, failed: 0 } });
    const keys = (await results(id)).lines.map(({ key }) => key);
    expect(keys).toEqual(['a', 'b', 'c'].map((name) => `pictures/few/${name}.png`));
  });

  it.each([
    ['outside of pictures/', { keys: ['jobs/job_1/results/00000000-1'] }, 'it must begin with pictures/'],
    ['of another prefix', { prefix: 'jobs/' }, 'it must begin with pictures/'],
    ['and parts at once', { prefix: 'pictures/', parts: 2 }, 'exclude each other'],
    ['of which there are none', { keys: [] }, 'at least one'],
    ['misspelt', { key: ['pictures/a.png'] }, 'did you mean "keys"'],
  ])('refuses keys %s', async (_, body, message) => {
    const response = await request('/jobs', { method: 'POST', body: JSON.stringify(body) });
    expect(response.status).toBe(422);
    expect(await json(response)).toMatchObject({
      code: 'invalid_request',
      detail: expect.stringContaining(message),
    });
  });
});

describe('GET /jobs/{id}/results', () => {
  const MANY = toZip(Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`${i}.png`, HALF])), 0);

  it('continues after the lines that are skipped, within a batch and between two', async () => {
    const id = await create();
    await put(id, MANY);
    await ended(id);
    const { lines } = await results(id);
    expect(lines.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 150 }, (_, i) => i),
    );
    for (const skip of [1, 63, 64, 65, 149, 150, 9_999]) {
      expect((await results(id, `?skip=${skip}`)).lines).toEqual(lines.slice(skip));
    }
  });

  it('says what is wrong with a number of lines', async () => {
    const id = await create();
    for (const skip of ['-1', 'x', '1.5']) {
      const response = await request(`/jobs/${id}/results?skip=${skip}`);
      expect([skip, response.status]).toEqual([skip, 422]);
    }
    expect((await request(`/jobs/${id}/results?skp=1`)).status).toBe(422);
  });
});

describe('POST /jobs/{id}/cancel', () => {
  it('ends a job that awaits its input, which takes no more', async () => {
    const id = await create();
    const response = await request(`/jobs/${id}/cancel`, { method: 'POST' });
    expect(await json(response)).toMatchObject({ id, status: 'cancelled' });
    const late = await put(id, toZip(THREE));
    expect([late.status, await json(late)]).toEqual([
      409,
      expect.objectContaining({ code: 'wrong_job_state' }),
    ]);
  });

  it('changes nothing about a job that is over', async () => {
    const id = await create();
    await put(id, toZip(THREE));
    const before = await ended(id);
    expect(await json(await request(`/jobs/${id}/cancel`, { method: 'POST' }))).toEqual(before);
  });
});

describe('PUT /jobs/{id}/input', () => {
  it.each([
    ['a picture', SEVEN, 'unsupported_archive', 415],
    ['half a zip file', toZip(THREE).slice(0, 200), 'corrupt_archive', 400],
    ['nothing', '', 'invalid_request', 422],
  ])('refuses %s, and takes an archive after that', async (_, body, code, status) => {
    const id = await create();
    const refused = await put(id, body);
    expect([refused.status, await json(refused)]).toEqual([status, expect.objectContaining({ code })]);
    expect((await put(id, toZip(THREE))).status).toBe(200);
    expect(await ended(id)).toMatchObject({ status: 'completed' });
  });

  it('refuses a part that the job does not have', async () => {
    const id = await create({ parts: 2 });
    for (const [part, words] of Object.entries({
      3: '2 parts',
      0: 'from 1',
      1001: 'at most 1000',
      x: 'whole number',
    })) {
      const response = await put(id, 'PK', `?part=${part}`);
      expect([response.status, await json(response)]).toEqual([
        422,
        expect.objectContaining({ detail: expect.stringContaining(words) }),
      ]);
    }
  });

  it('refuses a part that is too large, one without a length, and one that is compressed', async () => {
    const id = await create();
    const large = await put(id, new Uint8Array(CONFIG.jobs.maxPartBytes + 1));
    expect([large.status, await json(large)]).toEqual([
      413,
      expect.objectContaining({ code: 'body_too_large', detail: expect.stringContaining('smaller parts') }),
    ]);
    const endless = await put(id, new Blob(['PK']).stream().pipeThrough(new TransformStream()));
    expect([endless.status, await json(endless)]).toEqual([
      411,
      expect.objectContaining({ code: 'length_required' }),
    ]);
    const gzipped = await request(`/jobs/${id}/input`, {
      method: 'PUT',
      body: 'PK',
      headers: { 'Content-Encoding': 'gzip' },
    });
    expect(gzipped.status).toBe(415);
  });

  it('refuses input for a job whose pictures are in the bucket', async () => {
    const id = await create({ prefix: 'pictures/none/' });
    const response = await put(id, toZip(THREE));
    expect([response.status, await json(response)]).toEqual([
      409,
      expect.objectContaining({ code: 'wrong_job_state' }),
    ]);
  });
});

describe('jobs', () => {
  it.each(['job_1', `job_${'0'.repeat(32)}`, '%00%ff'])('answers 404 for the id %s', async (id) => {
    for (const [path, method] of [
      ['', 'GET'],
      ['/results', 'GET'],
      ['/cancel', 'POST'],
      ['/input', 'PUT'],
    ] as const) {
      const body = method === 'PUT' ? 'PK' : undefined;
      const response = await request(`/jobs/${id}${path}`, { method, ...(body && { body }) });
      expect([response.status, await json(response)]).toEqual([
        404,
        expect.objectContaining({ code: 'unknown_job' }),
      ]);
    }
  });

  it('are limited in number for each caller', async () => {
    const { maxActivePerCaller } = CONFIG.jobs;
    for (let i = 0; i < maxActivePerCaller; i++) await create();
    const response = await request('/jobs', { method: 'POST' });
    expect([response.status, response.headers.get('Retry-After')]).toEqual([429, '60']);
    expect(await json(response)).toMatchObject({ code: 'too_many_jobs' });
    await request(`/jobs/${opened[0]}/cancel`, { method: 'POST' });
    for (;;) {
      // The list learns of the end a moment later.
      if ((await request('/jobs', { method: 'POST' })).status === 201) break;
      await sleep(50);
    }
  });

  it('answer jobs_unavailable where a binding is missing', async () => {
    const { ask } = await closedService({ API_KEYS: '' }, { JOB_QUEUE: undefined });
    for (const path of ['/jobs', `/jobs/job_${'0'.repeat(32)}`]) {
      const response = await ask(path, null, { method: path === '/jobs' ? 'POST' : 'GET' });
      expect([response.status, await json(response)]).toEqual([
        503,
        expect.objectContaining({ code: 'jobs_unavailable' }),
      ]);
    }
  });
});

describe('jobs of a closed service', () => {
  async function createWith({ ask, keys }: ClosedService): Promise<string> {
    return (await json(await ask('/jobs', keys.predict, { method: 'POST' }))).id;
  }

  it('are seen by the key that created them and by administrators, and by nobody else', async () => {
    const service = await closedService();
    const other = await closedService();
    const id = await createWith(service);
    expect((await service.ask(`/jobs/${id}`, service.keys.predict)).status).toBe(200);
    expect((await service.ask(`/jobs/${id}`, service.keys.admin)).status).toBe(200);
    expect((await service.ask(`/jobs/${id}`, null)).status).toBe(401);
    expect((await service.ask(`/jobs/${id}`, service.keys.metrics)).status).toBe(403);
    expect((await other.ask(`/jobs/${id}`, other.keys.admin)).status).toBe(200);
    expect((await request(`/jobs/${id}`)).status).toBe(404);
    await service.ask(`/jobs/${id}/cancel`, service.keys.predict, { method: 'POST' });
  });
});
