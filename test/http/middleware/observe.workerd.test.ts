import { Hono } from 'hono';
import { requestId } from 'hono/request-id';
import { afterEach, expect, it, vi } from 'vitest';
import { drawSeven, toPng } from '../../../scripts/lib/scenes/sample-images';
import { BodyRooms } from '../../../src/admission/in-flight/body-rooms';
import { RequestsInFlight } from '../../../src/admission/in-flight/requests-in-flight';
import { CONFIG } from '../../../src/config';
import { CutOffs } from '../../../src/cut-offs';
import type { HonoEnv } from '../../../src/http/hono-env';
import { identify } from '../../../src/http/middleware/identify';
import { observe } from '../../../src/http/middleware/observe';
import { RouteTable } from '../../../src/http/route-table';
import type { RequestEvent } from '../../../src/metrics/recording/event';
import type { Services } from '../../../src/service/services';
import { workerClock } from '../../../src/time/worker-clock';
import { idleTracer } from '../../../src/tracing/tracer';
import { predictForm, request } from '../../support/api';
import { noKeys } from '../../support/keys';

afterEach(() => {
  vi.restoreAllMocks();
});

const requestsInFlight = new RequestsInFlight(workerClock);
const rooms = new BodyRooms(CONFIG.rooms, workerClock, () => {});

/** Answers "fine" under the eyes of an observer whose counters do that. */
function observed(record: (event: RequestEvent) => void) {
  const metrics = { recorder: { record, flush: async () => {} } } as unknown as Services['metrics'];
  const app = new Hono<HonoEnv>();
  app.use(requestId());
  app.use(identify);
  const services = {
    clock: workerClock,
    metrics,
    tracer: idleTracer,
    keys: noKeys,
    requestsInFlight,
    cutOffs: new CutOffs(),
    rooms,
    config: CONFIG,
  };
  app.use(observe(services, new RouteTable(app)));
  app.get('/', (c) => c.text('fine'));
  app.get('/in-flight', (c) => c.text(String(requestsInFlight.count)));
  app.post('/', async (c) => c.text(`${(await c.get('body').read(1000)).length} bytes`));
  return app;
}

/** The lines that were logged while the work was done, but for those about the start of an isolate. */
async function logged(work: () => Promise<unknown>) {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await work();
  return log.mock.calls.map(([line]) => JSON.parse(line)).filter((line) => 'request_id' in line);
}

it('observe() does not change a response if counting fails, and logs the failure', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const app = observed(() => {
    throw new Error('no room');
  });
  const lines = await logged(async () => {
    expect(await (await app.request('/')).text()).toBe('fine');
  });
  expect(lines).toMatchObject([{ status: 200 }]);
  expect(warn).toHaveBeenCalledWith(expect.stringContaining('Cannot count a request: Error: no room'));
});

it('observe() answers and counts a request whose origin cannot be read', async () => {
  const events: RequestEvent[] = [];
  const odd = new Request('http://localhost/');
  Object.defineProperty(odd, 'cf', {
    get: () => {
      throw new Error('odd');
    },
  });
  await logged(async () => {
    expect((await observed((event) => events.push(event)).request(odd)).status).toBe(200);
  });
  expect(events).toMatchObject([{ status: 200, location: 'unknown' }]);
});

it('observe() counts a request as in flight until it is answered', async () => {
  const app = observed(() => {});
  const texts: string[] = [];
  await logged(async () => {
    for (let i = 0; i < 2; i++) texts.push(await (await app.request('/in-flight')).text());
  });
  expect(texts).toEqual(['1', '1']);
  expect(requestsInFlight.count).toBe(0);
});

it('the log line of a prediction tells the digit, whether it is one, and how long the file was', async () => {
  const seven = toPng(drawSeven(28));
  expect(await logged(() => predictForm(seven))).toMatchObject([
    {
      level: 'info',
      path: '/predict',
      status: 200,
      digit: 7,
      is_digit: true,
      reject_reason: null,
      bytes: expect.any(Number),
      read_seconds: expect.any(Number),
    },
  ]);
});

it.each([
  ['', 200],
  ['?strict=true', 422],
])('the log line of a blank page tells the reason, refused or not (%s)', async (query, status) => {
  const blank = toPng({ width: 50, height: 50, data: new Uint8Array(2500).fill(240) });
  expect(await logged(() => predictForm(blank, 'image/png', query))).toMatchObject([
    { status, is_digit: false, reject_reason: 'blank' },
  ]);
});

it('the log line of an unknown path has at most 200 characters of it and no terminal escape sequences', async () => {
  const [line] = await logged(() => request(`/wp-login.php%1b%5b31m\u001b[31mé${'x'.repeat(500)}`));
  expect(line).toMatchObject({ status: 404, route: '/*', is_digit: null, bytes: 0 });
  expect(line.path).toMatch(/^\/wp-login\.php[\x20-\x7e]{187}…$/);
});

it('observe() releases the body that a route has not released', async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {});
  const response = await observed(() => {}).request('/', { method: 'POST', body: 'seven' });
  expect(await response.text()).toBe('5 bytes');
  expect(rooms.usage.every(({ inUse }) => inUse === 0)).toBe(true);
});
