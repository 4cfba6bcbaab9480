import type { Raster } from '../../../src/image/raster';
import type { DigitSet } from '../data/mnist';
import { type Random, seededRandom } from '../random';
import { type Severity, STRESS_FAMILIES, type StressFamily } from './stress';
import { grey } from './stress/colour';
import { digitField } from './stress/digit-field';
import { between, integer, pick } from './stress/draw';
import { FAMILIES } from './stress/families';
import { renderScene } from './stress/render-scene';
import { plainScene } from './stress/scene';

/** Makes a picture of a digit as some kind of client sends it. */
type Source = (digit: Uint8Array, random: Random) => Raster;

/** Takes half a second to draw. */
const TOO_LARGE: StressFamily = 'large-canvas';
const CAMERA_FAMILIES = STRESS_FAMILIES.filter((family) => family !== TOO_LARGE);
/** Up to this severity people read digits easily. */
const MOST_SEVERE: Severity = 3;
const CANVAS_SIDES = [28, 64, 112, 200, 280] as const;

const asInMnist: Source = (digit) => ({ width: 28, height: 28, channels: 1, data: digit });

const inverted: Source = (digit) => ({ width: 28, height: 28, channels: 1, data: digit.map((v) => 255 - v) });

/** What drawing programs and web pages send: even ink on an even sheet, thin pens and thick ones, black and pale. */
const canvas: Source = (digit, random) => {
  const scene = plainScene(random, pick(random, CANVAS_SIDES));
  const onWhite = random() < 0.5;
  const pen = between(random, 1, 5);
  const ink = grey(onWhite ? between(random, 0, 165) : between(random, 160, 255));
  const drawn = {
    ...scene,
    pen,
    ink: { colour: ink, opacity: 1, grain: 0 },
    paper: { colour: grey(onWhite ? 255 : 0), grain: 0 },
    light: { ...scene.light, gradient: 0 },
    camera: { blur: 0, noise: 0, jpegQuality: null },
  };
  return renderScene(drawn, digitField(digit), random);
};

/** Rendered camera pictures of ink on paper. */
const cameraPicture: Source = (digit, random) => {
  const severity = integer(random, 1, MOST_SEVERE) as Severity;
  const scene = FAMILIES[pick(random, CAMERA_FAMILIES)](severity, random);
  return renderScene(scene, digitField(digit), random);
};

/** A cycle of ten makes up the mixture: no kind has less than a tenth, so that traffic of a single kind is not drift. */
const MIXTURE: readonly Source[] = [
  asInMnist,
  canvas,
  cameraPicture,
  cameraPicture,
  canvas,
  inverted,
  cameraPicture,
  asInMnist,
  canvas,
  cameraPicture,
];

/** The kinds of pictures in the drift reference. */
export const HEALTHY_SOURCES: Readonly<Record<string, Source>> = {
  asInMnist,
  inverted,
  canvas,
  cameraPicture,
};

/**
 * Draws digits as clients send them: in MNIST's own form and its negative, on canvases, and on paper in front of a camera.
 *
 * @param digits what is drawn
 * @param count at most as many as there are digits
 * @param seed any integer; the same arguments give the same pictures
 */
export function* referencePictures({ images }: DigitSet, count: number, seed = 1): Generator<Raster> {
  for (let i = 0; i < count; i++) {
    const digit = images.subarray(i * 784, (i + 1) * 784);
    yield MIXTURE[i % MIXTURE.length]!(digit, seededRandom(seed, i));
  }
}
