import { DigitsError } from './errors.js';
import type { components } from './openapi.js';
import { type Failure, type PictureResult, toFailure } from './results.js';
import type { OpenSlot, Slot } from './to-batches.js';

/** A result as the service sends it. */
export type BatchResult = components['schemas']['Batch']['results'][number];

/** Sends pictures. @returns the results, in their order */
type Post = (slots: readonly OpenSlot[]) => Promise<readonly BatchResult[]>;

/**
 * Sends the pictures of a batch that could be opened. Where the request is too large after all, as a proxy has a lower limit than the
 * service, it is halved.
 *
 * @returns a result for each picture of the batch, in their order
 * @throws DigitsError about the request as a whole
 */
export async function sendBatch(batch: readonly Slot[], post: Post): Promise<PictureResult[]> {
  const results = await sendOpen(
    batch.filter((slot) => 'blob' in slot),
    post,
  );
  return batch.map((slot) => {
    const { index, id } = slot;
    const result = 'error' in slot ? toFailure(slot.error) : results.shift()!;
    return { ...result, index, id } as PictureResult;
  });
}

/** The pictures as a form. Their names play no part: the results have their order. */
export function toForm(slots: readonly OpenSlot[]): FormData {
  const form = new FormData();
  for (const { index, blob } of slots) form.append('files', blob, `${index}`);
  return form;
}

async function sendOpen(slots: readonly OpenSlot[], post: Post): Promise<(BatchResult | Failure)[]> {
  if (slots.length === 0) return [];
  try {
    const results = await post(slots);
    if (results.length === slots.length) return [...results];
    const message = `Cannot understand the response: it has ${results.length} results for ${slots.length} pictures`;
    throw new DigitsError('unexpected_response', message);
  } catch (error) {
    if (!(error instanceof DigitsError) || error.status !== 413) throw error;
    if (slots.length === 1) return [toFailure(error)];
    const half = Math.ceil(slots.length / 2);
    return [...(await sendOpen(slots.slice(0, half), post)), ...(await sendOpen(slots.slice(half), post))];
  }
}
