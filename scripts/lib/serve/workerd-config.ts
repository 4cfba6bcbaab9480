import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Bundle, WranglerFacts } from './bundle';
import { list, quote } from './capnp';
import { simulatorBindings, simulatorExtension, simulatorServices, simulatorWorkers } from './simulators';

export interface WorkerdConfigOptions {
  readonly bundle: Bundle;
  /** Folder for the storage of the Durable Objects; it exists. */
  readonly storage: string;
  /** Unix socket of the Worker. */
  readonly workerSocket: string;
  /** Unix socket of its `Operations`. */
  readonly operationsSocket: string;
  /** Environment variables of workerd that become bindings of the same name. */
  readonly variables: Variables;
}

type Variables = Readonly<Record<string, string>>;

/**
 * Answers every lookup with a miss. The Worker never stores anything: it looks up an absent name because that is the
 * cheapest I/O after which the clock may have advanced.
 */
const EMPTY_CACHE = `export default {
  fetch: () => new Response(null, { status: 504, headers: { 'CF-Cache-Status': 'MISS' } }),
};`;

/** How workerd loads each file of the bundle (schema: node_modules/workerd/workerd.capnp). */
const MODULE_KINDS: readonly (readonly [RegExp, string])[] = [
  [/^index\.js$/, 'esModule'],
  [/\.wasm$/, 'wasm'],
  [/\.bin$/, 'data'],
];

/**
 * Generates the configuration of workerd: the bundle with the bindings of wrangler.toml, storage on disk, and two private
 * sockets. No header is trusted: neither `request.cf` nor RPC is accessible from outside.
 *
 * @returns the text of a workerd configuration with one constant
 */
export function workerdConfig(options: WorkerdConfigOptions): string {
  const { bundle, storage, workerSocket, operationsSocket } = options;
  const { wrangler } = bundle;
  const compatibilityDate = quote(wrangler.compatibilityDate);
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "digits", worker = .digits),
    (name = "cache", worker = .cache),
    (name = "assets", worker = .assets),
    (name = "asset-files", disk = (path = ${quote(bundle.assets)})),
    (name = "storage", disk = (path = ${quote(storage)}, writable = true)),
    ${simulatorServices(bundle, storage).join(',\n    ')},
${collector(options.variables)}    (name = "internet", network = (allow = ${list(reachable(options.variables))}, tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [
    (name = "worker", address = ${quote(`unix:${workerSocket}`)}, http = (), service = "digits"),
    (name = "operations", address = ${quote(`unix:${operationsSocket}`)}, http = (),
     service = (name = "digits", entrypoint = "Operations")),
  ],
  logging = (structuredLogging = true),
  extensions = [${simulatorExtension(bundle)}],
);

const digits :Workerd.Worker = (
  modules = ${list(modules(bundle))},
  compatibilityDate = ${compatibilityDate},
  compatibilityFlags = ${list(wrangler.compatibilityFlags.map(quote))},
  bindings = ${list(bindings(wrangler, options.variables))},
  durableObjectNamespaces = ${list(namespaces(wrangler))},
  durableObjectStorage = (localDisk = "storage"),
  cacheApiOutbound = "cache",
);

${simulatorWorkers(bundle, 'digits')}

const cache :Workerd.Worker = (
  modules = [(name = "cache.js", esModule = ${quote(EMPTY_CACHE)})],
  compatibilityDate = ${compatibilityDate},
);

const assets :Workerd.Worker = (
  modules = [(name = "asset-worker.js", esModule = embed ${quote(bundle.assetWorker)})],
  compatibilityDate = ${compatibilityDate},
  bindings = [
    (name = "FILES", service = "asset-files"),
    (name = "MANIFEST", json = ${quote(JSON.stringify(bundle.assetManifest))}),
  ],
);
`;
}

/** The entry comes first: workerd uses the first module as the entry. */
function modules({ entry }: Bundle): string[] {
  const folder = path.dirname(entry);
  const main = path.basename(entry);
  const files = [main, ...readdirSync(folder).filter((file) => file !== main)];
  return files.flatMap((file) => {
    const kind = MODULE_KINDS.find(([pattern]) => pattern.test(file))?.[1];
    return kind === undefined
      ? []
      : [`(name = ${quote(file)}, ${kind} = embed ${quote(path.join(folder, file))})`];
  });
}

function bindings(wrangler: WranglerFacts, variables: Variables): string[] {
  const { versionBinding, assetsBinding } = wrangler;
  const objects = wrangler.objects.map(
    ({ binding, className }) => `(name = ${quote(binding)}, durableObjectNamespace = ${quote(className)})`,
  );
  const version = { id: 'local', tag: '', timestamp: new Date().toISOString() };
  const metadata =
    versionBinding === null
      ? []
      : [`(name = ${quote(versionBinding)}, json = ${quote(JSON.stringify(version))})`];
  const assets = assetsBinding === null ? [] : [`(name = ${quote(assetsBinding)}, service = "assets")`];
  // Passed through the environment: secrets must not be written to a file.
  const fromEnvironment = Object.keys(variables).map(
    (name) => `(name = ${quote(name)}, fromEnvironment = ${quote(name)})`,
  );
  const traces = hasCollector(variables) ? ['(name = "COLLECTOR", service = "collector")'] : [];
  return [...objects, ...simulatorBindings(wrangler), ...metadata, ...assets, ...traces, ...fromEnvironment];
}

/** Addresses that alerts may be sent to. Checked after name resolution, so that no name can lead to a private address. */
function reachable({ ALERT_WEBHOOK_INSECURE }: Variables): string[] {
  return ALERT_WEBHOOK_INSECURE === 'on' ? ['"public"', '"private"'] : ['"public"'];
}

/** The way to the collector of traces, which is in the private network as a rule. Only the Worker's own deliveries take it. */
function collector(variables: Variables): string {
  if (!hasCollector(variables)) return '';
  return `    (name = "collector", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),\n`;
}

function hasCollector({ OTEL_EXPORTER_OTLP_ENDPOINT = '' }: Variables): boolean {
  return OTEL_EXPORTER_OTLP_ENDPOINT !== '';
}

/** The unique key is the folder's name in the storage; it must not change, or existing counts would be lost. */
function namespaces({ objects }: WranglerFacts): string[] {
  return objects.map(
    ({ className }) =>
      `(className = ${quote(className)}, uniqueKey = ${quote(`digits-${className}`)}, enableSql = true)`,
  );
}
