import { describe, expect, it } from 'vitest';
import { boxWithConnected } from '../../src/preprocess/connected-ink';

/** A picture of 16×8 whose ink is drawn as `#`. */
const ink = (...rows: string[]) => {
  const lines = Array.from({ length: 8 }, (_, y) => (rows[y] ?? '').padEnd(16));
  const data = Float32Array.from(lines.join(''), (sign) => (sign === '#' ? 1 : 0));
  return { width: 16, height: 8, data };
};
const LEFT = { x: 0, y: 0, width: 8, height: 8 };

describe('boxWithConnected()', () => {
  it('grows along a stroke that reaches out of the box', () => {
    expect(boxWithConnected(ink('', ' ######### '), LEFT, 0.5)).toEqual({ ...LEFT, width: 10 });
  });

  it('follows strokes that touch at a corner only', () => {
    const picture = ink('', '  #####', '       #', '        #', '         #');
    expect(boxWithConnected(picture, LEFT, 0.5)).toEqual({ ...LEFT, width: 10 });
  });

  it('stays as it is where all ink is inside, and where there is none', () => {
    expect(boxWithConnected(ink('', ' ####'), LEFT, 0.5)).toEqual(LEFT);
    expect(boxWithConnected(ink(), LEFT, 0.5)).toEqual(LEFT);
  });

  it('does not follow what lies mostly outside', () => {
    expect(boxWithConnected(ink(' ####', '', '', '     ##########'), LEFT, 0.5)).toEqual(LEFT);
  });

  it('does not follow a speck', () => {
    const picture = ink(' #####', ' #####', ' #####', ' #####', '', '      ###');
    expect(boxWithConnected(picture, LEFT, 0.5)).toEqual(LEFT);
  });

  it('leaves ink alone that is beside the box', () => {
    expect(boxWithConnected(ink(' ####     ###'), LEFT, 0.5)).toEqual(LEFT);
  });

  it('counts ink above the level only', () => {
    const picture = ink('', ' ######### ');
    expect(boxWithConnected(picture, LEFT, 1)).toEqual(LEFT);
  });
});
