import { signal } from '@preact/signals';
import { type Figures, WINDOWS, type Window } from '../api/figures';
import type { Trouble } from '../api/trouble';

/** Of the address (`#24h`), or one hour. */
function windowOfAddress(): Window {
  return WINDOWS.find((window) => `#${window}` === location.hash) ?? '1h';
}

export const chosenWindow = signal<Window>(windowOfAddress());
/** Null until they are there. */
export const figures = signal<Figures | null>(null);
export const updated = signal<Date | null>(null);
export const isPaused = signal(false);
export const trouble = signal<Trouble | null>(null);

export function chooseWindow(window: Window): void {
  chosenWindow.value = window;
  history.replaceState(null, '', `#${window}`);
}
