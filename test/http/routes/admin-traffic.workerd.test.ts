import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { drawSeven, toPng } from '../../../scripts/lib/scenes/sample-images';
import { COUNTED } from '../../../src/metrics/series/catalogue';
import { counterCell } from '../../../src/metrics/series/series';
import { json, request, settledMetrics } from '../../support/api';
import { type ClosedService, closedService } from '../../support/closed-service';

const SEVEN = toPng(drawSeven(28));
const TENTH = { weights: { 'v2.0': 90, 'v1.0': 10 }, shadows: {} };
const HALF = { weights: { 'v2.0': 50, 'v1.0': 50 }, shadows: {} };

let service: ClosedService;
beforeEach(async () => {
  service = await serviceWith({});
});

/** A closed service whose split nothing else uses. */
function serviceWith(variables: Record<string, string>): Promise<ClosedService> {
  const name = crypto.randomUUID();
  return closedService(variables, { TRAFFIC_STORE: { getByName: () => env.TRAFFIC_STORE.getByName(name) } });
}

function manage(method: string, path = '', body?: unknown): Promise<Response> {
  return service.ask(`/admin/traffic${path}`, service.keys.admin, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    }),
  });
}

/** How a client's picture is answered. */
async function predict(headers: Record<string, string> = {}, query = '') {
  return json(
    await service.ask(`/predict${query}`, service.keys.predict, { method: 'POST', body: SEVEN, headers }),
  );
}

describe('GET /admin/traffic', () => {
  it('has no split from the start', async () => {
    const response = await manage('GET');
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(await json(response)).toEqual({ split: null, source: 'default', history: [] });
  });

  it('has the split of the setting TRAFFIC', async () => {
    service = await serviceWith({ TRAFFIC: JSON.stringify(TENTH) });
    expect(await json(await manage('GET'))).toEqual({ split: TENTH, source: 'configuration', history: [] });
  });

  it.each(['predict', 'metrics'] as const)('is closed to a key of the role %s', async (role) => {
    expect((await service.ask('/admin/traffic', service.keys[role])).status).toBe(403);
  });
});

describe('PUT /admin/traffic', () => {
  it('puts a split into force, and remembers who, when and why', async () => {
    const response = await manage('PUT', '', { ...TENTH, reason: 'cheaper' });
    expect(response.status).toBe(200);
    const expected = {
      split: TENTH,
      source: 'store',
      history: [
        {
          kind: 'set',
          timestamp: expect.any(String),
          by: 'admin-holder',
          reason: 'cheaper',
          from: null,
          to: TENTH,
        },
      ],
    };
    expect(await json(response)).toEqual(expected);
    expect(await json(await manage('GET'))).toEqual(expected);
  });

  it('decides which version answers', async () => {
    await manage('PUT', '', { weights: { 'v1.0': 100 } });
    expect(await predict()).toMatchObject({ model_version: 'v1.0', assigned_by: 'split' });
  });

  it.each([
    ['weights that do not add up to 100', { weights: { 'v2.0': 90 } }, 'the weights add up to 90, not 100'],
    ['a version that there is not', { weights: { 'v9.9': 100 } }, 'there is no version "v9.9"'],
    ['no weights', { shadows: {} }, 'Cannot read "weights"'],
    ['weights that are no numbers', { weights: { 'v2.0': '100' } }, 'Cannot read "weights.v2.0"'],
    ['a field that there is not', { ...TENTH, shadow: {} }, 'shadow'],
    ['a reason that is too long', { ...TENTH, reason: 'x'.repeat(501) }, 'at most 500 characters'],
  ])('refuses %s with 422', async (_what, body, detail) => {
    const response = await manage('PUT', '', body);
    expect(response.status).toBe(422);
    expect(await json(response)).toMatchObject({
      code: 'invalid_request',
      detail: expect.stringContaining(detail),
    });
    expect(await json(await manage('GET'))).toMatchObject({ split: null });
  });
});

describe('POST /admin/traffic/rollback', () => {
  it('undoes one change after the other', async () => {
    await manage('PUT', '', TENTH);
    await manage('PUT', '', HALF);
    expect(await json(await manage('POST', '/rollback', { reason: 'it reads worse' }))).toMatchObject({
      split: TENTH,
      history: [{ kind: 'rollback', reason: 'it reads worse', from: HALF, to: TENTH }, {}, {}],
    });
    expect(await json(await manage('POST', '/rollback'))).toMatchObject({ split: null, source: 'default' });
  });

  it('answers 409 where nothing is left to undo', async () => {
    const response = await manage('POST', '/rollback');
    expect(response.status).toBe(409);
    expect(await json(response)).toMatchObject({ code: 'nothing_to_roll_back' });
  });
});

describe('the guard', () => {
  /** Lets a version fail and the other one work, as if an isolate had counted it. */
  async function count(failing: string, working: string) {
    const cellOf = (version: string, result: 'digit' | 'failed') =>
      counterCell(COUNTED.assigned, { model_version: version, assigned_by: 'split', result });
    const cells = { [cellOf(failing, 'failed')]: 50, [cellOf(working, 'digit')]: 200 };
    const deltas = [{ sequence: 1, at: Date.now(), cells }];
    await env.METRICS.getByName('weur-0').apply({ isolate: crypto.randomUUID(), deltas });
  }

  /** Ticks until the figures, which are up to two seconds old, have arrived. */
  async function stopped() {
    await service.tick();
    return (await json(await manage('GET'))).history.length > 1;
  }

  it('takes a version that fails out of the traffic, and the history says so', async () => {
    service = await serviceWith({ TRAFFIC_GUARD: 'on' });
    await manage('PUT', '', TENTH);
    await service.tick();
    await count('v1.0', 'v2.0');
    await expect.poll(stopped, { timeout: 20_000 }).toBe(true);
    expect(await json(await manage('GET'))).toMatchObject({
      split: { weights: { 'v2.0': 100, 'v1.0': 0 } },
      history: [
        {
          kind: 'guard',
          by: 'guard',
          reason: expect.stringMatching(/^v1\.0 fails more often than v2\.0: 100\.00 % \(50 of 50\)/),
          from: TENTH,
        },
        { kind: 'set' },
      ],
    });
    expect(await json(await manage('POST', '/rollback'))).toMatchObject({ split: TENTH });
    await service.tick();
    await service.tick();
    // What was counted before the rollback counts no longer.
    expect(await json(await manage('GET'))).toMatchObject({ split: TENTH });
  });
});

describe('a request under a split', () => {
  it('is answered by the default version without one', async () => {
    expect(await predict()).toMatchObject({ model_version: 'v3.0', assigned_by: 'default' });
  });

  it('is answered by the version that it names', async () => {
    await manage('PUT', '', { weights: { 'v1.0': 100 } });
    expect(await predict({}, '?model=v3.0')).toMatchObject({ model_version: 'v3.0', assigned_by: 'query' });
    expect(await predict({}, '?model=default')).toMatchObject({
      model_version: 'v3.0',
      assigned_by: 'query',
    });
  });

  it('goes by the API key, whatever the client calls itself', async () => {
    await manage('PUT', '', HALF);
    const answers = await Promise.all([...'abcdef'].map((id) => predict({ 'X-Client-Id': id })));
    expect(new Set(answers.map((answer) => answer.model_version)).size).toBe(1);
  });

  it('refuses a client id that is not allowed with 422', async () => {
    expect(await predict({ 'X-Client-Id': 'x'.repeat(129) })).toMatchObject({
      code: 'invalid_request',
      detail: expect.stringContaining('1 to 128 printable ASCII characters'),
    });
  });

  it('says the version in a batch and in the open protocols', async () => {
    await manage('PUT', '', { weights: { 'v1.0': 100 } });
    const image = btoa(String.fromCharCode(...SEVEN));
    const ask = async (path: string, body: object) =>
      json(
        await service.ask(path, service.keys.predict, {
          method: 'POST',
          body: JSON.stringify(body),
          headers: { 'Content-Type': 'application/json' },
        }),
      );
    expect(await ask('/predict/batch', { images: [image] })).toMatchObject({
      model_version: 'v1.0',
      assigned_by: 'split',
      results: [{ model_version: 'v1.0', assigned_by: 'split' }],
    });
    const inputs = [{ name: 'image', datatype: 'BYTES', shape: [1], data: [image] }];
    expect(await ask('/v2/models/digits/infer', { inputs })).toMatchObject({ model_version: 'v1.0' });
  });
});

describe('a shadow', () => {
  /** How many pictures a shadow has read with a result, over all tests. */
  async function readAlong(version: string, result: string): Promise<number> {
    await settledMetrics();
    const text = await (await request('/metrics/prometheus')).text();
    const series = `digits_shadow_pictures_total{model_version="${version}",result="${result}"}`;
    return Number(
      text
        .split('\n')
        .find((line) => line.startsWith(series))!
        .split(' ')
        .at(-1),
    );
  }

  it('reads every request where it has 100 per cent, and none of its own', async () => {
    await manage('PUT', '', { weights: { 'v2.0': 100 }, shadows: { 'v1.0': 100 } });
    const before = await readAlong('v1.0', 'agrees');
    expect(await predict()).toMatchObject({ model_version: 'v2.0' });
    await predict({}, '?model=v1.0');
    // Figures of other isolates, such as that of this service, are up to two seconds old.
    await expect.poll(() => readAlong('v1.0', 'agrees'), { timeout: 60_000 }).toBe(before + 1);
  });

  it('reads nothing where it has 0 per cent', async () => {
    await manage('PUT', '', { weights: { 'v2.0': 100 }, shadows: { 'v2.1-3x3': 0, 'v1.0': 100 } });
    const before = await readAlong('v1.0', 'agrees');
    await predict();
    await expect.poll(() => readAlong('v1.0', 'agrees'), { timeout: 60_000 }).toBe(before + 1);
    expect(await readAlong('v2.1-3x3', 'agrees')).toBe(0);
  });
});

describe('GET /models', () => {
  async function statuses(): Promise<Record<string, string>> {
    const { models } = await json(await service.ask('/models', null));
    return Object.fromEntries(
      models.map(({ version, status }: { version: string; status: string }) => [version, status]),
    );
  }

  it('lists every version, with its traffic and what its card says', async () => {
    const answer = await json(await service.ask('/models', null));
    const networks: { version: string; members: unknown; created: string }[] = answer.models.filter(
      ({ members }: { members: unknown }) => members === null,
    );
    const newest = networks.toSorted((a, b) => a.created.localeCompare(b.created)).at(-1)!;
    expect(answer).toMatchObject({ default: 'v3.0', latest: newest.version });
    expect(answer.models.find(({ version }: { version: string }) => version === 'v3.0')).toEqual({
      version: 'v3.0',
      aliases: expect.arrayContaining(['default']),
      is_default: true,
      weight: 100,
      shadow: 0,
      status: 'serving',
      description: expect.any(String),
      created: expect.any(String),
      members: null,
      model_accuracy: expect.any(Number),
      multiply_adds: expect.any(Number),
      expected_calibration_error: expect.any(Number),
      rejected_digits: expect.any(Number),
    });
  });

  it('tells serving, shadow and retired versions apart', async () => {
    await manage('PUT', '', TENTH);
    await manage('PUT', '', { weights: { 'v2.0': 100 }, shadows: { ensemble: 5 } });
    expect(await statuses()).toMatchObject({
      'v2.0': 'serving',
      'v1.0': 'retired',
      ensemble: 'shadow',
      'v2.1-3x3': 'available',
    });
  });
});
