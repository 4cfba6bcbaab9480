import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Services } from '../../../service/services';
import { keyWith } from '../../access';
import { logChange } from '../../admin';
import type { HonoEnv } from '../../hono-env';
import { problemResponses } from '../../openapi/problem-responses';
import { FEEDBACK_CODES } from './new-label';

const route = createRoute({
  method: 'delete',
  path: '/feedback/{request_id}',
  operationId: 'deleteFeedback',
  tags: ['Administration'],
  security: keyWith('admin'),
  summary: 'Delete what is remembered of a request',
  description: 'Its predictions, pictures and labels, at once and in all objects.',
  request: { params: z.object({ request_id: z.string().openapi({ description: 'Of the answer' }) }) },
  responses: {
    204: { description: 'Nothing is left' },
    ...problemResponses([...FEEDBACK_CODES, 'unknown_prediction']),
  },
});

/** `DELETE /feedback/{request_id}` */
export function registerDeleteFeedback(app: OpenAPIHono<HonoEnv>, { feedback }: Services): void {
  app.openAPIRegistry.registerPath(route);
  app.delete('/feedback/:request_id', async (c) => {
    const requestId = c.req.param('request_id');
    await feedback.forget(requestId);
    logChange(c, `deleted what was remembered of the request "${requestId}"`);
    return c.body(null, 204);
  });
}
