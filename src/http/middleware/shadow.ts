import { createMiddleware } from 'hono/factory';
import { readAlong } from '../../service/read-along';
import type { Services } from '../../service/services';
import type { HonoEnv } from '../hono-env';
import { locationOf } from '../request-event';

/**
 * Lets the shadows of the traffic split read along: after the response, and only for comparison.
 *
 * @param random 0 to 1, exclusively; decides which requests a shadow reads
 */
export function shadow(services: Services, random: () => number = Math.random) {
  return createMiddleware<HonoEnv>(async (c, next) => {
    await next();
    const { predictions = [], assignment } = c.var;
    if (predictions.length === 0 || assignment === undefined) return;
    const request = {
      answers: predictions,
      requestId: c.get('requestId'),
      places: c.get('places') ?? [...predictions.keys()],
      at: services.clock.now(),
      location: locationOf(c),
    };
    for (const [version, share] of Object.entries(assignment.shadows)) {
      if (version === assignment.version || random() * 100 >= share) continue;
      c.executionCtx.waitUntil(readAlong(services, { version, ...request }));
    }
  });
}
