import { copyFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Bundle, QueueConsumer, WranglerFacts } from './bundle';
import { quote } from './capnp';

/**
 * The parts of Miniflare that simulate R2 and Queues: Workers that run on workerd without Miniflare itself (decision 21).
 * By the names of their files in a bundle.
 */
const MODULES = {
  'bucket.js': 'r2/bucket.worker.js',
  'broker.js': 'queues/broker.worker.js',
  'entry.js': 'shared/object-entry.worker.js',
  'shared.js': 'shared/index.worker.js',
  'zod.js': 'shared/zod.worker.js',
} as const;

const BUCKET_CLASS = 'R2BucketObject';
const BROKER_CLASS = 'QueueBrokerObject';
/** The compatibility date that Miniflare runs them with. */
const COMPATIBILITY_DATE = quote('2023-07-24');

/** Copies the simulators into a bundle, so that it serves itself. */
export function copySimulators(folder: string): void {
  const miniflare = path.dirname(createRequire(import.meta.url).resolve('miniflare'));
  mkdirSync(folder, { recursive: true });
  for (const [name, source] of Object.entries(MODULES)) {
    copyFileSync(path.join(miniflare, 'workers', source), path.join(folder, name));
  }
}

/** Folder of the buckets within the storage, where wrangler looks for it: `wrangler r2 object put --local --persist-to`. */
export function bucketFolder(storage: string): string {
  return path.join(storage, 'v3/r2');
}

/** Bindings of the Worker to its buckets and queues, for workerd's configuration. */
export function simulatorBindings({ buckets, queues }: WranglerFacts): string[] {
  return [
    ...buckets.map(
      ({ binding, name }) => `(name = ${quote(binding)}, r2Bucket = ${quote(`bucket:${name}`)})`,
    ),
    ...queues.map(({ binding, name }) => `(name = ${quote(binding)}, queue = ${quote(`queue:${name}`)})`),
  ];
}

/** Services for workerd's configuration: one for each bucket and queue, and what is behind them. */
export function simulatorServices(
  { simulators, wrangler: { buckets, queues } }: Bundle,
  storage: string,
): string[] {
  const entry = quote(path.join(simulators, 'entry.js'));
  return [
    `(name = "bucket-storage", disk = (path = ${quote(bucketFolder(storage))}, writable = true))`,
    '(name = "buckets", worker = .buckets)',
    '(name = "broker", worker = .broker)',
    ...buckets.map(({ name }) =>
      entryService(`bucket:${name}`, name, entry, { className: BUCKET_CLASS, serviceName: 'buckets' }),
    ),
    ...queues.map(({ name }) =>
      entryService(`queue:${name}`, name, entry, { className: BROKER_CLASS, serviceName: 'broker' }),
    ),
  ];
}

/** Passes requests on to the object of a bucket or queue. */
function entryService(
  service: string,
  name: string,
  module: string,
  { className, serviceName }: { readonly className: string; readonly serviceName: string },
): string {
  return `(name = ${quote(service)}, worker = (
      modules = [(name = "entry.js", esModule = embed ${module})],
      compatibilityDate = ${COMPATIBILITY_DATE},
      bindings = [
        (name = "MINIFLARE_NAMESPACE", text = ${quote(name)}),
        (name = "MINIFLARE_OBJECT",
         durableObjectNamespace = (className = ${quote(className)}, serviceName = ${quote(serviceName)})),
      ],
    ))`;
}

/**
 * Constants of the configuration that the services refer to.
 * @param consumer name of the service that receives messages
 */
export function simulatorWorkers({ simulators, wrangler }: Bundle, consumer: string): string {
  const module = (name: keyof typeof MODULES) =>
    `(name = ${quote(name)}, esModule = embed ${quote(path.join(simulators, name))})`;
  const uniqueKey = (className: string) => quote(`miniflare-${className}`);
  return `const buckets :Workerd.Worker = (
  modules = [${module('bucket.js')}],
  compatibilityDate = ${COMPATIBILITY_DATE},
  compatibilityFlags = ["nodejs_compat", "experimental"],
  durableObjectNamespaces = [
    (className = ${quote(BUCKET_CLASS)}, uniqueKey = ${uniqueKey(BUCKET_CLASS)}, enableSql = true),
  ],
  durableObjectStorage = (localDisk = "bucket-storage"),
  bindings = [(name = "MINIFLARE_BLOBS", service = "bucket-storage")],
);

const broker :Workerd.Worker = (
  modules = [${module('broker.js')}],
  compatibilityDate = ${COMPATIBILITY_DATE},
  compatibilityFlags = ["nodejs_compat", "experimental", "service_binding_extra_handlers"],
  durableObjectNamespaces = [
    (className = ${quote(BROKER_CLASS)}, uniqueKey = ${uniqueKey(BROKER_CLASS)}, preventEviction = true),
  ],
  durableObjectStorage = (inMemory = void),
  bindings = [
    (name = "MINIFLARE_OBJECT", durableObjectNamespace = ${quote(BROKER_CLASS)}),
    (name = "MINIFLARE_QUEUE_PRODUCERS", json = "{}"),
    (name = "MINIFLARE_QUEUE_CONSUMERS", json = ${quote(JSON.stringify(consumersOf(wrangler, consumer)))}),
    (name = ${quote(`MINIFLARE_WORKER_${consumer}`)}, service = ${quote(consumer)}),
  ],
);`;
}

/** Modules that all simulators import. */
export function simulatorExtension({ simulators }: Bundle): string {
  const module = (name: string, file: keyof typeof MODULES) =>
    `(name = ${quote(name)}, esModule = embed ${quote(path.join(simulators, file))})`;
  return `(modules = [
      ${module('miniflare:shared', 'shared.js')},
      ${module('miniflare:zod', 'zod.js')},
    ])`;
}

/** By queue, as the broker takes them. */
function consumersOf({ consumers }: WranglerFacts, workerName: string): Record<string, object> {
  return Object.fromEntries(
    consumers.map(({ queue, ...limits }: QueueConsumer) => [queue, { workerName, ...limits }]),
  );
}
