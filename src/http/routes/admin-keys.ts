import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Services } from '../../service/services';
import { ACCESS_CODES, keyWith } from '../access';
import { logChange } from '../admin';
import type { HonoEnv } from '../hono-env';
import { KeySchema, KeysSchema, NewKeySchema, RotationSchema, toApiKey, toKeyJson } from '../json/api-key';
import { problemResponses } from '../openapi/problem-responses';
import { FIELDS_CODES, readJsonFields } from '../read-json-fields';

const NEW_KEY_EXAMPLE = '{"name": "shop", "role": "predict", "sha256": "…"}';
const ROTATION_EXAMPLE = '{"sha256": "…"}';

const COMMON = { tags: ['Administration'], security: keyWith('admin') };
const params = z.object({ name: z.string().openapi({ description: 'Name of the key', example: 'shop' }) });
const key = { 'application/json': { schema: KeySchema } };

const listRoute = createRoute({
  ...COMMON,
  method: 'get',
  path: '/admin/keys',
  operationId: 'listKeys',
  summary: 'List all API keys',
  description: 'Both the keys in `API_KEYS` and those added at run time. The keys themselves are not shown.',
  responses: {
    200: { description: 'The keys', content: { 'application/json': { schema: KeysSchema } } },
    ...problemResponses([...ACCESS_CODES, 'rate_limited', 'internal_error']),
  },
});

const addRoute = createRoute({
  ...COMMON,
  method: 'post',
  path: '/admin/keys',
  operationId: 'addKey',
  summary: 'Add an API key',
  description:
    'Send the SHA-256 of the key; the key itself stays with its creator. Every isolate accepts it within a second.',
  request: { body: { required: true, content: { 'application/json': { schema: NewKeySchema } } } },
  responses: {
    201: { description: 'The key was added', content: key },
    ...problemResponses([
      ...FIELDS_CODES,
      ...ACCESS_CODES,
      'rate_limited',
      'key_exists',
      'too_many_keys',
      'internal_error',
    ]),
  },
});

const revokeRoute = createRoute({
  ...COMMON,
  method: 'delete',
  path: '/admin/keys/{name}',
  operationId: 'revokeKey',
  summary: 'Revoke all API keys of a name',
  description: 'Including those in `API_KEYS`. Every isolate rejects them within 10 seconds.',
  request: { params },
  responses: {
    204: { description: 'The keys were revoked' },
    ...problemResponses([...ACCESS_CODES, 'rate_limited', 'unknown_key', 'internal_error']),
  },
});

const rotateRoute = createRoute({
  ...COMMON,
  method: 'post',
  path: '/admin/keys/{name}/rotate',
  operationId: 'rotateKey',
  summary: 'Replace all API keys of a name with a new one',
  description:
    'The new key inherits their role and quota. For `overlap_seconds` the old keys remain valid as well.',
  request: { params, body: { required: true, content: { 'application/json': { schema: RotationSchema } } } },
  responses: {
    201: { description: 'The new key was added', content: key },
    ...problemResponses([
      ...FIELDS_CODES,
      ...ACCESS_CODES,
      'rate_limited',
      'unknown_key',
      'key_exists',
      'too_many_keys',
      'internal_error',
    ]),
  },
});

/** `/admin/keys`: API keys are added, replaced and revoked without a deployment. */
export function registerAdminKeys(app: OpenAPIHono<HonoEnv>, { keys, clock }: Services): void {
  app.openAPIRegistry.registerPath(listRoute);
  app.get('/admin/keys', async (c) => {
    const listed = await keys.list();
    return c.json({ keys: listed.map((each) => toKeyJson(each, clock.now())) });
  });

  app.openAPIRegistry.registerPath(addRoute);
  app.post('/admin/keys', async (c) => {
    const added = await keys.add(toApiKey(await readJsonFields(c, NewKeySchema, NEW_KEY_EXAMPLE)));
    logChange(c, `added the API key "${added.key.name}" of the role "${added.key.role}"`);
    return c.json(toKeyJson(added, clock.now()), 201);
  });

  app.openAPIRegistry.registerPath(revokeRoute);
  app.delete('/admin/keys/:name', async (c) => {
    const name = c.req.param('name');
    await keys.revoke(name);
    logChange(c, `revoked the API key "${name}"`);
    return c.body(null, 204);
  });

  app.openAPIRegistry.registerPath(rotateRoute);
  app.post('/admin/keys/:name/rotate', async (c) => {
    const name = c.req.param('name');
    const { sha256, expires, overlap_seconds } = await readJsonFields(c, RotationSchema, ROTATION_EXAMPLE);
    const rotated = await keys.rotate(name, { sha256, expiresAt: expires ?? null }, overlap_seconds * 1000);
    logChange(c, `replaced the API key "${name}"; the old one is accepted for ${overlap_seconds} s more`);
    return c.json(toKeyJson(rotated, clock.now()), 201);
  });
}
