import { blur, hardCrop, jpegBlocks, perspective, sensorNoise } from './families/camera';
import type { Family } from './families/family';
import { lightGradient, shadow, vignette } from './families/light';
import { frame, gridPaper, neighbourStroke, ruledPaper, specks, tableEdge } from './families/paper';
import {
  brokenStroke,
  colouredInk,
  faintPencil,
  inverted,
  thickPen,
  thinPen,
  transparent,
} from './families/pen';
import { extremeAspect, largeCanvas, offCentre, smallDigit, tinyCanvas } from './families/position';
import { plainScene } from './scene';

/**
 * Disturbances of pictures of handwriting, one at a time. Their order decides which digit of a
 * rendered training set gets which: another order gives another set.
 */
export const FAMILIES = {
  plain: (_severity, random) => plainScene(random),
  'light-gradient': lightGradient,
  shadow,
  vignette,
  'faint-pencil': faintPencil,
  'sensor-noise': sensorNoise,
  blur,
  'jpeg-blocks': jpegBlocks,
  'coloured-ink': colouredInk,
  'ruled-paper': ruledPaper,
  'grid-paper': gridPaper,
  frame,
  'table-edge': tableEdge,
  'neighbour-stroke': neighbourStroke,
  'small-digit': smallDigit,
  'off-centre': offCentre,
  'thin-pen': thinPen,
  'thick-pen': thickPen,
  'broken-stroke': brokenStroke,
  specks,
  perspective,
  transparent,
  inverted,
  'tiny-canvas': tinyCanvas,
  'large-canvas': largeCanvas,
  'extreme-aspect': extremeAspect,
  'hard-crop': hardCrop,
} satisfies Record<string, Family>;
