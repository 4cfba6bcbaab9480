import type { Signal } from '@preact/signals';
import { addStroke } from '../actions';
import { EVEN_PRESSURE, type Point } from '../drawing/drawing';
import { tool, unfinished, WIDTHS, width } from '../state';

/** Where the pen of the keyboard is: shares of the paper's side. */
export interface PenPosition {
  readonly x: number;
  readonly y: number;
  readonly isDown: boolean;
}

const STEP = 0.05;
const SMALL_STEP = 0.01;
const DIRECTIONS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Draws with the arrow keys and the space bar. */
export class KeyboardPen {
  /** @param position null while the pen is not in use */
  constructor(
    private readonly position: Signal<PenPosition | null>,
    private readonly clear: () => void,
  ) {}

  readonly press = (event: KeyboardEvent): void => {
    const direction = DIRECTIONS[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (direction !== undefined) this.moveBy(direction, event.shiftKey ? SMALL_STEP : STEP);
    else if (event.key === ' ' || event.key === 'Enter') this.toggle();
    else if (event.key === 'Delete' || event.key === 'Backspace') this.clear();
    else return;
    event.preventDefault();
  };

  /** The pen is lifted and put away. */
  readonly leave = (): void => {
    if (this.position.value?.isDown) this.lift();
    this.position.value = null;
  };

  private moveBy([x, y]: readonly [number, number], step: number): void {
    const from = this.place();
    const to = { ...from, x: onPaper(from.x + x * step), y: onPaper(from.y + y * step) };
    this.position.value = to;
    const stroke = unfinished.value;
    if (to.isDown && stroke !== null) {
      unfinished.value = { ...stroke, points: [...stroke.points, pointAt(to)] };
    }
  }

  private toggle(): void {
    const at = this.place();
    if (at.isDown) {
      this.lift();
      return;
    }
    this.position.value = { ...at, isDown: true };
    unfinished.value = {
      points: [pointAt(at)],
      width: WIDTHS[width.value],
      erases: tool.value === 'eraser',
    };
  }

  private lift(): void {
    this.position.value = { ...this.place(), isDown: false };
    const stroke = unfinished.value;
    unfinished.value = null;
    if (stroke !== null) addStroke(stroke);
  }

  private place(): PenPosition {
    return this.position.value ?? { x: 0.5, y: 0.5, isDown: false };
  }
}

function onPaper(at: number): number {
  return Math.min(1, Math.max(0, at));
}

function pointAt({ x, y }: PenPosition): Point {
  return { x, y, pressure: EVEN_PRESSURE };
}
