import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { colourOf } from '../../design/theme';
import type { Drawing } from '../drawing/drawing';
import { paint } from '../drawing/paint';

/** Twice the size that it is shown in. */
const SIDE = 112;

/** A small picture of a drawing. */
export function Thumbnail({ drawing }: { readonly drawing: Drawing }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useSignalEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context) paint(context, drawing, SIDE, colourOf('ink'));
  });
  return <canvas ref={canvas} class="thumbnail" width={SIDE} height={SIDE} />;
}
