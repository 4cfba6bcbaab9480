import type { OpenAPIHono } from '@hono/zod-openapi';
import packageJson from '../../../package.json';
import { FRONT_CODES } from '../../error-guide';
import type { ErrorCode } from '../../errors';
import { ERROR_DOCS_PATH } from '../../problem-details';
import { SECURITY_SCHEMES } from '../access';
import type { HonoEnv } from '../hono-env';
import { isProtocolPath } from '../protocol-error';
import { PROBLEM_EXAMPLES, problemExamples } from './error-examples';
import { EXAMPLES } from './examples';
import { ALWAYS_SENT, HEADERS, type HeaderName, headerReferences, LIMIT_HEADERS } from './headers';
import { protocolExamples } from './protocol-responses';
import { TAGS } from './tags';

type Document = ReturnType<OpenAPIHono<HonoEnv>['getOpenAPI31Document']>;
type Operation = NonNullable<NonNullable<Document['paths']>[string]['get']>;
type ErrorContent = Record<string, { schema: { $ref: string }; examples: Record<string, object> }>;
type Response = { headers?: object; content?: Record<string, { examples?: object }> };

const DESCRIPTION = `Send a picture of a handwritten digit, get the digit back.

- **An API key** is required for predictions if the operator has configured keys, and for metrics if the operator has closed them: send it as \`Authorization: Bearer <key>\` or \`X-API-Key: <key>\`. Pages of any origin may use the API, except for metrics and keys (CORS).
- **Errors** are problem details ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)); \`code\` is stable, \`detail\` is for people, \`type\` links to [the documentation of the code](.${ERROR_DOCS_PATH}).
- **Rate limits and quotas** may apply to each client: \`RateLimit-Policy\` names them, and a request beyond them gets 429 with \`Retry-After\`.
- **HEAD** works wherever GET does: the same status and headers without the body. **OPTIONS** answers preflights.
- **Any other method** gets 405, with the supported ones in \`Allow\`; any other path gets 404.
- **Each response** has the id of its request in \`X-Request-Id\`. Send an id of your own to find the request in the log.
- **Behind a path prefix** the server's address is the folder of this document. A client that reads the document from a file has to be configured with the address.`;

const INFO = {
  openapi: '3.1.0',
  info: {
    title: 'Handwritten digit recognition API',
    version: packageJson.version,
    summary: packageJson.description,
    description: DESCRIPTION,
    contact: { name: `The maintainers of ${packageJson.name}` },
    license: { name: 'MIT', url: 'https://spdx.org/licenses/MIT.html' },
  },
  // Relative to the document (OpenAPI 3.1, "Server Object"): a proxy may put any path before it.
  servers: [{ url: '.', description: 'Where this document comes from' }],
  security: [],
  tags: TAGS,
};

/** Errors that every path can return; those of the protocols of model servers have another form. */
const COMMON_RESPONSES = {
  MethodNotAllowed: commonResponse(
    'Method not allowed on this path',
    ['Allow'],
    asProblem(['method_not_allowed']),
  ),
  Problem: commonResponse(
    'Any other problem',
    ['Retry-After'],
    asProblem(['not_found', 'internal_error', 'temporarily_overloaded', ...FRONT_CODES]),
  ),
  ProtocolMethodNotAllowed: commonResponse(
    'Method not allowed on this path',
    ['Allow'],
    asProtocolError(['method_not_allowed']),
  ),
  ProtocolProblem: commonResponse(
    'Any other problem; as problem details if it did not reach the Worker',
    ['Retry-After'],
    {
      ...asProtocolError(['not_found', 'internal_error', 'temporarily_overloaded']),
      ...asProblem(FRONT_CODES),
    },
  ),
};

/**
 * Describes the API as an OpenAPI 3.1 document: the routes' declarations, and what all routes share (headers, errors,
 * recorded examples).
 */
export function describeApi(app: OpenAPIHono<HonoEnv>): Document {
  const document = app.getOpenAPI31Document(INFO);
  for (const [path, operations] of Object.entries(document.paths ?? {})) {
    for (const operation of [operations.get, operations.post, operations.put, operations.delete]) {
      if (operation) complete(path, operation);
    }
  }
  return {
    ...document,
    components: {
      ...document.components,
      securitySchemes: SECURITY_SCHEMES,
      headers: HEADERS,
      responses: COMMON_RESPONSES,
      examples: PROBLEM_EXAMPLES,
    },
  };
}

function complete(path: string, operation: Operation): void {
  const id = operation.operationId ?? '';
  addExamples((operation.requestBody as Response | undefined)?.content, EXAMPLES.requests[id]);
  const responses: Record<string, Response> = operation.responses ?? {};
  const isLimited = '429' in responses;
  for (const [status, response] of Object.entries(responses)) {
    addExamples(response.content, EXAMPLES.answers[id]?.[status]);
    response.headers = {
      ...headerReferences([...ALWAYS_SENT, ...(isLimited ? LIMIT_HEADERS : [])]),
      ...response.headers,
    };
  }
  const form = isProtocolPath(path) ? 'Protocol' : '';
  responses['405'] = { $ref: `#/components/responses/${form}MethodNotAllowed` } as Response;
  responses.default = { $ref: `#/components/responses/${form}Problem` } as Response;
  operation.responses = responses;
}

function addExamples(
  content: Response['content'],
  examples: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
): void {
  for (const [type, named] of Object.entries(examples)) {
    const described = Object.entries(named).map(([name, value]) => [name, { summary: name, value }]);
    if (content?.[type]) content[type].examples = Object.fromEntries(described);
  }
}

function commonResponse(description: string, headers: readonly HeaderName[], content: ErrorContent) {
  return { description, headers: headerReferences([...ALWAYS_SENT, ...headers]), content };
}

function asProblem(codes: readonly ErrorCode[]) {
  const schema = { $ref: '#/components/schemas/Problem' };
  return { 'application/problem+json': { schema, examples: problemExamples(codes) } };
}

function asProtocolError(codes: readonly ErrorCode[]) {
  const schema = { $ref: '#/components/schemas/ProtocolError' };
  return { 'application/json': { schema, examples: protocolExamples(codes) } };
}
