import { TrieRouter } from 'hono/router/trie-router';
import { UNMATCHED_ROUTE } from '../metrics/series/labels';
import { RememberingRouter } from './remembering-router';

/** The part of an app that is needed here. */
interface Registered {
  readonly routes: readonly { readonly method: string; readonly path: string }[];
}

/** A path's pattern and methods. */
interface KnownRoute {
  /** The registered pattern: `/jobs/:id` for `/jobs/7`. */
  readonly pattern: string;
  readonly methods: readonly string[];
}

/**
 * Looks up paths independently of the method: Hono's own `routePath()` considers only routes for the request's method,
 * so `DELETE /predict` would count as an unknown path.
 */
export class RouteTable {
  private router: RememberingRouter<KnownRoute> | null = null;

  /** @param app whose routes are read at the first lookup, so that they may be registered later */
  constructor(private readonly app: Registered) {}

  /** @returns the methods of a path; none if there is no such path */
  methodsOf(path: string): readonly string[] {
    return this.find(path)?.methods ?? [];
  }

  /** @returns the label of a path: its pattern, or `not_found`, so that clients cannot invent labels */
  labelOf(path: string): string {
    return this.find(path)?.pattern ?? UNMATCHED_ROUTE;
  }

  private find(path: string): KnownRoute | null {
    this.router ??= createRouter(this.app);
    const [[first]] = this.router.match('ALL', path);
    return first?.[0] ?? null;
  }
}

/** The pattern of a path of the OpenAPI document, which writes `{id}` where Hono has `:id`. */
export function toPattern(path: string): string {
  return path.replaceAll(/\{([^}]+)\}/g, ':$1');
}

function createRouter({ routes }: Registered): RememberingRouter<KnownRoute> {
  const methodsByPattern = new Map<string, string[]>();
  for (const { method, path } of routes) {
    if (method === 'ALL') continue; // middleware
    const others = (methodsByPattern.get(path) ?? []).filter((other) => other !== 'OPTIONS');
    const methods = method === 'GET' ? ['GET', 'HEAD'] : [method];
    // A route with a validator is listed once per handler.
    methodsByPattern.set(path, [...new Set([...others, ...methods, 'OPTIONS'])]);
  }
  const router = new RememberingRouter<KnownRoute>(new TrieRouter());
  for (const [path, methods] of methodsByPattern) {
    router.add('ALL', path, { pattern: withoutExpressions(path), methods });
  }
  return router;
}

/** What a verb follows in one segment of a path (`{model}:predict`); Hono's parameters take up a whole one. */
const BEFORE_VERB = '[^/:]+';

/** The path of the OpenAPI document as Hono takes it: `{model}:predict` is `:model{[^/:]+:predict}`. */
export function toHonoPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}(:\w+)?/g, (_, name: string, verb?: string) =>
    verb === undefined ? `:${name}` : `:${name}{${BEFORE_VERB}${verb}}`,
  );
}

/** The opposite, for labels: `:model{[^/:]+:predict}` is `:model:predict`. */
export function withoutExpressions(path: string): string {
  return path.replaceAll(/\{\[\^\/:\]\+(:\w+)\}/g, '$1');
}
