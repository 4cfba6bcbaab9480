import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { ServiceError } from '../../errors';
import { restoreStore } from '../../service/restore-store';
import type { Services } from '../../service/services';
import { ACCESS_CODES, keyWith } from '../access';
import { logChange } from '../admin';
import type { HonoEnv } from '../hono-env';
import { RestoredSchema, RestoreSchema } from '../json/restore';
import { problemResponses } from '../openapi/problem-responses';
import { FIELDS_CODES, readJsonFields } from '../read-json-fields';

const EXAMPLE = '{"store": "keys", "at": "2030-12-31T12:00:00Z"}';

const restoreRoute = createRoute({
  tags: ['Administration'],
  security: keyWith('admin'),
  method: 'post',
  path: '/admin/restore',
  operationId: 'restoreStore',
  summary: 'Take a store back in time',
  description:
    'On Cloudflare, which keeps the history of 30 days. Every isolate follows within 10 seconds. Keys that were revoked since ' +
    'then are valid again.',
  request: { body: { required: true, content: { 'application/json': { schema: RestoreSchema } } } },
  responses: {
    200: { description: 'The store went back', content: { 'application/json': { schema: RestoredSchema } } },
    ...problemResponses([
      ...FIELDS_CODES,
      ...ACCESS_CODES,
      'rate_limited',
      'traffic_store_unavailable',
      'restore_unsupported',
      'internal_error',
    ]),
  },
});

/** `/admin/restore`: point-in-time recovery of what cannot be made again. */
export function registerAdminRestore(app: OpenAPIHono<HonoEnv>, services: Services): void {
  app.openAPIRegistry.registerPath(restoreRoute);
  app.post(restoreRoute.path, async (c) => {
    const { store, at, bookmark } = await readJsonFields(c, RestoreSchema, EXAMPLE);
    const point = at ?? bookmark;
    if (point === undefined || (at !== undefined && bookmark !== undefined))
      throw new ServiceError(
        'invalid_request',
        `Cannot restore: send either at or bookmark, as in ${EXAMPLE}`,
      );
    const undo = await restoreStore(services, store, point);
    const moment = typeof point === 'number' ? new Date(point).toISOString() : point;
    logChange(c, `took the store of ${store} back to ${moment}`);
    return c.json({ store, undo_bookmark: undo });
  });
}
