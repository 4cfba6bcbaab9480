import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ERROR_REQUESTS, type ErrorRequest } from '../../scripts/lib/openapi/error-requests';
import { EXAMPLE_VARIABLES } from '../../scripts/lib/openapi/example-keys';
import {
  ask,
  EXAMPLE_REQUESTS,
  type RecordedExamples,
  recordExamples,
} from '../../scripts/lib/openapi/record-examples';
import { toProblem } from '../../scripts/lib/serve/front-problem';
import type { Server } from '../../scripts/lib/serve/production-server';
import { FRONT_CODES } from '../../src/error-guide';
import { toPattern } from '../../src/http/route-table';
import { RECOGNITION_ROUTES } from '../../src/metrics/series/labels';
import { followTrace } from '../../src/tracing/trace-context';
import {
  DOCUMENT,
  differences,
  documented,
  faults,
  OPERATIONS,
  readJson,
  templateOf,
} from '../support/api-document';
import { ask as askRaw } from '../support/raw-client';
import { startTestServer } from '../support/with-server';

const RECORDED: RecordedExamples = readJson('src/http/openapi/examples.json');
/** Errors that a request can bring about; the others need a fault of their own, and have tests of their own. */
const PROVOKED = Object.entries(ERROR_REQUESTS).filter(
  (entry): entry is [string, ErrorRequest] => typeof entry[1] !== 'string',
);

/** The same to six digits: the last ones are those of the processor. */
function rounded(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, inner) =>
    typeof inner === 'number' ? Number(inner.toPrecision(6)) : inner,
  );
}

/** Starting the runtime takes seconds where the machine is busy. */
const HOOK_TIMEOUT = 60_000;

let folder: string;
let server: Server;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'digits-test-'));
  server = await startTestServer(folder, () => {}, { variables: EXAMPLE_VARIABLES });
}, HOOK_TIMEOUT);

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
}, HOOK_TIMEOUT);

it('each example of the document is what the service answers (else: npm run openapi)', async () => {
  expect(rounded(await recordExamples(server.url))).toEqual(rounded(RECORDED));
});

it('docs/openapi.json is the document that the service answers (else: npm run openapi)', async () => {
  expect(await (await fetch(new URL('/openapi.json', server.url))).json()).toEqual(DOCUMENT);
});

it.each(EXAMPLE_REQUESTS)(
  'the answer to $path has the documented fields and headers, no more and no less ($operation: $name)',
  async ({ operation, path, init }) => {
    const described = OPERATIONS.find(({ operationId }) => operationId === operation)!;
    expect(await differences(described, await ask(server.url, path, init))).toEqual([]);
  },
);

it('each operation has an example that is asked for', () => {
  const asked = new Set(EXAMPLE_REQUESTS.map(({ operation }) => operation));
  expect(OPERATIONS.map(({ operationId }) => operationId).filter((id) => !asked.has(id))).toEqual([]);
});

it.each(PROVOKED)(
  'the error %s is answered as documented for its path, where the document lists it',
  async (code, { path: target, init }) => {
    const { pathname } = new URL(target, server.url);
    const methods = DOCUMENT.paths[templateOf(pathname)];
    // What is said of any path is said of each.
    const operation =
      methods?.[(init.method ?? 'GET').toLowerCase()] ?? Object.values(methods ?? {})[0] ?? OPERATIONS[0]!;
    const response = await ask(server.url, target, init);
    const copy = response.clone();
    expect(await differences(operation, response)).toEqual([]);
    expect(await copy.json()).toMatchObject({ code });
    const { content } = documented(operation, response.status);
    expect(Object.keys(content!['application/problem+json']!.examples!)).toContain(code);
  },
);

it.each(FRONT_CODES)('the error %s is what the document says of errors', (code) => {
  const { body } = toProblem(
    code,
    'Cannot answer: busy',
    { requestId: 'an-id', trace: followTrace(null) },
    [],
  );
  expect(faults(DOCUMENT.components.schemas.Problem!, JSON.parse(body))).toEqual([]);
});

/** What no HTTP client sends. */
const UNUSUAL = {
  malformed_request: 'GET / HTTP/1.1\r\nHost : x\r\n\r\n',
  expectation_failed: 'GET / HTTP/1.1\r\nHost: x\r\nExpect: a-miracle\r\n\r\n',
  not_implemented: 'POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n',
};

it.each(Object.entries(UNUSUAL))(
  'the error %s is answered as documented, over the wire',
  async (code, bytes) => {
    const { status, headers, body } = await askRaw(server.url, bytes);
    const response = new Response(body, { status, headers: [...headers] });
    expect(await differences(OPERATIONS[0]!, response)).toEqual([]);
    expect(JSON.parse(body)).toMatchObject({ code, status });
  },
);

it('each POST operation that recognises pictures is counted as one', () => {
  const recognising = Object.entries(DOCUMENT.paths)
    .filter(([, { post }]) => post?.tags.includes('Recognition'))
    .map(([pathname]) => toPattern(pathname));
  expect(recognising.toSorted()).toEqual(RECOGNITION_ROUTES.toSorted());
});

it.each(Object.keys(DOCUMENT.paths))('%s answers another method as documented', async (pathname) => {
  const operation = Object.values(DOCUMENT.paths[pathname]!)[0]!;
  const response = await fetch(new URL(pathname, server.url), { method: 'PATCH' });
  expect(response.status).toBe(405);
  expect(await differences(operation, response)).toEqual([]);
});

it.each(Object.entries(DOCUMENT.components.examples))('the example of %s fits its schema', (_, { value }) => {
  expect(faults(DOCUMENT.components.schemas.Problem!, value)).toEqual([]);
});

it.each(OPERATIONS)('each example of $operationId fits its schema', ({ requestBody, responses }) => {
  const wrong = [...Object.values(responses), requestBody].flatMap((message) =>
    Object.entries(message?.content ?? {}).flatMap(([type, { schema, examples = {} }]) =>
      Object.values(examples).flatMap(({ value }) =>
        value === undefined || !type.endsWith('json') ? [] : faults(schema, value),
      ),
    ),
  );
  expect(wrong).toEqual([]);
});

it.each(
  OPERATIONS.flatMap(({ operationId, requestBody }) =>
    Object.values(requestBody?.content['application/json']?.examples ?? {}).map(({ value }) => ({
      operationId,
      value,
    })),
  ),
)('the recorded requests of $operationId are those of the document', ({ operationId, value }) => {
  const sent = EXAMPLE_REQUESTS.filter(({ operation }) => operation === operationId);
  expect(sent.map(({ init }) => JSON.parse(String(init?.body ?? null)))).toContainEqual(value);
});

it('each error has an example where the document tells of an operation that it may come from', () => {
  const examples = OPERATIONS.flatMap((operation) =>
    [...Object.keys(operation.responses), 'default'].flatMap((status) =>
      Object.keys(documented(operation, status).content?.['application/problem+json']?.examples ?? {}),
    ),
  );
  // Who has gone away receives nothing.
  const received = Object.keys(ERROR_REQUESTS).filter((code) => code !== 'client_closed_request');
  expect(examples).toEqual(expect.arrayContaining(received));
});

it('each operation that changes something or tells figures says which role it needs, and how it refuses others', () => {
  const closed = Object.values(DOCUMENT.paths).flatMap((methods) =>
    Object.entries(methods).filter(([method, { tags }]) => method !== 'get' || tags.includes('Monitoring')),
  );
  expect(closed.length).toBeGreaterThan(8);
  for (const [, { operationId, security, responses }] of closed) {
    const roles = (security ?? []).flatMap((scheme) => Object.values(scheme).flat());
    expect([operationId, ...new Set(roles)]).toEqual([
      operationId,
      expect.stringMatching(/^(predict|metrics|admin)$/),
    ]);
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '403', '503']));
  }
});

it('each example of a prediction agrees with itself', () => {
  const predictions = Object.values(RECORDED.answers.predict![200]!['application/json']!) as {
    predicted_digit: number;
    confidence: number;
    all_probabilities: Record<string, number>;
  }[];
  expect(predictions.length).toBeGreaterThan(1);
  for (const { predicted_digit, confidence, all_probabilities } of predictions) {
    const probabilities = Object.values(all_probabilities);
    expect(probabilities.reduce((sum, share) => sum + share)).toBeCloseTo(1, 5);
    expect(Math.max(...probabilities)).toBe(confidence);
    expect(all_probabilities[predicted_digit]).toBe(confidence);
  }
});
