/** A point of a stroke: shares of the paper's side, 0 to 1, and how hard the pen was pressed, 0 to 1. */
export interface Point {
  readonly x: number;
  readonly y: number;
  /** 0.5 for a mouse or a finger, which gives the stroke its nominal width. */
  readonly pressure: number;
}

export interface Stroke {
  /** At least one. */
  readonly points: readonly Point[];
  /** Share of the paper's side. */
  readonly width: number;
  readonly erases: boolean;
}

/** Strokes in the order in which they were made. */
export type Drawing = readonly Stroke[];

/** Pressure of pens that do not measure it. */
export const EVEN_PRESSURE = 0.5;

/** Whether there may be ink on the paper. */
export function hasInk(drawing: Drawing): boolean {
  return drawing.some(({ erases }) => !erases);
}
