import { effect, signal } from '@preact/signals';
import { readNumber } from '../../api/number';
import type { PageNumber } from '../../workers/recognizer-messages';
import { answer, isInPage } from '../state';
import { rememberNumber } from '../visit';
import { readNumberInPage } from './in-page';

/** Several digits are read together once nothing has changed for so long: it takes a look at each. */
const SETTLING_MILLISECONDS = 400;

/** All digits of the picture, where the answer says that there are several; else null. */
export const number = signal<PageNumber | null>(null);

/** Keeps it that of the newest answer. */
export function followNumber(): void {
  effect(() => {
    const current = answer.value;
    number.value = null;
    if (current?.prediction.reject_reason !== 'several_objects') return;
    const controller = new AbortController();
    const timer = setTimeout(async () => {
      const { file } = current.picture;
      const reading = isInPage.peek() ? readNumberInPage(file) : readNumber(file, controller.signal);
      // Where that fails, the answer stays that there are several.
      const found = await reading.catch(() => null);
      if (controller.signal.aborted || found === null || found.digit_count < 2) return;
      number.value = found;
      rememberNumber(found.text);
    }, SETTLING_MILLISECONDS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  });
}
