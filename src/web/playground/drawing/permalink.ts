import type { Drawing, Point, Stroke } from './drawing';

/** Changes with the format. */
const VERSION = 1;
/** Steps of a width in one byte; the widest stroke is a quarter of the paper. */
const WIDTH_STEPS = 1000;
const BYTE = 255;
const STROKE_HEAD_BYTES = 4;
const POINT_BYTES = 3;

/**
 * Writes a drawing as text for an address: a version, then for each stroke whether it erases, its width, the number of its
 * points (two bytes), and three bytes a point, in URL-safe base64.
 */
export function encodeDrawing(drawing: Drawing): string {
  const bytes = [VERSION, ...drawing.flatMap(encodeStroke)];
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function encodeStroke({ points, width, erases }: Stroke): number[] {
  const head = [
    Number(erases),
    Math.min(BYTE, Math.round(width * WIDTH_STEPS)),
    points.length >> 8,
    points.length & BYTE,
  ];
  return [...head, ...points.flatMap(({ x, y, pressure }) => [x, y, pressure].map(toByte))];
}

function toByte(share: number): number {
  return Math.round(Math.min(1, Math.max(0, share)) * BYTE);
}

/** @returns null if the text is no drawing */
export function decodeDrawing(text: string): Drawing | null {
  const bytes = decodeBase64(text);
  if (bytes === null || bytes[0] !== VERSION) return null;
  const strokes: Stroke[] = [];
  for (let at = 1; at < bytes.length; ) {
    const stroke = decodeStroke(bytes, at);
    if (stroke === null) return null;
    strokes.push(stroke);
    at += STROKE_HEAD_BYTES + stroke.points.length * POINT_BYTES;
  }
  return strokes;
}

function decodeStroke(bytes: Uint8Array, at: number): Stroke | null {
  const [erases, width, high, low] = bytes.subarray(at, at + STROKE_HEAD_BYTES);
  if (low === undefined) return null;
  const count = high! * (BYTE + 1) + low;
  const start = at + STROKE_HEAD_BYTES;
  if (count === 0 || start + count * POINT_BYTES > bytes.length) return null;
  const points = Array.from({ length: count }, (_, i) => decodePoint(bytes, start + i * POINT_BYTES));
  return { points, width: width! / WIDTH_STEPS, erases: erases === 1 };
}

function decodePoint(bytes: Uint8Array, at: number): Point {
  return { x: bytes[at]! / BYTE, y: bytes[at + 1]! / BYTE, pressure: bytes[at + 2]! / BYTE };
}

function decodeBase64(text: string): Uint8Array | null {
  if (!/^[\w-]+$/.test(text)) return null;
  try {
    const bytes = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(bytes, (byte) => byte.charCodeAt(0));
  } catch {
    return null;
  }
}
