import type { Drawing, Point, Stroke } from './drawing';

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Pixels of the picture that is sent: ten times what the network sees. */
export const PICTURE_SIDE = 280;

/** In pixels: a canvas leaves out lines without length, and so the dot of a tap. */
const SHORTEST_LINE = 0.01;

/**
 * Paints a drawing onto a square canvas, which is cleared first.
 *
 * @param side of the canvas, in pixels
 * @param ink colour
 */
export function paint(context: Context, drawing: Drawing, side: number, ink: string): void {
  context.globalCompositeOperation = 'source-over';
  context.clearRect(0, 0, side, side);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.strokeStyle = ink;
  for (const stroke of drawing) paintStroke(context, stroke, side);
  context.globalCompositeOperation = 'source-over';
}

/**
 * Colours the ink that is there with a picture.
 *
 * @param frame where the picture lies, in pixels that are `scale` pixels of the canvas
 */
export function tintInk(context: Context, tint: OffscreenCanvas, frame: Frame, scale: number): void {
  const { x, y, width, height } = frame;
  context.globalCompositeOperation = 'source-atop';
  context.imageSmoothingQuality = 'high';
  context.drawImage(tint, x * scale, y * scale, width * scale, height * scale);
}

/** Renders a drawing as it is sent: a PNG, black on white whatever the colours of the page. */
export async function toPng(drawing: Drawing): Promise<Blob> {
  const canvas = new OffscreenCanvas(PICTURE_SIDE, PICTURE_SIDE);
  const context = canvas.getContext('2d')!;
  paint(context, drawing, PICTURE_SIDE, '#000');
  context.globalCompositeOperation = 'destination-over';
  context.fillStyle = '#fff';
  context.fillRect(0, 0, PICTURE_SIDE, PICTURE_SIDE);
  return canvas.convertToBlob({ type: 'image/png' });
}

/** A quadratic B-spline through the middles between the points, each part as wide as the pen was pressed. */
function paintStroke(context: Context, { points, width, erases }: Stroke, side: number): void {
  context.globalCompositeOperation = erases ? 'destination-out' : 'source-over';
  let from = points[0]!;
  points.forEach((point, i) => {
    const next = points[i + 1];
    const to = next === undefined ? point : middle(point, next);
    context.lineWidth = width * side * widthFactor(point.pressure);
    context.beginPath();
    context.moveTo(from.x * side, from.y * side);
    context.quadraticCurveTo(point.x * side, point.y * side, to.x * side + SHORTEST_LINE, to.y * side);
    context.stroke();
    from = to;
  });
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, pressure: (a.pressure + b.pressure) / 2 };
}

/** 1 at even pressure, 0.4 for a touch, 1.6 for full pressure. */
function widthFactor(pressure: number): number {
  return 0.4 + 1.2 * pressure;
}
