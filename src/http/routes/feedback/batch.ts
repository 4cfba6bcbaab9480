import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { ServiceError } from '../../../errors';
import type { Services } from '../../../service/services';
import type { HonoEnv } from '../../hono-env';
import { FeedbackBatchSchema, NewFeedbackBatchSchema, toFeedbackBatchJson } from '../../json/feedback';
import { problemResponses } from '../../openapi/problem-responses';
import { FIELDS_CODES, readJsonFields } from '../../read-json-fields';
import { locationOf } from '../../request-event';
import { FEEDBACK_CODES, FEEDBACK_OPERATION, toNewLabel } from './new-label';

const EXAMPLE = '{"feedback": [{"request_id": "…", "label": 7}]}';

const route = createRoute({
  ...FEEDBACK_OPERATION,
  method: 'post',
  path: '/feedback/batch',
  operationId: 'giveFeedbackBatch',
  summary: 'Say what several pictures show',
  description: 'As `POST /feedback`, for up to 100 pictures. Each has its own result.',
  request: { body: { required: true, content: { 'application/json': { schema: NewFeedbackBatchSchema } } } },
  responses: {
    202: {
      description: 'What became of each label',
      content: { 'application/json': { schema: FeedbackBatchSchema } },
    },
    ...problemResponses([...FIELDS_CODES, ...FEEDBACK_CODES]),
  },
});

/** `POST /feedback/batch` */
export function registerFeedbackBatch(app: OpenAPIHono<HonoEnv>, { feedback }: Services): void {
  app.openAPIRegistry.registerPath(route);
  app.post(route.path, async (c) => {
    const body = await readJsonFields(c, NewFeedbackBatchSchema, EXAMPLE);
    const labels = body.feedback.map((entry) => toNewLabel(c, entry));
    const results = await feedback.label(labels, locationOf(c));
    c.set(
      'labels',
      results.flatMap((result) => (result instanceof ServiceError ? [] : [result])),
    );
    return c.json(toFeedbackBatchJson(labels, results), 202);
  });
}
