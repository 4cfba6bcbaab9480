import { signal } from '@preact/signals';
import { KeptValue } from './kept-value';

/** Until the tab is closed. */
const kept = new KeptValue(() => sessionStorage, 'digits-api-key');

/** The API key that its visitor has entered, or an empty text. */
export const apiKey = signal(kept.read() ?? '');

export function enterKey(key: string): void {
  apiKey.value = key;
  kept.write(key);
}
