import type { components } from '../../../packages/client/src/openapi';
import { ask } from './ask';

/** All digits of a picture, line by line, with boxes in its pixels. */
export type NumberReading = components['schemas']['Number'];

/**
 * Reads all digits in a picture, with the model that the service has for it.
 *
 * @param picture a PNG or JPEG
 * @throws what `ask()` throws
 */
export async function readNumber(picture: Blob, signal: AbortSignal): Promise<NumberReading> {
  return (await ask('predict/number', { method: 'POST', body: picture, signal })).json();
}
