import * as tf from '@tensorflow/tfjs-core';
import type { Sequential } from '@tensorflow/tfjs-layers';
import type { Raster } from '../../../src/image/raster';
import { LOOK_SIDE, type LookBox } from '../scenes/generator/scene';
import { type FoundDigit, readMap } from './eye-map';
import { LOOK_VALUES, look, type Region, wholeRegion } from './look';

/** Objectness from which a digit counts in a look; not tuned. */
const LEAST_OBJECTNESS = 0.2;
/** A second look shows a digit with so much around it, of which the longer side of its box is 1. */
const SECOND_LOOK = 1.6;
/** Smallest part of a picture that is looked at again, in pixels. */
const SMALLEST_REGION = 8;

/** What a look shows of a picture. */
export interface Sight {
  readonly region: Region;
  /** Surest first. */
  readonly digits: readonly FoundDigit[];
  /** The one that the picture is about; null without any. */
  readonly subject: FoundDigit | null;
}

/** The trained network, looking. */
export class Eye {
  private readonly input = new Float32Array(LOOK_VALUES);

  /** @param network 64×64×3 numbers to 8×8 cells of 15 */
  constructor(private readonly network: Sequential) {}

  /**
   * Looks at the whole picture.
   *
   * @param raster RGB
   */
  firstLook(raster: Raster): Sight {
    return this.lookAt(raster, wholeRegion(raster), 'largest');
  }

  /** Looks again, at what a first look has found. */
  secondLook(raster: Raster, first: Sight): Sight {
    if (first.subject === null) return first;
    return this.lookAt(raster, regionAround(first.region, first.subject.box), 'middle');
  }

  private lookAt(raster: Raster, region: Region, about: 'largest' | 'middle'): Sight {
    look(raster, region, this.input);
    const map = tf.tidy(() => {
      const input = tf.tensor4d(this.input, [1, LOOK_SIDE, LOOK_SIDE, 3]);
      return (this.network.predict(input) as tf.Tensor).dataSync() as Float32Array;
    });
    const digits = readMap(map, LEAST_OBJECTNESS);
    return { region, digits, subject: subjectOf(digits, about) };
  }
}

/** A square in pixels of the picture around a box in shares of another. */
function regionAround({ x, y, side }: Region, box: LookBox): Region {
  const wanted = Math.max(SECOND_LOOK * Math.max(box.width, box.height) * side, SMALLEST_REGION);
  const middleX = x + side * (box.x + box.width / 2);
  const middleY = y + side * (box.y + box.height / 2);
  return { x: middleX - wanted / 2, y: middleY - wanted / 2, side: wanted };
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
