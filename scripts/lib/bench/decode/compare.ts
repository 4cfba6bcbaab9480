import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../serve/production-bundle';
import { type MedianInterval, medianInterval } from '../median-interval';
import { DECODERS, type DecoderName } from './decoders';
import { djpeg } from './pictures';

/**
 * Times two alternatives in turn, so that load from other processes affects both alike.
 *
 * @param first what to time
 * @param second what to compare it with
 * @param rounds how often
 * @returns the shortest time of each, in milliseconds
 */
export function raceShortest(first: () => void, second: () => void, rounds: number): [number, number] {
  const shortest: [number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < rounds; round++) {
    shortest[0] = Math.min(shortest[0], elapsed(first));
    shortest[1] = Math.min(shortest[1], elapsed(second));
  }
  return shortest;
}

/**
 * @param first what to time
 * @param second what to compare it with, turn by turn
 * @param rounds how often
 * @returns how many times as long the second takes: median of the rounds' ratios and where it lies
 */
export function raceRatio(first: () => void, second: () => void, rounds: number): MedianInterval {
  first();
  second();
  const ratios = Array.from({ length: rounds }, () => {
    const time = elapsed(first);
    return elapsed(second) / time;
  });
  return medianInterval(ratios);
}

/** Milliseconds of one run. */
export function elapsed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/**
 * @param file JPEG
 * @param tiny a tiny JPEG, whose time is that of starting the process
 * @param rounds how often
 * @returns milliseconds that `djpeg -scale 1/8 -grayscale` takes for the picture itself
 */
export function djpegMilliseconds(file: Uint8Array, tiny: Uint8Array, rounds: number): number {
  const options = ['-scale', '1/8', '-grayscale'];
  const [whole, start] = raceShortest(
    () => djpeg(file, options),
    () => djpeg(tiny, options),
    rounds,
  );
  return whole - start;
}

/**
 * @param name of the decoder
 * @param file to decode
 * @param warmUp small file of the same format
 * @param folder for temporary files
 * @returns bytes by which decoding raises peak resident memory, the minimum of three processes
 */
export function memoryOf(name: DecoderName, file: Uint8Array, warmUp: Uint8Array, folder: string): number {
  const [filePath, warmUpPath] = [path.join(folder, 'picture'), path.join(folder, 'warm-up')];
  writeFileSync(filePath, file);
  writeFileSync(warmUpPath, warmUp);
  const child = path.join(import.meta.dirname, 'memory-child.ts');
  const runs = [1, 2, 3].map(() => {
    const run = spawnSync(process.execPath, ['--import', 'tsx', child, name, filePath, warmUpPath], {
      cwd: ROOT,
    });
    if (run.status !== 0) throw new Error(`Cannot measure the memory of ${name}: ${run.stderr}`);
    return Number(run.stdout);
  });
  return Math.min(...runs);
}

/** Milliseconds of a decoder, shortest of `rounds`, against ours in the same turns. */
export function raceDecoders(file: Uint8Array, rival: DecoderName, rounds: number): [number, number] {
  return raceShortest(
    () => DECODERS.ours(file),
    () => DECODERS[rival](file),
    rounds,
  );
}
