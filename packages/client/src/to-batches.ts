import { DigitsError } from './errors.js';
import { FORM_OVERHEAD_BYTES, MAX_BATCH_IMAGES, MAX_BODY_BYTES } from './limits.js';
import { nameOf, type OpenedPicture, type PictureSource } from './picture-source.js';

/** A picture on its way. */
interface Place {
  /** Place among all pictures. */
  readonly index: number;
  readonly id: string | null;
}

/** A picture that can be sent. */
export type OpenSlot = Place & { readonly blob: Blob };

/** A picture that can be sent, or the error of opening it. */
export type Slot = OpenSlot | (Place & { readonly error: DigitsError });

/**
 * Opens pictures one after another and gathers them in batches: as many as the service takes in a request, and not more bytes. A
 * picture that is too large for any request is alone.
 *
 * @throws what opening throws, unless it is a `DigitsError`: that becomes the result of its picture
 */
export async function* toBatches(
  sources: Iterable<PictureSource> | AsyncIterable<PictureSource>,
  open: (source: PictureSource) => Promise<OpenedPicture>,
): AsyncGenerator<readonly Slot[], void, void> {
  let batch: Slot[] = [];
  let bytes = FORM_OVERHEAD_BYTES;
  let index = 0;
  for await (const source of sources) {
    const slot = await openSlot(index++, source, open);
    const size = ('blob' in slot ? slot.blob.size : 0) + FORM_OVERHEAD_BYTES;
    if (batch.length > 0 && (batch.length === MAX_BATCH_IMAGES || bytes + size > MAX_BODY_BYTES)) {
      yield batch;
      batch = [];
      bytes = FORM_OVERHEAD_BYTES;
    }
    batch.push(slot);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

async function openSlot(
  index: number,
  source: PictureSource,
  open: (source: PictureSource) => Promise<OpenedPicture>,
): Promise<Slot> {
  try {
    const { name, blob } = await open(source);
    return { index, id: name, blob };
  } catch (error) {
    if (!(error instanceof DigitsError)) throw error;
    return { index, id: nameOf(source), error };
  }
}
