import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { ServiceError } from '../../errors';
import type { Services } from '../../service/services';
import { faultOf } from '../../traffic-split';
import { ACCESS_CODES, keyWith } from '../access';
import { administrator, logChange } from '../admin';
import type { HonoEnv } from '../hono-env';
import { NewSplitSchema, RollbackSchema, TrafficSchema, toTrafficJson } from '../json/traffic';
import { problemResponses } from '../openapi/problem-responses';
import { FIELDS_CODES, readJsonFields } from '../read-json-fields';

const PATH = '/admin/traffic';
const SPLIT_EXAMPLE = '{"weights": {"v3.0": 90, "v2.0": 10}}';
const ROLLBACK_EXAMPLE = '{"reason": "…"}';

const COMMON = { tags: ['Administration'], security: keyWith('admin') };
const CODES = [...ACCESS_CODES, 'rate_limited', 'traffic_store_unavailable', 'internal_error'] as const;
const content = { 'application/json': { schema: TrafficSchema } };

const readRoute = createRoute({
  ...COMMON,
  method: 'get',
  path: PATH,
  operationId: 'readTraffic',
  summary: 'Which versions of the model answer which share of the clients',
  description: 'The split in force, and all changes of it.',
  responses: { 200: { description: 'The split', content }, ...problemResponses([...CODES]) },
});

const setRoute = createRoute({
  ...COMMON,
  method: 'put',
  path: PATH,
  operationId: 'setTraffic',
  summary: 'Divide clients over versions of the model',
  description:
    'Every isolate follows within 10 seconds. A client keeps its version unless another one gains weight. `?model=` of a ' +
    'request wins over the split. Shadows read pictures after the response and are only compared.',
  request: { body: { required: true, content: { 'application/json': { schema: NewSplitSchema } } } },
  responses: {
    200: { description: 'The split is in force', content },
    ...problemResponses([...CODES, ...FIELDS_CODES]),
  },
});

const rollbackRoute = createRoute({
  ...COMMON,
  method: 'post',
  path: `${PATH}/rollback`,
  operationId: 'rollBackTraffic',
  summary: 'Undo the last change of the traffic split',
  description: 'Once more undoes the change before it. The body may give a reason.',
  request: { body: { required: false, content: { 'application/json': { schema: RollbackSchema } } } },
  responses: {
    200: { description: 'The split before is in force', content },
    ...problemResponses([...CODES, ...FIELDS_CODES, 'nothing_to_roll_back']),
  },
});

/** `/admin/traffic`: versions of the model get their share of the traffic without a deployment. */
export function registerAdminTraffic(app: OpenAPIHono<HonoEnv>, { traffic, models }: Services): void {
  app.openAPIRegistry.registerPath(readRoute);
  app.get(readRoute.path, async (c) => c.json(toTrafficJson(await traffic.read())));

  app.openAPIRegistry.registerPath(setRoute);
  app.put(setRoute.path, async (c) => {
    const { reason, ...split } = await readJsonFields(c, NewSplitSchema, SPLIT_EXAMPLE);
    const fault = faultOf(split, models.versions);
    if (fault !== null) throw new ServiceError('invalid_request', `Cannot divide the traffic: ${fault}`);
    const state = await traffic.set(split, { by: administrator(c), reason });
    logChange(c, `divided the traffic: ${JSON.stringify(split)}`);
    return c.json(toTrafficJson(state));
  });

  app.openAPIRegistry.registerPath(rollbackRoute);
  app.post(rollbackRoute.path, async (c) => {
    const hasBody = (c.req.header('content-type') ?? '') !== '';
    const { reason } = hasBody ? await readJsonFields(c, RollbackSchema, ROLLBACK_EXAMPLE) : { reason: '' };
    const state = await traffic.rollBack({ by: administrator(c), reason });
    logChange(c, `rolled back the traffic split to ${JSON.stringify(state.split)}`);
    return c.json(toTrafficJson(state));
  });
}
