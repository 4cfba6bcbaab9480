import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { exportFeedback } from '../../../service/export-feedback';
import type { Services } from '../../../service/services';
import { keyWith } from '../../access';
import type { HonoEnv } from '../../hono-env';
import { problemResponses } from '../../openapi/problem-responses';
import { FEEDBACK_CODES } from './new-label';

const route = createRoute({
  method: 'get',
  path: '/feedback/export',
  operationId: 'exportFeedback',
  tags: ['Administration'],
  security: keyWith('admin'),
  summary: 'Labelled pictures as a tar file',
  description:
    '`<label>/<request_id>.png` as the network saw them, 28×28, `crops/<request_id>.png`, and `manifest/<number>.jsonl` with a line ' +
    'of JSON for each label. Without `FEEDBACK_IMAGES=on` it has the manifest alone.',
  responses: {
    200: {
      description: 'A tar file',
      content: { 'application/x-tar': { schema: z.string().openapi({ format: 'binary' }) } },
    },
    ...problemResponses(FEEDBACK_CODES),
  },
});

/** `GET /feedback/export` */
export function registerFeedbackExport(app: OpenAPIHono<HonoEnv>, { feedback }: Services): void {
  app.openAPIRegistry.registerPath(route);
  app.get(route.path, (c) =>
    c.body(exportFeedback(feedback.pages()), 200, {
      'Content-Type': 'application/x-tar',
      'Content-Disposition': 'attachment; filename="feedback.tar"',
    }),
  );
}
