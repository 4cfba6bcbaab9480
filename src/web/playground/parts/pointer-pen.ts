import { addStroke } from '../actions';
import { EVEN_PRESSURE, type Point } from '../drawing/drawing';
import { tool, unfinished, WIDTHS, width } from '../state';

/** Points closer than this, in shares of the paper's side, are the tremor of a hand. */
const SHORTEST_STEP = 0.004;
/** The eraser at the end of a stylus, among `buttons` (Pointer Events, section 5.1.1.3). */
const ERASER_BUTTON = 32;

/** Draws with a mouse, a finger or a stylus: whichever comes first, until it is lifted. */
export class PointerPen {
  private pointer: number | null = null;

  readonly down = (event: PointerEvent): void => {
    const sheet = event.currentTarget as HTMLElement;
    if (this.pointer !== null || (event.button !== 0 && event.buttons !== ERASER_BUTTON)) return;
    this.pointer = event.pointerId;
    sheet.setPointerCapture(event.pointerId);
    unfinished.value = {
      points: [pointOf(event, sheet)],
      width: WIDTHS[width.value],
      erases: tool.value === 'eraser' || event.buttons === ERASER_BUTTON,
    };
  };

  readonly move = (event: PointerEvent): void => {
    const stroke = unfinished.value;
    if (event.pointerId !== this.pointer || stroke === null) return;
    const sheet = event.currentTarget as HTMLElement;
    const points = [...stroke.points];
    // Some browsers have none for events that a script made.
    const parts = event.getCoalescedEvents?.() ?? [];
    for (const part of parts.length > 0 ? parts : [event]) {
      const point = pointOf(part, sheet);
      if (distance(points.at(-1)!, point) >= SHORTEST_STEP) points.push(point);
    }
    unfinished.value = { ...stroke, points };
  };

  readonly up = (event: PointerEvent): void => {
    const stroke = unfinished.value;
    if (event.pointerId !== this.pointer || stroke === null) return;
    this.pointer = null;
    unfinished.value = null;
    addStroke(stroke);
  };
}

function pointOf(event: PointerEvent, sheet: HTMLElement): Point {
  const { left, top, width: wide, height: high } = sheet.getBoundingClientRect();
  return {
    x: (event.clientX - left) / wide,
    y: (event.clientY - top) / high,
    pressure: event.pointerType === 'pen' ? event.pressure : EVEN_PRESSURE,
  };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
