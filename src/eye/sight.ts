import type { Raster } from '../image/raster';
import type { Network } from '../inference/network';
import type { Box } from '../preprocess/grey-image';
import { type FoundDigit, readMap } from './eye-map';
import { LOOK_VALUES, look, type Region, wholeRegion } from './look';
import type { LookBox } from './look-box';

/** Objectness from which a digit counts in a look; not tuned. */
const LEAST_OBJECTNESS = 0.2;
/** A second look shows a digit with so much around it, of which the longer side of its box is 1. */
const SECOND_LOOK = 1.6;
/** Smallest part of a picture that is looked at again, in pixels. */
const SMALLEST_REGION = 8;

/** The network that looks: 64×64×3 numbers to 8×8 cells of 15. */
export type EyeNetwork = Pick<Network, 'run'>;

/** What a look shows of a picture. */
export interface Sight {
  readonly region: Region;
  /** Surest first. */
  readonly digits: readonly FoundDigit[];
  /** The one that the picture is about; null without any. */
  readonly subject: FoundDigit | null;
}

/**
 * Looks at the whole picture.
 *
 * @param raster grey or RGB
 */
export function firstLook(network: EyeNetwork, raster: Raster): Sight {
  return lookAt(network, raster, wholeRegion(raster), 'largest');
}

/** Looks again, at what a first look has found. */
export function secondLook(network: EyeNetwork, raster: Raster, first: Sight): Sight {
  if (first.subject === null) return first;
  return lookAt(network, raster, regionAround(boxInPicture(first.region, first.subject.box)), 'middle');
}

/** @returns a box of a look in pixels of the picture, in fractions */
export function boxInPicture({ x, y, side }: Region, box: LookBox): Box {
  return { x: x + side * box.x, y: y + side * box.y, width: side * box.width, height: side * box.height };
}

function lookAt(network: EyeNetwork, raster: Raster, region: Region, about: 'largest' | 'middle'): Sight {
  const seen = new Float32Array(LOOK_VALUES);
  look(raster, region, seen);
  const digits = readMap(network.run(seen), LEAST_OBJECTNESS);
  return { region, digits, subject: subjectOf(digits, about) };
}

/** A square around a box. */
function regionAround({ x, y, width, height }: Box): Region {
  const side = Math.max(SECOND_LOOK * Math.max(width, height), SMALLEST_REGION);
  return { x: x + (width - side) / 2, y: y + (height - side) / 2, side };
}

/**
 * The digit that a picture is about: the largest and surest, where those far from the middle count less. In a second look
 * the middle is what counts.
 */
function subjectOf(digits: readonly FoundDigit[], about: 'largest' | 'middle'): FoundDigit | null {
  const worth = ({ box, objectness }: FoundDigit) => {
    const off = Math.hypot(box.x + box.width / 2 - 0.5, box.y + box.height / 2 - 0.5);
    const size = about === 'largest' ? Math.max(box.width, box.height) : 1;
    return objectness * size * Math.max(1 - (about === 'largest' ? 1 : 2) * off, 0.01);
  };
  return digits.reduce<FoundDigit | null>(
    (best, digit) => (best === null || worth(digit) > worth(best) ? digit : best),
    null,
  );
}
