import { ask } from './ask';
import type { NumberReading } from './prediction';

export const NUMBER_PATH = 'predict/number';

/**
 * Reads all digits in a picture, with the model that the service has for it.
 *
 * @param picture a PNG or JPEG
 * @throws what `ask()` throws
 */
export async function readNumber(picture: Blob, signal: AbortSignal): Promise<NumberReading> {
  return (await ask(NUMBER_PATH, { method: 'POST', body: picture, signal })).json();
}
