import { effect, signal } from '@preact/signals';
import type { Box, Explanation } from '../../api/prediction';
import { answer } from '../state';

/** What the network went by, to be laid over the picture that was sent. */
export interface Influence {
  /** 28×28: red speaks for the digit, blue against it, transparent for neither. */
  readonly canvas: OffscreenCanvas;
  /** Where its 28×28 pixels lie, in pixels of the picture that was sent. */
  readonly frame: Box;
}

const SIDE = 28;
/** The longer side of a digit in what the network sees (MNIST). */
const DIGIT_SIDE = 20;
/** Brightness from which a pixel counts as ink. */
const INK = 40;
const FOR = [224, 52, 43];
const AGAINST = [47, 107, 230];
const MAX_ALPHA = 220;

/** Of the answer that is shown; null where there is none, or no digit. */
export const influence = signal<Influence | null>(null);

/** Keeps it that of the newest answer. */
export function followInfluence(): void {
  effect(() => {
    const prediction = answer.value?.prediction ?? null;
    if (prediction === null || !prediction.is_digit) {
      influence.value = null;
      return;
    }
    readInfluence(prediction.explanation).then((found) => {
      if (answer.peek()?.prediction === prediction) influence.value = found;
    });
  });
}

async function readInfluence({ normalized_image, occlusion_map, crop }: Explanation): Promise<Influence> {
  const [seen, map] = await Promise.all([decode(normalized_image), decode(occlusion_map)]);
  const ink = inkBox(seen);
  const scale = Math.max(crop.width, crop.height) / DIGIT_SIDE;
  const frame = {
    x: crop.x + crop.width / 2 - (ink.x + ink.width / 2) * scale,
    y: crop.y + crop.height / 2 - (ink.y + ink.height / 2) * scale,
    width: SIDE * scale,
    height: SIDE * scale,
  };
  const canvas = new OffscreenCanvas(SIDE, SIDE);
  canvas.getContext('2d')!.putImageData(colour(map), 0, 0);
  return { canvas, frame };
}

async function decode(url: string): Promise<ImageData> {
  const picture = new Image();
  picture.src = url;
  await picture.decode();
  const context = new OffscreenCanvas(SIDE, SIDE).getContext('2d')!;
  context.drawImage(picture, 0, 0);
  return context.getImageData(0, 0, SIDE, SIDE);
}

function inkBox({ data }: ImageData): Box {
  let [left, top, right, bottom] = [SIDE, SIDE, 0, 0];
  for (let i = 0; i < SIDE * SIDE; i++) {
    if (data[i * 4]! < INK) continue;
    const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** The service paints influence over grey ink, which lies below here: only the colour is kept. */
function colour({ data }: ImageData): ImageData {
  const painted = new ImageData(SIDE, SIDE);
  for (let at = 0; at < data.length; at += 4) {
    const [red, grey, blue] = [data[at]!, data[at + 1]!, data[at + 2]!];
    const strength = (red - blue) / (255 - grey);
    const alpha = Math.min(1, Math.abs(strength)) * MAX_ALPHA;
    painted.data.set([...(strength > 0 ? FOR : AGAINST), alpha], at);
  }
  return painted;
}
