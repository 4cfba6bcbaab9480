import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { expect, it } from 'vitest';
import { type ErrorFacts, ServiceError } from '../../src/errors';
import { answerError } from '../../src/http/answer-error';
import type { HonoEnv } from '../../src/http/hono-env';

/** The answer to a request during which that is thrown. */
async function answerTo(thrown: Error): Promise<Response> {
  const app = new Hono<HonoEnv>();
  app.use((c, next) => {
    c.set('requestId', 'test');
    return next();
  });
  app.get('/', () => {
    throw thrown;
  });
  app.onError(answerError);
  return app.request('/');
}

it.each<[keyof ErrorFacts, ErrorFacts, string, string]>([
  ['allowedMethods', { allowedMethods: ['GET', 'HEAD'] }, 'Allow', 'GET, HEAD'],
  ['acceptedCodings', { acceptedCodings: ['gzip', 'deflate'] }, 'Accept-Encoding', 'gzip, deflate'],
  ['challenge', { challenge: 'Bearer realm="digits"' }, 'WWW-Authenticate', 'Bearer realm="digits"'],
  ['retryAfterSeconds', { retryAfterSeconds: 1.2 }, 'Retry-After', '2'],
])('What an error knows as %s is told in a header', async (_, facts, header, value) => {
  const response = await answerTo(new ServiceError('service_unavailable', 'Cannot answer: busy', facts));
  expect(response.headers.get(header)).toBe(value);
});

it('An error without facts sends none of these headers', async () => {
  const { headers } = await answerTo(new ServiceError('blank', 'Cannot recognise a digit'));
  expect([...headers.keys()]).toEqual(['content-type']);
});

it.each([
  [400, 'malformed_request', 'Bad Request'],
  [401, 'invalid_request', 'Unauthorized'],
  [403, 'invalid_request', 'Forbidden'],
  [404, 'not_found', 'Not Found'],
  [409, 'invalid_request', 'Conflict'],
  [413, 'body_too_large', 'Content Too Large'],
  [418, 'invalid_request', 'Bad Request'],
  [429, 'invalid_request', 'Too Many Requests'],
  [502, 'internal_error', 'Internal Server Error'],
  [503, 'service_unavailable', 'Service Unavailable'],
] as const)(
  "Hono's HTTPException keeps its status %i, and becomes a problem",
  async (status, code, title) => {
    const response = await answerTo(new HTTPException(status, { message: 'Cannot: because' }));
    expect(response.status).toBe(status);
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status, title, code, detail: 'Cannot: because' });
  },
);

it("An HTTPException's own headers survive, but for those of its body", async () => {
  const headers = {
    'WWW-Authenticate': 'Basic realm="x"',
    'Content-Type': 'text/plain',
    'Content-Length': '4',
  };
  const response = await answerTo(new HTTPException(401, { res: new Response('Nope', { headers }) }));
  expect(response.headers.get('WWW-Authenticate')).toBe('Basic realm="x"');
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  expect(response.headers.has('Content-Length')).toBe(false);
  expect(await response.json()).toMatchObject({ status: 401, detail: 'Unauthorized' });
});

it('Any other error is a 500 that does not reveal the cause', async () => {
  const response = await answerTo(new Error('a secret'));
  expect(response.status).toBe(500);
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({ code: 'internal_error' });
  expect(text).not.toContain('secret');
});
