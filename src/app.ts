import { waitUntil } from 'cloudflare:workers';
import { OpenAPIHono } from '@hono/zod-openapi';
import { requestId } from 'hono/request-id';
import { TrieRouter } from 'hono/router/trie-router';
import packageJson from '../package.json';
import { IdempotentRequests } from './admission/idempotency/idempotent-requests';
import { BodyRooms } from './admission/in-flight/body-rooms';
import { PictureLanes } from './admission/in-flight/picture-lanes';
import { RequestsInFlight } from './admission/in-flight/requests-in-flight';
import { KeyBook } from './admission/keys/key-book';
import { Quotas } from './admission/quotas/quotas';
import { BoundLimiter } from './admission/rate-limits/bound-limiter';
import { RateLimits } from './admission/rate-limits/rate-limits';
import { SlidingWindowLimiter } from './admission/rate-limits/sliding-window-limiter';
import { describeAccess } from './api-keys/access';
import { type Bindings, readBindings, type UncheckedBindings } from './bindings';
import { type Config, readConfig, type Variables } from './config';
import { CutOffs } from './cut-offs';
import { ServiceError } from './errors';
import { createFeedback } from './feedback/create-feedback';
import { answerError } from './http/answer-error';
import type { HonoEnv } from './http/hono-env';
import { invalidRequest } from './http/input/validate';
import { toJobLine } from './http/json/job';
import { authenticate, refuseStrangers } from './http/middleware/authenticate';
import { checkQuery } from './http/middleware/check-query';
import { crossOrigin } from './http/middleware/cross-origin';
import { identify } from './http/middleware/identify';
import { limitRates } from './http/middleware/limit-rates';
import { answerOptions, refuseMethods } from './http/middleware/methods';
import { observe } from './http/middleware/observe';
import { refundFailures } from './http/middleware/refund-failures';
import { remember } from './http/middleware/remember';
import { securityHeaders } from './http/middleware/security-headers';
import { shadow } from './http/middleware/shadow';
import { renderProblem } from './http/problem';
import { redirectSlash } from './http/redirect-slash';
import { RememberingRouter } from './http/remembering-router';
import { RouteTable } from './http/route-table';
import { registerAdminKeys } from './http/routes/admin-keys';
import { registerAdminRestore } from './http/routes/admin-restore';
import { registerAdminTraffic } from './http/routes/admin-traffic';
import { registerAlerts } from './http/routes/alerts';
import { registerAssets } from './http/routes/assets';
import { registerDashboard } from './http/routes/dashboard';
import { registerDocs } from './http/routes/docs';
import { registerDrift } from './http/routes/drift';
import { registerExperiments } from './http/routes/experiments';
import { registerFeedbackAccuracy } from './http/routes/feedback/accuracy';
import { registerFeedbackBatch } from './http/routes/feedback/batch';
import { registerDeleteFeedback } from './http/routes/feedback/delete';
import { registerFeedbackExport } from './http/routes/feedback/export';
import { registerFeedback } from './http/routes/feedback/feedback';
import { registerHealth } from './http/routes/health';
import { registerCreateJob } from './http/routes/jobs/create';
import { registerJobInput } from './http/routes/jobs/input';
import { registerJob } from './http/routes/jobs/job';
import { registerJobResults } from './http/routes/jobs/results';
import { registerLivez } from './http/routes/livez';
import { registerMetrics } from './http/routes/metrics';
import { registerMetricsHistory } from './http/routes/metrics-history';
import { registerModelInfo } from './http/routes/model-info';
import { registerModels } from './http/routes/models';
import { registerInferenceHealth } from './http/routes/open-inference/health';
import { registerInfer } from './http/routes/open-inference/infer';
import { registerInferenceModel } from './http/routes/open-inference/model';
import { registerInferenceServer } from './http/routes/open-inference/server';
import { registerPredict } from './http/routes/predict';
import { registerPredictBatch } from './http/routes/predict-batch';
import { registerPredictNumber } from './http/routes/predict-number';
import { registerReadyz } from './http/routes/readyz';
import { registerRoot } from './http/routes/root';
import { registerTfModel } from './http/routes/tf-serving/model';
import { registerTfPredict } from './http/routes/tf-serving/predict';
import { BUNDLED_MODELS } from './inference/bundled-models';
import { ModelRegistry } from './inference/registry';
import { typicalWork } from './inference/self-test';
import { wasmModule } from './inference/wasm-module';
import { logError, logInfo, warn } from './log';
import { AlertBook } from './metrics/alerts/alert-book';
import { ALERT_RULES } from './metrics/alerts/rules';
import { createMetrics } from './metrics/create-metrics';
import { DriftWatch } from './metrics/drift/drift-watch';
import type { Metrics } from './metrics/metrics';
import { noopMetrics } from './metrics/noop-metrics';
import { noopLedger } from './metrics/shards/noop-ledger';
import { toPrintablePath } from './printable';
import { driftReferenceOf } from './service/drift-reference';
import { createFrontRecorder } from './service/front-event';
import { type JobBindings, JobDesk } from './service/jobs/job-desk';
import { operate } from './service/operations';
import type { Alerts, Services } from './service/services';
import { tick } from './service/tick';
import { Stopwatches } from './time/clock';
import { Deadline, sleep } from './time/deadline';
import { createUptime } from './time/uptime';
import { workerClock } from './time/worker-clock';
import { createOtelTracer } from './tracing/otel-tracer';
import { SpanCourier } from './tracing/span-courier';
import { idleTracer, type Tracer } from './tracing/tracer';
import { TrafficBook } from './traffic/traffic-book';

/** The Worker: its public handlers, and operations for its host process. */
export interface Worker extends ExportedHandler<Env> {
  /** Answers `Operations`: `/tick`, `/flush`, `/record`, `/cut-off`, `/ping`, `/hand-over` and `/take-over`. */
  operate(request: Request): Promise<Response>;
}

/** The only place that constructs services. */
export function createWorker(env: UncheckedBindings & Variables): Worker {
  const config = readConfig(env, warn);
  logInfo(`Access to ${describeAccess(config)}`);
  const services = createServices(config, readBindings(env, warn));
  const app = mountRoutes(services);
  const routes = new RouteTable(app);
  const recordFront = createFrontRecorder(services.metrics.recorder, (path) => routes.labelOf(path));
  const everyMinute = () => tick(services, config.webhook);
  return {
    fetch: (request, bindings, context) => app.fetch(request, bindings, context),
    // The cron trigger in wrangler.toml
    scheduled: everyMinute,
    queue: async ({ messages }) => {
      for (const message of messages) await services.jobs.consume(message, { services, toLine: toJobLine });
    },
    operate: (request) => operate(request, services, { tick: everyMinute, recordFront }),
  };
}

function createServices(config: Config, bindings: Bindings): Services {
  const stopwatches = new Stopwatches(workerClock);
  const models = new ModelRegistry(
    BUNDLED_MODELS,
    config.defaultModel,
    wasmModule,
    (model) => stopwatches.of(model.version).calibrate(typicalWork(model)),
    logError,
  );
  const metrics = createMetricsOf(config, bindings);
  const { KEYS, TRAFFIC_STORE } = bindings;
  const keyStore = KEYS && (() => KEYS.getByName('all'));
  const trafficStore = TRAFFIC_STORE && (() => TRAFFIC_STORE.getByName('all'));
  const deadline = new Deadline(sleep, STORE_MILLISECONDS);
  return {
    config,
    clock: workerClock,
    stopwatches,
    uptime: createUptime(workerClock, bindings.VERSION?.timestamp ?? null),
    rateLimits: createRateLimits(config, bindings),
    quotas: new Quotas(bindings.KEY_USAGE, deadline, waitUntil, warn),
    idempotency: new IdempotentRequests(bindings.IDEMPOTENCY, deadline, warn),
    models,
    requestsInFlight: new RequestsInFlight(workerClock),
    cutOffs: new CutOffs(),
    rooms: new BodyRooms(config.rooms, workerClock, warn),
    lanes: new PictureLanes(config.lanes, workerClock, warn),
    metrics,
    tracer: createTracer(config, bindings),
    drift: new DriftWatch(metrics, driftReferenceOf(models), workerClock.now),
    alerts: createAlerts(bindings),
    keys: new KeyBook(config.apiKeys, keyStore, deadline, workerClock.now, warn),
    traffic: new TrafficBook(config.traffic, models.versions, trafficStore, deadline, workerClock.now, warn),
    restorable: { keys: keyStore, traffic: trafficStore },
    feedback: createFeedback(config.feedback, bindings.FEEDBACK_SHARDS),
    jobs: new JobDesk(jobBindingsOf(bindings), config.jobs.maxSegments),
    assets: bindings.ASSETS,
  };
}

function createAlerts({ ALERTS }: Bindings): Alerts {
  const book = ALERTS && (() => ALERTS.getByName('all'));
  return { rules: ALERT_RULES, book: new AlertBook(book, new Deadline(sleep, 1_000), workerClock.now) };
}

/** @returns null unless there are all that jobs need */
function jobBindingsOf({ JOB, JOB_BOOK, JOB_BUCKET, JOB_QUEUE }: Bindings): JobBindings | null {
  if (JOB === null || JOB_BOOK === null || JOB_BUCKET === null || JOB_QUEUE === null) return null;
  return { jobs: JOB, book: () => JOB_BOOK.getByName('all'), bucket: JOB_BUCKET };
}

/** Timeout of what is stored in objects, and of the check of a limit. */
const STORE_MILLISECONDS = 1_000;

/** Policies without a binding for their window are counted by each isolate in memory; `npm start` has only one isolate. */
function createRateLimits({ rateLimits }: Config, bindings: Bindings): RateLimits {
  const byWindow = new Map([
    [10, bindings.RATE_LIMIT_10],
    [60, bindings.RATE_LIMIT_60],
  ]);
  const deadline = new Deadline(sleep, STORE_MILLISECONDS);
  return new RateLimits(
    rateLimits,
    (policy) => {
      const binding = byWindow.get(policy.seconds) ?? null;
      return binding === null
        ? new SlidingWindowLimiter(policy, workerClock.now)
        : new BoundLimiter(binding, deadline);
    },
    warn,
  );
}

function createTracer({ traces }: Config, { COLLECTOR }: Bindings): Tracer {
  if (traces === null) return idleTracer;
  const { name, version } = packageJson;
  const processor = new SpanCourier({
    url: traces.url,
    headers: traces.headers,
    fetch: (url, init) => (COLLECTOR === null ? fetch(url, init) : COLLECTOR.fetch(url, init)),
    waitUntil,
    sleep,
    now: workerClock.now,
    warn,
  });
  return createOtelTracer({
    service: { name, version },
    ratio: traces.ratio,
    processor,
    now: workerClock.now,
  });
}

function createMetricsOf(config: Config, { METRICS, LEDGER }: Bindings): Metrics {
  if (METRICS === null) return noopMetrics;
  return createMetrics({
    namespace: METRICS,
    ledger: () => LEDGER?.getByName('all') ?? noopLedger,
    probed: () => LEDGER?.getByName('probe') ?? noopLedger,
    shardsPerLocation: config.shardsPerLocation,
    counting: config.counting,
  });
}

/** Assembles middleware and routes. */
export function mountRoutes(services: Services): OpenAPIHono<HonoEnv> {
  const app = new OpenAPIHono<HonoEnv>({
    router: new RememberingRouter(new TrieRouter()),
    defaultHook: (result) => {
      if (!result.success) throw invalidRequest(result.error);
    },
  });

  const routes = new RouteTable(app);
  useMiddleware(app, services, routes);
  registerRoutes(app, services);
  app.notFound(
    (c) =>
      redirectSlash(c, routes) ??
      renderProblem(
        c,
        new ServiceError(
          'not_found',
          `Cannot find ${toPrintablePath(c.req.path)}: GET / lists the endpoints`,
        ),
      ),
  );
  app.onError(answerError);
  return app;
}

/** Outermost first. */
function useMiddleware(app: OpenAPIHono<HonoEnv>, services: Services, routes: RouteTable): void {
  app.use(requestId());
  app.use(identify);
  app.use(observe(services, routes));
  app.use(securityHeaders);
  app.use(answerOptions(routes));
  app.use(crossOrigin(app, routes, services.config.corsOrigins));
  app.use(refuseMethods(routes));
  app.use(authenticate(services, app, routes));
  app.use(refundFailures(services));
  app.use(limitRates(app, routes, services));
  app.use(refuseStrangers);
  app.use(checkQuery(app, routes));
  app.use(shadow(services));
  app.use(remember(services));
}

function registerRoutes(app: OpenAPIHono<HonoEnv>, services: Services): void {
  registerRoot(app, services);
  registerPredict(app, services);
  registerPredictBatch(app, services);
  registerPredictNumber(app, services);
  registerCreateJob(app, services);
  registerJobInput(app, services);
  registerJob(app, services);
  registerJobResults(app, services);
  registerInferenceServer(app);
  registerInferenceHealth(app, services);
  registerInferenceModel(app, services);
  registerInfer(app, services);
  registerTfPredict(app, services);
  registerTfModel(app, services);
  registerHealth(app, services);
  registerLivez(app);
  registerReadyz(app, services);
  registerMetrics(app, services);
  registerMetricsHistory(app, services);
  registerDrift(app, services);
  registerAlerts(app, services);
  registerExperiments(app, services);
  registerFeedback(app, services);
  registerFeedbackBatch(app, services);
  registerFeedbackAccuracy(app, services);
  registerFeedbackExport(app, services);
  registerDeleteFeedback(app, services);
  registerModelInfo(app, services);
  registerModels(app, services);
  registerAdminKeys(app, services);
  registerAdminTraffic(app, services);
  registerAdminRestore(app, services);
  registerDashboard(app, services);
  registerDocs(app, services);
  registerAssets(app, services);
}
