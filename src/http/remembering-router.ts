import type { Result, Router } from 'hono/router';

/** What makes a path a pattern. */
const PATTERN = /[:*?{]/;

/**
 * Remembers what another router finds for the paths that are no patterns. Hono falls back to a trie because of paths such as
 * `{model}:predict`, and searches it for each request, past every middleware.
 */
export class RememberingRouter<T> implements Router<T> {
  readonly name = 'RememberingRouter';
  private readonly paths = new Set<string>();
  /** By path and method: paths are those of routes, and there are few methods. */
  private readonly found = new Map<string, Map<string, Result<T>>>();

  /** @param router called for whatever is not known yet */
  constructor(private readonly router: Router<T>) {}

  add(method: string, path: string, handler: T): void {
    if (!PATTERN.test(path)) this.paths.add(path);
    this.router.add(method, path, handler);
  }

  match(method: string, path: string): Result<T> {
    const known = this.found.get(path)?.get(method);
    if (known !== undefined) return known;
    const result = this.router.match(method, path);
    if (this.paths.has(path)) this.remember(method, path, result);
    return result;
  }

  private remember(method: string, path: string, result: Result<T>): void {
    const results = this.found.get(path) ?? new Map<string, Result<T>>();
    results.set(method, result);
    this.found.set(path, results);
  }
}
