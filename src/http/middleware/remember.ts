import { createMiddleware } from 'hono/factory';
import { draftMemories } from '../../service/draft-memories';
import type { Services } from '../../service/services';
import type { HonoEnv } from '../hono-env';
import { locationOf } from '../request-event';

/** Remembers predictions, so that they can be labelled: after the response, and only where the operator has switched it on. */
export function remember({ feedback, config, clock }: Pick<Services, 'feedback' | 'config' | 'clock'>) {
  return createMiddleware<HonoEnv>(async (c, next) => {
    await next();
    const { predictions = [], assignment, caller } = c.var;
    if (!feedback.isOn || predictions.length === 0 || assignment === undefined) return;
    const places = c.get('places') ?? [...predictions.keys()];
    const drafts = draftMemories(predictions, places, {
      requestId: c.get('requestId'),
      owner: caller.kind === 'key' ? caller.name : null,
      assignedBy: assignment.assignedBy,
      at: clock.now(),
      images: config.feedback?.images ?? false,
    });
    feedback.remember(drafts, locationOf(c));
  });
}
