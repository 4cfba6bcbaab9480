import { ask } from './ask';

/** What a picture shows. */
export type Label = number | 'not_a_digit';

/** @returns whether the service remembers predictions and takes labels */
export async function takesLabels(): Promise<boolean> {
  const root: { feedback?: string } = await (
    await ask('.', { headers: { Accept: 'application/json' } })
  ).json();
  return root.feedback === 'on';
}

/**
 * Says what the picture of a prediction shows; a later label replaces an earlier one.
 *
 * @throws what `ask()` throws
 */
export async function sendLabel(requestId: string, label: Label): Promise<void> {
  await ask('feedback', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ request_id: requestId, label }),
  });
}
