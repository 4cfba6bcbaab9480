import { refuseUnsupported } from '../refuse';
import { Marker, readUint16, rejectJpeg, type Segment } from './markers';

/** A component as the frame header declares it, T.81 B.2.2. */
export interface FrameComponent {
  /** C_i */
  readonly id: number;
  /** H_i, 1 to 4 */
  readonly horizontal: number;
  /** V_i, 1 to 4 */
  readonly vertical: number;
  /** Tq_i, 0 to 3 */
  readonly quantizationTable: number;
}

/** A frame header (SOF), T.81 B.2.2. */
export interface Frame {
  readonly progressive: boolean;
  /** Y; 0 if a DNL segment after the first scan defines it */
  readonly height: number;
  /** X */
  readonly width: number;
  readonly components: readonly FrameComponent[];
  /** H_max */
  readonly maxHorizontal: number;
  /** V_max */
  readonly maxVertical: number;
}

const UNSUPPORTED_PROCESSES: Record<number, string> = {
  195: 'lossless',
  197: 'hierarchical',
  198: 'hierarchical progressive',
  199: 'hierarchical lossless',
  201: 'arithmetic-coded',
  202: 'arithmetic-coded progressive',
  203: 'arithmetic-coded lossless',
  205: 'arithmetic-coded hierarchical',
  206: 'arithmetic-coded hierarchical progressive',
  207: 'arithmetic-coded hierarchical lossless',
};

/** @returns whether the marker starts a frame: SOF0 to SOF15, with DHT, JPG and DAC taken out */
export function isStartOfFrame(marker: number): boolean {
  const inRange = marker >= Marker.SOF0 && marker <= Marker.SOF15;
  return inRange && marker !== Marker.DHT && marker !== Marker.JPG && marker !== Marker.DAC;
}

/**
 * Reads a frame header, T.81 B.2.2.
 *
 * @param bytes the file
 * @param segment a segment that starts a frame
 * @returns the frame, all fields legal
 * @throws ServiceError `unsupported_jpeg` for processes other than 8-bit baseline, extended and progressive Huffman;
 *   `corrupt_jpeg` for illegal fields
 */
export function readFrame(bytes: Uint8Array, segment: Segment): Frame {
  const { marker, start, dataStart: at, dataEnd } = segment;
  const process = UNSUPPORTED_PROCESSES[marker];
  if (process) refuseUnsupported('jpeg', `${process} JPEG`, start);
  if (dataEnd - at < 6) rejectJpeg('the frame header is too short', start);

  const precision = bytes[at]!;
  const height = readUint16(bytes, at + 1);
  const width = readUint16(bytes, at + 3);
  const count = bytes[at + 5]!;
  if (precision === 12) refuseUnsupported('jpeg', '12-bit JPEG', at);
  if (precision !== 8) rejectJpeg(`sample precision ${precision} is not 8`, at);
  if (width === 0) rejectJpeg('width is 0', at + 3);
  if (count !== 1 && count !== 3 && count !== 4) {
    refuseUnsupported('jpeg', `JPEG with ${count} colour components`, at + 5);
  }
  if (dataEnd - at !== 6 + 3 * count) {
    rejectJpeg(
      `the frame header has ${dataEnd - at} bytes, ${count} components want ${6 + 3 * count}`,
      start,
    );
  }
  const components: FrameComponent[] = [];
  let maxHorizontal = 1;
  let maxVertical = 1;
  for (let i = 0; i < count; i++) {
    const component = readComponent(bytes, at + 6 + 3 * i);
    if (components.some(({ id }) => id === component.id))
      rejectJpeg('two components share an identifier', at);
    components.push(component);
    maxHorizontal = Math.max(maxHorizontal, component.horizontal);
    maxVertical = Math.max(maxVertical, component.vertical);
  }
  return {
    progressive: marker === Marker.SOF2,
    height,
    width,
    components,
    maxHorizontal,
    maxVertical,
  };
}

function readComponent(bytes: Uint8Array, at: number): FrameComponent {
  const sampling = bytes[at + 1]!;
  const component = {
    id: bytes[at]!,
    horizontal: sampling >> 4,
    vertical: sampling & 15,
    quantizationTable: bytes[at + 2]!,
  };
  if (!isFactor(component.horizontal) || !isFactor(component.vertical)) {
    rejectJpeg(`sampling ${component.horizontal}×${component.vertical} is not within 1 to 4`, at + 1);
  }
  if (component.quantizationTable > 3) {
    rejectJpeg(`quantization table ${component.quantizationTable} is not within 0 to 3`, at + 2);
  }
  return component;
}

function isFactor(value: number): boolean {
  return value >= 1 && value <= 4;
}
