import { TrieRouter } from 'hono/router/trie-router';
import { describe, expect, it, vi } from 'vitest';
import { RememberingRouter } from '../../src/http/remembering-router';

function createRouter() {
  const inner = new TrieRouter<string>();
  const router = new RememberingRouter(inner);
  router.add('ALL', '/*', 'middleware');
  router.add('POST', '/predict', 'predict');
  router.add('GET', '/jobs/:id', 'job');
  return { router, search: vi.spyOn(inner, 'match') };
}
const handlersOf = (result: ReturnType<RememberingRouter<string>['match']>) =>
  result[0].map(([handler]) => handler);

describe('RememberingRouter', () => {
  it('finds what the other router finds, and searches once for each method of a path', () => {
    const { router, search } = createRouter();
    for (let i = 0; i < 3; i++) {
      expect(handlersOf(router.match('POST', '/predict'))).toEqual(['middleware', 'predict']);
      expect(handlersOf(router.match('GET', '/predict'))).toEqual(['middleware']);
    }
    expect(search).toHaveBeenCalledTimes(2);
  });

  it('remembers no path that clients can make up', () => {
    const { router, search } = createRouter();
    for (let i = 0; i < 2; i++) {
      expect(router.match('GET', `/jobs/${i}`)[0][1]).toEqual(['job', { id: String(i) }]);
      router.match('GET', '/nowhere');
    }
    expect(search).toHaveBeenCalledTimes(4);
  });
});
