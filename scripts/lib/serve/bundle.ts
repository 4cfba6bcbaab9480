import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { AssetHeaders } from '../assets/asset-manifest';

/** What the runtime has to know besides the files: `bundle.json`, written when the bundle is built. */
export interface BundleFacts {
  /** Size of the upload as wrangler reports it, after gzip, in KiB. */
  readonly gzippedKib: number;
  /** The part of wrangler.toml that the runtime needs. */
  readonly wrangler: WranglerFacts;
  /** What clients are told of each static asset, by its path. */
  readonly assetManifest: Readonly<Record<string, AssetHeaders>>;
}

/** Which runtime wrangler.toml asks for, and which bindings. */
export interface WranglerFacts {
  readonly compatibilityDate: string;
  readonly compatibilityFlags: readonly string[];
  readonly objects: readonly { readonly binding: string; readonly className: string }[];
  readonly buckets: readonly { readonly binding: string; readonly name: string }[];
  readonly queues: readonly { readonly binding: string; readonly name: string }[];
  readonly consumers: readonly QueueConsumer[];
  /** Binding of the version's metadata; null if there is none. */
  readonly versionBinding: string | null;
  /** Binding of the static assets; null if there is none. */
  readonly assetsBinding: string | null;
}

/** How messages of a queue are delivered. */
export interface QueueConsumer {
  readonly queue: string;
  readonly maxBatchSize: number;
  /** In seconds. */
  readonly maxBatchTimeout: number;
  readonly maxRetries: number;
}

/** What is served: the files that a deployment would upload. */
export interface Bundle extends BundleFacts {
  /** Contains everything below. */
  readonly folder: string;
  /** The bundled Worker; the modules that it imports (WASM, weights) are in the same folder. */
  readonly entry: string;
  /** Folder of the static assets: pages, scripts and styles. */
  readonly assets: string;
  /** The Worker that serves them, instead of Cloudflare's. */
  readonly assetWorker: string;
  /** Folder of the Workers that simulate R2 and Queues. */
  readonly simulators: string;
}

export const FACTS_FILE = 'bundle.json';

/** Where the files of a bundle are. */
export function bundlePaths(folder: string) {
  return {
    entry: path.join(folder, 'worker/index.js'),
    assets: path.join(folder, 'assets'),
    assetWorker: path.join(folder, 'asset-worker.js'),
    simulators: path.join(folder, 'simulators'),
  };
}

/**
 * Opens a bundle that has been built.
 *
 * @param folder that it was built in, or a copy
 * @throws Error if there is none
 */
export function openBundle(folder: string): Bundle {
  const facts: BundleFacts = JSON.parse(readFileSync(path.join(folder, FACTS_FILE), 'utf8'));
  return { folder, ...bundlePaths(folder), ...facts };
}
