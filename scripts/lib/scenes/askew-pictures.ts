import type { DigitSet } from '../data/mnist';
import { seededRandom } from '../random';
import type { LabelledPicture } from '../report/picture-set';
import { digitField } from './stress/digit-field';
import { between } from './stress/draw';
import { renderScene } from './stress/render-scene';
import { plainScene } from './stress/scene';

const SIDE = 112;
/** Counter-clockwise, in radians: 49 to 63 degrees, beyond what models are trained with. */
const ROTATION = [-1.1, -0.85] as const;
/** A turned digit needs more room. */
const SCALE = 0.8;

/**
 * Digits as a camera that hangs askew sees them: a drift that a model reads badly until it has learned it.
 *
 * @param digits what is drawn
 * @param range indices of the digits, first to end
 * @param seed any integer; the same arguments give the same pictures
 */
export function* askewPictures(
  { images, labels }: DigitSet,
  range: readonly [first: number, end: number],
  seed: number,
): Generator<LabelledPicture> {
  for (let i = range[0]; i < range[1]; i++) {
    const random = seededRandom(seed, i);
    const scene = plainScene(random, SIDE);
    const pose = { ...scene.pose, scale: SCALE * scene.pose.scale, rotation: between(random, ...ROTATION) };
    const field = digitField(images.subarray(i * 784, (i + 1) * 784));
    const raster = renderScene({ ...scene, pose }, field, random);
    yield { name: `askew-${i}`, group: 'askew', label: labels[i]!, raster };
  }
}
