import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'smol-toml';
import type { WranglerFacts } from './bundle';

interface WranglerConfig {
  readonly compatibility_date: string;
  readonly compatibility_flags?: readonly string[];
  readonly durable_objects?: {
    readonly bindings: readonly { readonly name: string; readonly class_name: string }[];
  };
  readonly version_metadata?: { readonly binding: string };
  readonly assets?: { readonly binding: string };
  readonly r2_buckets?: readonly { readonly binding: string; readonly bucket_name: string }[];
  readonly queues?: {
    readonly producers?: readonly { readonly binding: string; readonly queue: string }[];
    readonly consumers?: readonly {
      readonly queue: string;
      readonly max_batch_size?: number;
      readonly max_batch_timeout?: number;
      readonly max_retries?: number;
    }[];
  };
}

/** Reads the wrangler.toml of a repository. */
export function readWranglerToml(root: string): string {
  return readFileSync(path.join(root, 'wrangler.toml'), 'utf8');
}

/** @param text of wrangler.toml */
export function toWranglerFacts(text: string): WranglerFacts {
  const wrangler = parse(text) as unknown as WranglerConfig;
  const objects = wrangler.durable_objects?.bindings ?? [];
  return {
    compatibilityDate: wrangler.compatibility_date,
    compatibilityFlags: wrangler.compatibility_flags ?? [],
    objects: objects.map(({ name, class_name }) => ({ binding: name, className: class_name })),
    buckets: (wrangler.r2_buckets ?? []).map(({ binding, bucket_name }) => ({ binding, name: bucket_name })),
    queues: (wrangler.queues?.producers ?? []).map(({ binding, queue }) => ({ binding, name: queue })),
    consumers: (wrangler.queues?.consumers ?? []).map((consumer) => ({
      queue: consumer.queue,
      // https://developers.cloudflare.com/queues/configuration/configure-queues/#consumer
      maxBatchSize: consumer.max_batch_size ?? 10,
      maxBatchTimeout: consumer.max_batch_timeout ?? 5,
      maxRetries: consumer.max_retries ?? 3,
    })),
    versionBinding: wrangler.version_metadata?.binding ?? null,
    assetsBinding: wrangler.assets?.binding ?? null,
  };
}
