import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { ServiceError } from '../../../errors';
import type { Services } from '../../../service/services';
import type { HonoEnv } from '../../hono-env';
import { FeedbackSchema, NewFeedbackSchema, toFeedbackJson } from '../../json/feedback';
import { problemResponses } from '../../openapi/problem-responses';
import { FIELDS_CODES, readJsonFields } from '../../read-json-fields';
import { locationOf } from '../../request-event';
import { FEEDBACK_CODES, FEEDBACK_OPERATION, toNewLabel } from './new-label';

const EXAMPLE = '{"request_id": "…", "label": 7}';

const route = createRoute({
  ...FEEDBACK_OPERATION,
  method: 'post',
  path: '/feedback',
  operationId: 'giveFeedback',
  summary: 'Say what a picture shows',
  description:
    'For a prediction of the last weeks, by the `request_id` of its answer. A later label replaces the first one; both are kept. ' +
    'A prediction that was made with an API key is labelled with that key, or one of the role `admin`.',
  request: { body: { required: true, content: { 'application/json': { schema: NewFeedbackSchema } } } },
  responses: {
    202: { description: 'The label is stored', content: { 'application/json': { schema: FeedbackSchema } } },
    ...problemResponses([...FIELDS_CODES, ...FEEDBACK_CODES, 'unknown_prediction']),
  },
});

/** `POST /feedback` */
export function registerFeedback(app: OpenAPIHono<HonoEnv>, { feedback }: Services): void {
  app.openAPIRegistry.registerPath(route);
  app.post(route.path, async (c) => {
    const label = toNewLabel(c, await readJsonFields(c, NewFeedbackSchema, EXAMPLE));
    const [result] = await feedback.label([label], locationOf(c));
    if (result instanceof ServiceError) throw result;
    c.set('labels', [result!]);
    return c.json(toFeedbackJson(result!), 202);
  });
}
