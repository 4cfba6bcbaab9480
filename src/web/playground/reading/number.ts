import { effect, signal } from '@preact/signals';
import { type NumberReading, readNumber } from '../../api/number';
import { answer } from '../state';

/** Several digits are read together once nothing has changed for so long: it takes a look at each. */
const SETTLING_MILLISECONDS = 400;

/** All digits of the picture, where the answer says that there are several; else null. */
export const number = signal<NumberReading | null>(null);

/** Keeps it that of the newest answer. */
export function followNumber(): void {
  effect(() => {
    const current = answer.value;
    number.value = null;
    if (current?.prediction.reject_reason !== 'several_objects') return;
    const controller = new AbortController();
    const timer = setTimeout(async () => {
      // Without the service, and without a model that finds digits, the answer stays that there are several.
      const found = await readNumber(current.picture.file, controller.signal).catch(() => null);
      if (!controller.signal.aborted && found !== null && found.digit_count > 1) number.value = found;
    }, SETTLING_MILLISECONDS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  });
}
