import { OpenAPIHono } from '@hono/zod-openapi';
import { cors } from 'hono/cors';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { requestId } from 'hono/request-id';
import { Stopwatch } from './clock';
import { CONFIG } from './config';
import { ServiceError } from './errors';
import type { HonoEnv } from './http/hono-env';
import { observe } from './http/middleware/observe';
import { renderProblem } from './http/problem';
import { registerDocs } from './http/routes/docs';
import { registerHealth } from './http/routes/health';
import { registerMetrics } from './http/routes/metrics';
import { registerModelInfo } from './http/routes/model-info';
import { registerPredict } from './http/routes/predict';
import { registerRoot } from './http/routes/root';
import type { Services } from './http/services';
import { invalidRequest } from './http/validate';
import { BUNDLED_MODELS } from './inference/bundled-models';
import { ModelRegistry } from './inference/registry';
import { passesSelfTest } from './inference/self-test';
import { wasmModule } from './inference/wasm-module';
import { createMetrics } from './metrics/create-metrics';
import { createUptime } from './uptime';
import { workerClock } from './worker-clock';

/** The only place that reads the environment and constructs services. */
export function createApp(env: Env): OpenAPIHono<HonoEnv> {
  const stopwatch = new Stopwatch(workerClock);
  const models = new ModelRegistry(BUNDLED_MODELS, CONFIG.defaultModel, wasmModule, ({ classifier }) =>
    stopwatch.calibrate(() => passesSelfTest(classifier)),
  );
  return mountRoutes({
    config: CONFIG,
    clock: workerClock,
    stopwatch,
    uptime: createUptime(workerClock, env.VERSION.timestamp),
    models,
    metrics: createMetrics({ namespace: env.METRICS }),
  });
}

/** Puts middleware and routes together, outermost first. */
export function mountRoutes(services: Services): OpenAPIHono<HonoEnv> {
  const app = new OpenAPIHono<HonoEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidRequest(result.error);
    },
  });

  app.use(requestId());
  app.use(observe(services));
  app.use(cors({ origin: '*', exposeHeaders: ['X-Request-Id'] }));
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        const allow = methods.join(', ');
        const message = `Cannot ${c.req.method} ${c.req.path}: allowed are ${allow}`;
        return renderProblem(c, new ServiceError('method_not_allowed', message), { Allow: allow });
      },
    }),
  );

  registerRoot(app, services);
  registerPredict(app, services);
  registerHealth(app, services);
  registerMetrics(app, services);
  registerModelInfo(app, services);
  registerDocs(app);

  app.notFound((c) =>
    renderProblem(c, new ServiceError('not_found', `Cannot find ${c.req.path}: see GET / for what there is`)),
  );
  app.onError((error, c) => {
    if (error instanceof ServiceError) return renderProblem(c, error);
    console.error(error);
    return renderProblem(c, new ServiceError('internal_error', 'Cannot answer: the service failed'));
  });
  return app;
}
