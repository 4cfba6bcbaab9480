import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { parseDuration } from '../../../metrics/history/parse-duration';
import type { Services } from '../../../service/services';
import { keyWith } from '../../access';
import type { HonoEnv } from '../../hono-env';
import { ModelQuerySchema } from '../../input/model-query';
import { FeedbackAccuracySchema, toFeedbackAccuracyJson } from '../../json/feedback-accuracy';
import { WindowSchema } from '../../json/window';
import { problemResponses } from '../../openapi/problem-responses';
import { FEEDBACK_CODES } from './new-label';

const route = createRoute({
  method: 'get',
  path: '/feedback/accuracy',
  operationId: 'readAccuracy',
  tags: ['Monitoring'],
  security: keyWith('metrics'),
  summary: 'How often answers were right, as far as labels tell',
  description:
    'Beside it what confidence expects without labels, and whether the labelled pictures are a fair sample.',
  request: {
    query: z.object({
      window: WindowSchema.optional().openapi({ description: 'How far back; default: 24h', example: '7d' }),
      model: ModelQuerySchema.shape.model.openapi({ description: 'Version of the model; default: all' }),
    }),
  },
  responses: {
    200: { description: 'The accuracy', content: { 'application/json': { schema: FeedbackAccuracySchema } } },
    ...problemResponses([...FEEDBACK_CODES, 'invalid_request', 'unknown_model']),
  },
});

/** `GET /feedback/accuracy` */
export function registerFeedbackAccuracy(
  app: OpenAPIHono<HonoEnv>,
  { feedback, models, clock }: Services,
): void {
  app.openapi(route, async (c) => {
    const { window = '24h', model } = c.req.valid('query');
    const version = model === undefined ? null : models.resolve(model);
    const subject = {
      seconds: parseDuration(window),
      version,
      cardAccuracy: models.card(version ?? models.defaultVersion).test.accuracy,
    };
    const figures = toFeedbackAccuracyJson(
      subject,
      await feedback.read(subject.seconds),
      new Date(clock.now()),
    );
    c.header('Cache-Control', 'no-store');
    return c.json(figures, 200);
  });
}
