import type { DigitSet } from '../data/mnist';
import { seededRandom } from '../random';
import { digitField } from '../scenes/stress/digit-field';
import { HARD_KINDS, HARD_SCENES, type HardKind } from '../scenes/stress/hard-scenes';
import { renderScene } from '../scenes/stress/render-scene';
import type { LabelledPicture, PictureSet } from './picture-set';

/** Some situations are read wrongly once in a hundred pictures. */
const PICTURES_PER_COUNT = 3;
/** A picture of several megapixels takes as long to render as forty others. */
const LARGE: HardKind = 'far-away';
const LARGE_PER_COUNT = 1.5;

/**
 * Digits in situations that the other sets hardly have: on notes, in frames, cut out along their ink.
 *
 * @param digits what is drawn: the first ones, the same for each kind
 * @param count three times as many pictures of each kind, fewer of large ones; at most as many as there are digits
 */
export function hardSet({ images, labels }: DigitSet, count: number): PictureSet {
  const countOf = (kind: HardKind) =>
    Math.min(Math.ceil(count * (kind === LARGE ? LARGE_PER_COUNT : PICTURES_PER_COUNT)), labels.length);
  function* pictures(): Generator<LabelledPicture> {
    for (const kind of HARD_KINDS) {
      for (let i = 0; i < countOf(kind); i++) {
        const field = digitField(images.subarray(i * 784, (i + 1) * 784));
        const random = seededRandom(i);
        const raster = renderScene(HARD_SCENES[kind](random, field), field, random);
        yield { name: `${kind}, digit ${i}`, group: kind, label: labels[i]!, raster };
      }
    }
  }
  return { name: 'hard', count: HARD_KINDS.reduce((sum, kind) => sum + countOf(kind), 0), pictures };
}
