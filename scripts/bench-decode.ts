import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Table from 'cli-table3';
import { CONFIG } from '../src/config';
import { decodeImage } from '../src/image/decode';
import { djpegMilliseconds, memoryOf, raceDecoders, raceRatio } from './lib/bench/decode/compare';
import { DECODERS, type DecoderName } from './lib/bench/decode/decoders';
import { entropyShare } from './lib/bench/decode/entropy-share';
import { photograph, screenshot, toJpeg, toPng } from './lib/bench/decode/pictures';
import { createCommand, runCommand } from './lib/run-command';

const MEBIBYTE = 2 ** 20;
const MEGABYTE = 1e6;
const SENSOR_NOISE = 7;
const INFLATE_ROUNDS = 20;

/** One line of the table: ours against a rival, in time and perhaps in memory. */
interface Contest {
  readonly name: string;
  readonly file: Uint8Array;
  readonly rival: DecoderName;
  readonly rounds: number;
  /** Required speed-up. */
  readonly speedGoal: number;
  /** Maximum of our memory as a share of the rival's; null if not judged. */
  readonly memoryGoal: number | null;
}

const BASELINE = ['-quality', '80', '-sample', '2x2'];
const PROGRESSIVE = [...BASELINE, '-progressive'];

const command = createCommand(
  'bench:decode',
  'Times the decoders beside jpeg-js, upng-js, fflate and libjpeg-turbo (Debian: libjpeg-turbo-progs)',
);

await runCommand(command, () => {
  console.log('Drawing and encoding the pictures …');
  const pictures = drawPictures();
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-decode-'));
  try {
    const head = [
      'picture',
      'MB',
      'ours ms',
      'ms / MB',
      'entropy',
      'rival',
      'its ms',
      'faster',
      'goal',
      'MiB',
      'its MiB',
      'goal',
    ];
    const table = new Table({ head });
    for (const contest of pictures.contests) table.push(runContest(contest, pictures, folder));
    console.log(table.toString());
    compareWithLibjpeg(pictures.largeJpeg);
    compareWithFflate(pictures, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Small files for the warm-up, and the files of the race. */
interface Pictures {
  readonly smallJpeg: Uint8Array;
  readonly smallPng: Uint8Array;
  readonly largeJpeg: Uint8Array;
  readonly largePng: Uint8Array;
  readonly contests: readonly Contest[];
}

function drawPictures(): Pictures {
  const [small, large] = [photograph(280, 280, SENSOR_NOISE), photograph(4000, 3000, SENSOR_NOISE)];
  const smallJpeg = toJpeg(small, BASELINE);
  const smallPng = toPng(screenshot(280, 280));
  const largeJpeg = toJpeg(large, BASELINE);
  const largePng = toPng(screenshot(4000, 3000));
  const contests: Contest[] = [
    {
      name: '12 MP JPEG, baseline',
      file: largeJpeg,
      rival: 'jpeg-js',
      rounds: 6,
      speedGoal: 12,
      memoryGoal: 1 / 10,
    },
    {
      name: '12 MP JPEG, progressive',
      file: toJpeg(large, PROGRESSIVE),
      rival: 'jpeg-js',
      rounds: 6,
      speedGoal: 15,
      memoryGoal: null,
    },
    { name: '280×280 JPEG', file: smallJpeg, rival: 'jpeg-js', rounds: 300, speedGoal: 6, memoryGoal: null },
    {
      name: '280×280 JPEG, progressive',
      file: toJpeg(small, PROGRESSIVE),
      rival: 'jpeg-js',
      rounds: 300,
      speedGoal: 1,
      memoryGoal: null,
    },
    {
      name: '12 MP PNG, screenshot',
      file: largePng,
      rival: 'upng-js',
      rounds: 8,
      speedGoal: 1.5,
      memoryGoal: 1 / 5,
    },
    {
      name: '280×280 PNG, screenshot',
      file: smallPng,
      rival: 'upng-js',
      rounds: 300,
      speedGoal: 1,
      memoryGoal: null,
    },
  ];
  return { smallJpeg, smallPng, largeJpeg, largePng, contests };
}

function runContest(contest: Contest, { smallJpeg, smallPng }: Pictures, folder: string): string[] {
  const { name, file, rival, rounds, speedGoal, memoryGoal } = contest;
  console.log(`${name} …`);
  const [ours, theirs] = raceDecoders(file, rival, rounds);
  const faster = theirs / ours;
  const warmUp = file[0] === 0xff ? smallJpeg : smallPng;
  const memory = memoryGoal === null ? null : memoryOf('ours', file, warmUp, folder);
  const rivalMemory = memoryGoal === null ? null : memoryOf(rival, file, warmUp, folder);
  return [
    name,
    (file.length / MEGABYTE).toFixed(2),
    ours.toFixed(2),
    (ours / (file.length / MEGABYTE)).toFixed(1),
    file[0] === 0xff ? `${(100 * shareOf(file, ours)).toFixed(0)} %` : '',
    rival,
    theirs.toFixed(2),
    `${faster.toFixed(1)}×`,
    judge(faster >= speedGoal, `≥ ${speedGoal}×`),
    memory === null ? '' : (memory / MEBIBYTE).toFixed(1),
    rivalMemory === null ? '' : (rivalMemory / MEBIBYTE).toFixed(1),
    memoryGoal === null ? '' : judge(memory! <= rivalMemory! * memoryGoal, `≤ 1/${1 / memoryGoal}`),
  ];
}

function shareOf(file: Uint8Array, milliseconds: number): number {
  const { sourceWidth, sourceHeight, raster } = decodeImage(file, CONFIG.image);
  const points = Math.round((8 * raster.width) / sourceWidth) as 1 | 2 | 4 | 8;
  return entropyShare(milliseconds, Math.ceil(sourceWidth / 8) * Math.ceil(sourceHeight / 8), points);
}

function compareWithLibjpeg(largeJpeg: Uint8Array): void {
  const tiny = toJpeg(photograph(8, 8, 0), BASELINE);
  const libjpeg = djpegMilliseconds(largeJpeg, tiny, 15);
  const [ours] = raceDecoders(largeJpeg, 'ours', 8);
  const ratio = ours / libjpeg;
  console.log(
    `12 MP JPEG, baseline, against djpeg -scale 1/8 -grayscale: ours ${ours.toFixed(1)} ms, libjpeg-turbo ` +
      `${libjpeg.toFixed(1)} ms without its start: ${ratio.toFixed(2)}× its time, goal ${judge(ratio <= 4, '≤ 4×')}`,
  );
}

/** Inflates the image data of the large screenshot with ours and with fflate, at once and in the decoder's pieces. */
function compareWithFflate({ smallPng, largePng }: Pictures, folder: string): void {
  for (const way of ['whole', 'in pieces'] as const) {
    const [ours, theirs] = [`inflate, ${way}`, `fflate, ${way}`] as const;
    const times = raceRatio(
      () => DECODERS[ours](largePng),
      () => DECODERS[theirs](largePng),
      INFLATE_ROUNDS,
    );
    const [memory, rivalMemory] = [ours, theirs].map((name) => memoryOf(name, largePng, smallPng, folder));
    console.log(
      `12 MP PNG, inflating its image data ${way}: fflate takes ${times.median.toFixed(2)}× our time ` +
        `(95 %: ${times.low.toFixed(2)} to ${times.high.toFixed(2)}) and ${(rivalMemory! / MEBIBYTE).toFixed(1)} MiB, ` +
        `ours ${(memory! / MEBIBYTE).toFixed(1)}; it replaces ours at 1.15× on both: ` +
        (times.median <= 1.15 && rivalMemory! <= 1.15 * memory! ? 'REPLACE' : 'ours stays'),
    );
  }
}

function judge(met: boolean, goal: string): string {
  return `${goal} ${met ? 'met' : 'MISSED'}`;
}
