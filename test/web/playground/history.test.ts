import { describe, expect, it } from 'vitest';
import { EVEN_PRESSURE, type Stroke } from '../../../src/web/playground/drawing/drawing';
import {
  addStroke,
  type History,
  redo,
  replaceDrawing,
  startHistory,
  undo,
} from '../../../src/web/playground/drawing/history';

function strokeAt(x: number): Stroke {
  return { points: [{ x, y: 0.5, pressure: EVEN_PRESSURE }], width: 0.07, erases: false };
}

function drawn(...strokes: Stroke[]): History {
  return strokes.reduce(addStroke, startHistory());
}

const [FIRST, SECOND, THIRD] = [strokeAt(0.1), strokeAt(0.2), strokeAt(0.3)] as const;

describe('undo()', () => {
  it('removes one stroke after the other, and then does nothing', () => {
    const one = undo(drawn(FIRST, SECOND));
    expect(one.present).toEqual([FIRST]);
    expect(undo(one).present).toEqual([]);
    expect(undo(undo(undo(one))).present).toEqual([]);
  });

  it('restores a cleared drawing', () => {
    expect(undo(replaceDrawing(drawn(FIRST, SECOND), [])).present).toEqual([FIRST, SECOND]);
  });
});

describe('redo()', () => {
  it('restores undone strokes in their order', () => {
    const undone = undo(undo(drawn(FIRST, SECOND)));
    expect(redo(undone).present).toEqual([FIRST]);
    expect(redo(redo(undone)).present).toEqual([FIRST, SECOND]);
    expect(redo(redo(redo(undone))).present).toEqual([FIRST, SECOND]);
  });

  it('does nothing after a new stroke', () => {
    const changed = addStroke(undo(drawn(FIRST, SECOND)), THIRD);
    expect(redo(changed).present).toEqual([FIRST, THIRD]);
  });
});

it('addStroke() keeps 200 steps', () => {
  const history = drawn(...Array.from({ length: 300 }, () => FIRST));
  expect(history.present).toHaveLength(300);
  expect(history.past).toHaveLength(200);
});
