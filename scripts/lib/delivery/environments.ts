import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'smol-toml';
import { ROOT } from '../serve/production-bundle';

/** Where the service is deployed on Cloudflare: each has a file in deploy/cloudflare. */
export const ENVIRONMENTS = ['staging', 'production'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** The parts of a configuration of wrangler that are needed here; the rest is passed on. */
export interface WranglerConfig {
  readonly name: string;
  readonly main: string;
  readonly assets: { readonly directory: string };
  readonly routes?: readonly (string | { readonly pattern: string; readonly custom_domain?: boolean })[];
  readonly vars: Readonly<Record<string, string>>;
}

/**
 * The configuration of an environment: wrangler.toml, and on top of it what its file in deploy/cloudflare has. wrangler's own
 * environments inherit no binding; each would list all of them again.
 */
export function readEnvironment(environment: Environment): WranglerConfig {
  const base = readToml('wrangler.toml');
  const own = readToml(`deploy/cloudflare/${environment}.toml`);
  return { ...base, ...own, vars: { ...base.vars, ...own.vars } };
}

/**
 * Writes the configuration as a file for wrangler's option `--config`.
 * @returns its path
 */
export function writeEnvironment(environment: Environment): string {
  const { main, assets, ...config } = readEnvironment(environment);
  const folder = path.join(ROOT, '.wrangler', 'environments');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${environment}.json`);
  // wrangler resolves paths from the folder of the file.
  const moved = {
    ...config,
    main: path.join(ROOT, main),
    assets: { ...assets, directory: path.join(ROOT, assets.directory) },
  };
  writeFileSync(file, JSON.stringify(moved, null, 2));
  return file;
}

/** The address of an environment that has a domain of its own; null if it has none. */
export function addressOf({ routes = [] }: WranglerConfig): URL | null {
  const [route] = routes;
  if (route === undefined) return null;
  const pattern = typeof route === 'string' ? route : route.pattern;
  return new URL(`https://${pattern.replace(/\/\*$/, '')}`);
}

function readToml(file: string): WranglerConfig {
  return parse(readFileSync(path.join(ROOT, file), 'utf8')) as unknown as WranglerConfig;
}
