import type { Sketch } from './sketch';

/** Noise that drowns the ink, as a share of its contrast. */
const MOST_NOISE = 0.35;
/** With less contrast than this, in levels, JPEG may round the ink away. */
const JPEG_CONTRAST = 30;
/** With less than this, ink may be lost where light takes half of it, or beside a table that is a hundred levels darker. */
const LIGHT_CONTRAST = 6;

/** Takes back what would leave nothing of the ink, where several kinds come together: nothing is learned from guessing. */
export function keepLegible({ camera, ink, paper, light, glyphs }: Sketch): void {
  if (glyphs.length === 0) return;
  const inks = [ink, ...glyphs.flatMap((placed) => placed.ink ?? [])];
  const contrast = Math.min(
    ...inks.map(({ colour, opacity }) =>
      Math.max(...colour.map((level, c) => opacity * Math.abs(level - paper.colour[c]!))),
    ),
  );
  camera.noise = Math.min(camera.noise, MOST_NOISE * contrast);
  paper.blotches = Math.min(paper.blotches, MOST_NOISE * contrast);
  if (contrast < JPEG_CONTRAST) camera.jpegQuality = null;
  if (contrast < LIGHT_CONTRAST) {
    Object.assign(light, { gradient: 0, vignette: 0, shadows: [] });
    ink.opacity = 1;
    ink.grain = 0;
    paper.farColour = paper.colour;
    paper.edges = [];
  }
}
