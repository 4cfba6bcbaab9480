import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Box } from '../../api/prediction';
import { influence } from '../reading/influence';
import { number } from '../reading/number';
import { answer, isMapShown } from '../state';

/** Of the picture that was sent, in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Over a photograph: the box around the digit, and what the network went by. */
export function Overlay({ size }: { readonly size: Size }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const prediction = answer.value?.prediction ?? null;
  const found = isMapShown.value ? influence.value : null;
  useSignalEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || influence.value === null) return;
    context.clearRect(0, 0, canvas.current!.width, canvas.current!.height);
    context.drawImage(influence.value.canvas, 0, 0);
  });
  const several = number.value;
  if (several !== null) {
    const boxes = several.lines.flatMap(({ digits }) => digits.map(({ box }) => box));
    return boxes.map((box) => <div key={`${box.x} ${box.y}`} class="digit-box" style={place(box, size)} />);
  }
  if (!prediction?.is_digit) return null;
  return (
    <>
      <div class="digit-box" style={place(prediction.explanation.crop, size)} />
      <canvas
        ref={canvas}
        class="influence"
        width={28}
        height={28}
        hidden={found === null}
        style={found === null ? {} : place(found.frame, size)}
      />
    </>
  );
}

/** A picture fills the paper in its longer direction and is centred in the other. */
function place({ x, y, width, height }: Box, size: Size) {
  const side = Math.max(size.width, size.height);
  const percent = (pixels: number) => `${(100 * pixels) / side}%`;
  return {
    left: percent(x + (side - size.width) / 2),
    top: percent(y + (side - size.height) / 2),
    width: percent(width),
    height: percent(height),
  };
}
