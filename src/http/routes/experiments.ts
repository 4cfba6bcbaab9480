import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { ARM_FAMILIES } from '../../metrics/experiments/arms';
import { parseDuration } from '../../metrics/history/parse-duration';
import { planHistory } from '../../metrics/history/plan-history';
import { KeptFigures } from '../../service/kept-figures';
import type { Services } from '../../service/services';
import { splitInForce } from '../../traffic-split';
import { ACCESS_CODES, keyWith } from '../access';
import type { HonoEnv } from '../hono-env';
import { ExperimentsSchema, toExperimentsJson } from '../json/experiments';
import { WindowSchema } from '../json/window';
import { problemResponses } from '../openapi/problem-responses';

const route = createRoute({
  method: 'get',
  path: '/experiments',
  operationId: 'compareVersions',
  tags: ['Monitoring'],
  security: keyWith('metrics'),
  summary: 'How the versions of the traffic split compare',
  description:
    'Per version: pictures, refusals, failures and accuracy with 95 % intervals, confidence and time; per shadow: agreement ' +
    'with the answers, and where labels are known which of them is right. Verdicts say when there is too little data. Up to 10 seconds old.',
  request: {
    query: z.object({
      window: WindowSchema.optional().openapi({ description: 'How far back; default: 24h', example: '24h' }),
    }),
  },
  responses: {
    200: { description: 'The comparison', content: { 'application/json': { schema: ExperimentsSchema } } },
    ...problemResponses([...ACCESS_CODES, 'invalid_request', 'rate_limited', 'internal_error']),
  },
});

const NO_FEEDBACK = { labelled: [], shadows: [], unreachable: [] };

export function registerExperiments(app: OpenAPIHono<HonoEnv>, services: Services): void {
  const { metrics, traffic, models, clock, feedback } = services;
  const kept = new KeptFigures<z.infer<typeof ExperimentsSchema>>(metrics.predictRequests, clock.now);
  app.openapi(route, async (c) => {
    const seconds = parseDuration(c.req.valid('query').window ?? '24h');
    const split = splitInForce(await traffic.split(), models.defaultVersion);
    const figures = await kept.get(`${seconds} ${JSON.stringify(split)}`, async () => {
      const query = planHistory(seconds, null, clock.now(), ARM_FAMILIES);
      const figures = {
        history: await metrics.readHistory(query),
        feedback: feedback.isOn ? await feedback.read(seconds) : NO_FEEDBACK,
      };
      return toExperimentsJson(seconds, figures, split, models.defaultVersion, new Date(clock.now()));
    });
    c.header('Cache-Control', 'no-store');
    return c.json(figures, 200);
  });
}
