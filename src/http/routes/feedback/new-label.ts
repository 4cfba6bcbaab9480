import type { z } from '@hono/zod-openapi';
import type { NewLabel } from '../../../feedback/feedback-protocol';
import { ACCESS_CODES, keyWith } from '../../access';
import type { HonoContext } from '../../hono-env';
import type { NewFeedbackSchema } from '../../json/feedback';

/** What the operations that take labels have in common. */
export const FEEDBACK_OPERATION = { tags: ['Feedback'], security: keyWith('predict') };

/** Errors of all operations on feedback. */
export const FEEDBACK_CODES = [
  ...ACCESS_CODES,
  'rate_limited',
  'feedback_off',
  'feedback_unavailable',
  'internal_error',
] as const;

/** A label as the caller of a request gives it. */
export function toNewLabel(
  c: HonoContext,
  { request_id, index, label, comment }: z.infer<typeof NewFeedbackSchema>,
): NewLabel {
  const caller = c.get('caller');
  return {
    feedbackId: crypto.randomUUID(),
    requestId: request_id,
    place: index,
    label,
    comment,
    reporter: caller.kind === 'key' ? caller.name : null,
    isAdmin: caller.kind === 'key' && caller.role === 'admin',
  };
}
