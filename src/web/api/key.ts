import { signal } from '@preact/signals';

const STORED_AS = 'digits-api-key';

/** The API key that its visitor has entered, or an empty text. Kept until the tab is closed. */
export const apiKey = signal(sessionStorage.getItem(STORED_AS) ?? '');

export function enterKey(key: string): void {
  apiKey.value = key;
  sessionStorage.setItem(STORED_AS, key);
}
