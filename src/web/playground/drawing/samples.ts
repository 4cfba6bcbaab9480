import { type Drawing, EVEN_PRESSURE, type Stroke } from './drawing';

/** Corners of a stroke in hundredths of the paper's side; strokes pass between them in curves. */
type Line = readonly (readonly [x: number, y: number])[];

/** A drawing to try, by its name in the list. */
export interface Sample {
  readonly name: string;
  readonly drawing: Drawing;
}

/** About that of a felt pen on a digit of this size; MNIST's strokes are a tenth of the digit. */
const WIDTH = 0.07;

/** The ten digits as a careful hand writes them. */
export const DIGIT_SAMPLES: readonly Sample[] = [
  sample('0', arc(50, 50, 21, 31, -80, 285)),
  sample('1', corners([38, 32], [53, 19], [53, 81])),
  sample('2', [...arc(50, 37, 19, 18, -170, 40), ...corners([31, 80], [71, 80])]),
  sample('3', [...arc(48, 34, 17, 15, -160, 80), ...arc(48, 65, 20, 17, -80, 150)]),
  sample('4', corners([57, 18], [28, 60], [75, 60]), corners([61, 42], [59, 83])),
  sample('5', [...corners([67, 21], [38, 21], [36, 46]), ...arc(48, 61, 21, 20, -120, 145)]),
  sample('6', [[63, 18], [48, 30], [36, 48], ...arc(50, 63, 17, 18, -180, 170)]),
  sample('7', corners([29, 22], [71, 22], [46, 82])),
  sample('8', [...arc(50, 34, 15, 15, 90, -270), ...arc(50, 65, 18, 16, -90, 270)]),
  sample('9', arc(49, 37, 16, 17, -20, -370), corners([66, 34], [63, 58], [56, 83])),
];

/** What people try to fool a reader of digits with. */
export const FOOLING_SAMPLES: readonly Sample[] = [
  sample('open4', corners([35, 20], [32, 53], [72, 53]), corners([64, 22], [61, 83])),
  sample('crossed7', corners([29, 22], [71, 22], [46, 82]), corners([40, 52], [68, 52])),
  sample(
    'circled9',
    arc(49, 41, 10, 10, -20, -370),
    corners([59, 40], [58, 54], [54, 67]),
    arc(51, 50, 36, 36, -90, 270),
  ),
  sample('letter', corners([28, 82], [50, 19], [72, 82]), corners([37, 60], [63, 60])),
  sample('twoDigits', corners([24, 32], [30, 25], [30, 72]), [
    ...arc(65, 37, 12, 12, -160, 80),
    ...arc(65, 61, 14, 13, -80, 150),
  ]),
];

function sample(name: string, ...lines: Line[]): Sample {
  return { name, drawing: lines.map(toStroke) };
}

function toStroke(line: Line): Stroke {
  const points = line.map(([x, y]) => ({ x: x / 100, y: y / 100, pressure: EVEN_PRESSURE }));
  return { points, width: WIDTH, erases: false };
}

/** Goes through each point instead of past it. */
function corners(...points: Line): Line {
  return points.flatMap((point) => [point, point]);
}

/** Part of an ellipse; degrees are clockwise from three o'clock. */
function arc(x: number, y: number, radiusX: number, radiusY: number, from: number, to: number): Line {
  const steps = Math.ceil(Math.abs(to - from) / 15);
  return Array.from({ length: steps + 1 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / steps) * Math.PI) / 180;
    return [x + radiusX * Math.cos(angle), y + radiusY * Math.sin(angle)];
  });
}
