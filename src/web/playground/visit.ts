import { signal } from '@preact/signals';
import type { Drawing } from './drawing/drawing';
import { type Answer, history, type Picture, source } from './state';

/** Something that was read in this visit. */
export interface Entry {
  readonly id: number;
  /** What to show it again by. */
  readonly picture: Drawing | { readonly picture: Picture; readonly url: string };
  /** A digit or a number; null where there is none. */
  readonly result: string | null;
}

const MAX_ENTRIES = 24;

/** The newest first. */
export const visit = signal<readonly Entry[]>([]);
/** Tells apart one thing that is read again and again from the next. */
let currentId = 0;

/** What is put on the paper from now on is another thing. */
export function startEntry(): void {
  currentId++;
}

/** Keeps the newest answer to what is on the paper; what the camera sees passes. */
export function remember({ prediction }: Answer): void {
  const on = source.peek();
  if (on.kind === 'camera') return;
  const entry: Entry = {
    id: currentId,
    picture: on.kind === 'drawing' ? history.peek().present : { picture: on.picture, url: on.url },
    result: prediction.is_digit ? String(prediction.predicted_digit) : null,
  };
  // The same drawing may be back after it was cleared, or after a picture.
  const others = visit.value.filter(({ id, picture }) => id !== entry.id && picture !== entry.picture);
  visit.value = [entry, ...others].slice(0, MAX_ENTRIES);
}

/** Says of what was read last that it is a number. */
export function rememberNumber(result: string): void {
  visit.value = visit.value.map((entry) => (entry.id === currentId ? { ...entry, result } : entry));
}

/** What is put on the paper from now on is this entry, again. */
export function resumeEntry({ id }: Entry): void {
  currentId = id;
}
