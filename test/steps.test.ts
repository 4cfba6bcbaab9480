import { beforeAll, describe, expect, it } from 'vitest';
import { worstPng } from '../scripts/lib/bench/worst-files/worst-pngs';
import { openShippedEye } from '../scripts/lib/model-files/open-models';
import { drawSeven, onPaper, toJpeg, toPng } from '../scripts/lib/scenes/sample-images';
import { CONFIG } from '../src/config';
import type { Eye } from '../src/eye/sureness';
import { readPictureInSteps } from '../src/recognition/recognize';
import { runAtOnce, runTurn, type Steps } from '../src/steps';

/** Work of so many steps. */
function* work(steps: number, microseconds: number): Steps<string> {
  for (let i = 0; i < steps; i++) yield microseconds;
  return 'done';
}

/** How many turns it takes. */
function turnsOf(steps: Steps<unknown>): number {
  for (let turns = 1; ; turns++) if (runTurn(steps).done) return turns;
}

describe('runTurn()', () => {
  it('does steps until they have taken two milliseconds', () => {
    expect(turnsOf(work(9, 500))).toBe(3);
    expect(turnsOf(work(3, 500))).toBe(1);
  });

  it('gives the result in the turn of the last step', () => {
    expect(runTurn(work(1, 500))).toEqual({ done: true, value: 'done' });
  });
});

describe('a picture is read', () => {
  let eye: Eye;

  beforeAll(async () => {
    eye = await openShippedEye('v3.0');
  });

  const read = (file: Uint8Array) => readPictureInSteps(file, CONFIG.image, { eye });
  const photograph = toJpeg(onPaper(drawSeven(1000)));
  const unfolding = worstPng({ width: 5000, height: 5000, bitDepth: 8, interlaced: false, noiseBytes: 0 });

  it('in one turn where it is as small as those of MNIST', () => {
    expect(turnsOf(read(toPng(drawSeven(28))))).toBe(1);
  });

  it('in many turns if it is a photograph, or a small file that decompresses to 25 megapixels', () => {
    expect(turnsOf(read(photograph))).toBeGreaterThan(3);
    expect(turnsOf(read(unfolding))).toBeGreaterThan(50);
  });

  it('with the same result when others are read in between', () => {
    const files = [photograph, toJpeg(onPaper(drawSeven(700))), toPng(onPaper(drawSeven(400))), unfolding];
    const alone = files.map((file) => runAtOnce(read(file)));
    const inTurns = files.map(read);
    const results = new Map<number, unknown>();
    while (results.size < files.length) {
      inTurns.forEach((steps, i) => {
        const step = steps.next();
        if (step.done && !results.has(i)) results.set(i, step.value);
      });
    }
    expect(files.map((_, i) => results.get(i))).toEqual(alone);
  });
});
