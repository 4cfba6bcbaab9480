import type { Raster } from '../image/raster';
import type { Steps } from '../steps';
import type { Region } from './look';
import { LOOK_SIDE } from './look-box';
import {
  type EyeNetwork,
  evidenceAmongOthers,
  LOOK_COST,
  lookAt,
  type Sight,
  subjectBox,
  weighEvidence,
} from './sight';

/** Parts that are looked at have this share of a look's side, and overlap by half: a digit of an eighth is whole in one of them. */
const PART = 1 / 4;
const STEP = PART / 2;
/** At most so many parts are looked at: those in which most is to be seen. */
const MOST_PARTS = 6;
/** Smaller parts, in pixels, show nothing that the whole does not. */
const SMALLEST_PART = 24;
/** Objectness from which a part is worth a look at its surroundings, and that of both from which there is a digit; not tuned. */
const PLAUSIBLE = 0.5;
const SURE = 0.85;

/**
 * Looks for a digit that is too small to be seen in the whole picture: at the parts of it in which neighbouring pixels differ most,
 * one after the other, until there is a digit in one.
 *
 * @param whole look at the whole picture
 * @returns the look that shows the digit; null if none does
 */
export function* searchInSteps(network: EyeNetwork, picture: Raster, whole: Sight): Steps<Sight | null> {
  if (whole.region.side * PART < SMALLEST_PART) return null;
  for (const part of livelyParts(whole).slice(0, MOST_PARTS)) {
    const sight = lookAt(network, picture, part);
    yield LOOK_COST;
    if (sight.subject.objectness < PLAUSIBLE) continue;
    const among = evidenceAmongOthers(network, picture, subjectBox(sight));
    yield LOOK_COST;
    const weighed = weighEvidence(sight, among);
    if (weighed.subject.objectness >= SURE) return weighed;
  }
  return null;
}

/** Parts of a look, those first in which neighbouring pixels differ most. */
function livelyParts({ region, seen }: Sight): Region[] {
  const count = (1 - PART) / STEP + 1;
  const parts = Array.from({ length: count * count }, (_, index) => {
    const [column, row] = [index % count, Math.floor(index / count)];
    return { column, row, variation: variationIn(seen, column * STEP, row * STEP) };
  });
  return parts
    .toSorted((a, b) => b.variation - a.variation)
    .map(({ column, row }) => ({
      x: region.x + column * STEP * region.side,
      y: region.y + row * STEP * region.side,
      side: PART * region.side,
    }));
}

/** Squared differences in a part between pixels and those below and to the right of them: light that falls off leaves hardly any. */
function variationIn(seen: Float32Array, left: number, top: number): number {
  const side = PART * LOOK_SIDE - 1;
  const row = 3 * LOOK_SIDE;
  let squares = 0;
  for (let y = top * LOOK_SIDE; y < top * LOOK_SIDE + side; y++) {
    const first = y * row + 3 * left * LOOK_SIDE;
    for (let i = first; i < first + 3 * side; i++)
      squares += (seen[i + 3]! - seen[i]!) ** 2 + (seen[i + row]! - seen[i]!) ** 2;
  }
  return squares;
}
