/**
 * The steps of the normaliser that can be disabled one at a time, to measure the benefit of each:
 * - `frame`: read the frame with the picture that it encloses
 * - `sheet`: read the table with the sheet that lies on it
 * - `ink-axis`: always take luma
 * - `tight-crop`: read a crop of two levels like any other picture
 * - `background`: compare with one level of paper instead of the paper around each pixel
 * - `second-polarity`: never try the unlikely polarity
 * - `rulings`: leave printed lines in
 * - `selection`: keep every piece of ink
 * - `strokes`: leave the width of strokes as it is
 * - `closer-look`: never look at a small digit again in the full picture
 */
export const STEPS = [
  'frame',
  'sheet',
  'ink-axis',
  'tight-crop',
  'background',
  'second-polarity',
  'rulings',
  'selection',
  'strokes',
  'closer-look',
] as const;

export type Step = (typeof STEPS)[number];
