import { TrieRouter } from 'hono/router/trie-router';
import { UNMATCHED_ROUTE } from '../metrics/series/labels';

/** What is read of an app. */
interface Registered {
  readonly routes: readonly { readonly method: string; readonly path: string }[];
}

/** What there is at a path. */
interface KnownRoute {
  /** As it was registered: `/jobs/:id` for `/jobs/7`. */
  readonly pattern: string;
  readonly methods: readonly string[];
}

/**
 * Which paths there are, whatever the method: Hono's own `routePath()` knows only the routes of the method that was used, so
 * that a `DELETE /predict` would be a path that there is not.
 */
export class RouteTable {
  private router: TrieRouter<KnownRoute> | null = null;

  /** @param app whose routes are looked up when they are first asked for, so that they may be registered later */
  constructor(private readonly app: Registered) {}

  /** @returns the methods that a path answers to; none where there is no such path */
  methodsOf(path: string): readonly string[] {
    return this.find(path)?.methods ?? [];
  }

  /** @returns what a path is counted as: its pattern, or `not_found`, so that nobody can invent labels */
  labelOf(path: string): string {
    return this.find(path)?.pattern ?? UNMATCHED_ROUTE;
  }

  private find(path: string): KnownRoute | null {
    this.router ??= createRouter(this.app);
    const [[first]] = this.router.match('ALL', path);
    return first?.[0] ?? null;
  }
}

function createRouter({ routes }: Registered): TrieRouter<KnownRoute> {
  const methodsByPattern = new Map<string, string[]>();
  for (const { method, path } of routes) {
    if (method === 'ALL') continue; // middleware
    const others = (methodsByPattern.get(path) ?? []).filter((other) => other !== 'OPTIONS');
    const methods = method === 'GET' ? ['GET', 'HEAD'] : [method];
    // A route with a validator is listed once for each handler.
    methodsByPattern.set(path, [...new Set([...others, ...methods, 'OPTIONS'])]);
  }
  const router = new TrieRouter<KnownRoute>();
  for (const [pattern, methods] of methodsByPattern) router.add('ALL', pattern, { pattern, methods });
  return router;
}

/** OpenAPI writes `{id}` where Hono's patterns have `:id`. */
export function toPattern(path: string): string {
  return path.replaceAll(/\{([^}]+)\}/g, ':$1');
}
