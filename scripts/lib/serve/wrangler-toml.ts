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
    versionBinding: wrangler.version_metadata?.binding ?? null,
    assetsBinding: wrangler.assets?.binding ?? null,
  };
}
