import type { OpenAPIHono } from '@hono/zod-openapi';
import type { HonoEnv } from './hono-env';

/** Tells the methods that a path answers to; none where there is no such path. */
export type MethodsOf = (path: string) => readonly string[];

/** @param app whose routes are looked up when they are first asked for, so that they may be registered later */
export function allowedMethods(app: OpenAPIHono<HonoEnv>): MethodsOf {
  let table: Map<string, string[]> | null = null;
  return (path) => {
    table ??= tabulate(app);
    return table.get(path) ?? [];
  };
}

function tabulate({ routes }: OpenAPIHono<HonoEnv>): Map<string, string[]> {
  const table = new Map<string, string[]>();
  for (const { method, path } of routes) {
    if (method === 'ALL') continue; // middleware
    const others = (table.get(path) ?? []).filter((other) => other !== 'OPTIONS');
    const methods = method === 'GET' ? ['GET', 'HEAD'] : [method];
    // A route with a validator is listed once for each handler.
    table.set(path, [...new Set([...others, ...methods, 'OPTIONS'])]);
  }
  return table;
}
