import { signal } from '@preact/signals';
import type { Drawing } from './drawing/drawing';
import { startHistory } from './drawing/history';
import { type Answer, DRAWING, history, type Picture, source } from './state';

/** Something that was read in this visit. */
export interface Entry {
  readonly id: number;
  /** What to show it again by. */
  readonly picture: Drawing | { readonly picture: Picture; readonly url: string };
  /** A digit, or null where there is none. */
  readonly digit: number | null;
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
    digit: prediction.is_digit ? prediction.predicted_digit : null,
  };
  const others = visit.value.filter(({ id }) => id !== entry.id);
  visit.value = [entry, ...others].slice(0, MAX_ENTRIES);
}

/** Puts something that was read on the paper again. */
export function showAgain({ id, picture }: Entry): void {
  currentId = id;
  if ('url' in picture) {
    source.value = { kind: 'picture', ...picture };
    return;
  }
  source.value = DRAWING;
  history.value = startHistory(picture);
}
