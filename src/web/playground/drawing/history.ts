import type { Drawing, Stroke } from './drawing';

/** A drawing and how it came about, so that each step can be undone and done again. */
export interface History {
  /** Earlier states, oldest first. */
  readonly past: readonly Drawing[];
  readonly present: Drawing;
  /** Undone states, the next to be done again first. */
  readonly future: readonly Drawing[];
}

/** Older states are forgotten. */
const MAX_STEPS = 200;

export function startHistory(drawing: Drawing = []): History {
  return { past: [], present: drawing, future: [] };
}

/** Replaces the drawing, as one step; what was undone is lost. */
export function replaceDrawing({ past, present }: History, drawing: Drawing): History {
  return { past: [...past, present].slice(-MAX_STEPS), present: drawing, future: [] };
}

export function addStroke(history: History, stroke: Stroke): History {
  return replaceDrawing(history, [...history.present, stroke]);
}

/** @returns the same history if there is nothing to undo */
export function undo(history: History): History {
  const { past, present, future } = history;
  const previous = past.at(-1);
  if (previous === undefined) return history;
  return { past: past.slice(0, -1), present: previous, future: [present, ...future] };
}

/** @returns the same history if nothing was undone */
export function redo(history: History): History {
  const { past, present, future } = history;
  const [next, ...later] = future;
  if (next === undefined) return history;
  return { past: [...past, present], present: next, future: later };
}
