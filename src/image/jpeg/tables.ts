import { type HuffmanSpecs, readHuffmanSpecs } from './huffman';
import { Marker, readUint16, rejectJpeg, type Segment } from './markers';
import { type QuantizationTables, readQuantizationTables } from './quantization';
import { shareStandardTables, standardHuffmanSpecs } from './standard-huffman';

/** Decoder state between scans, T.81 B.2.4: any segment may replace any of it. */
export interface DecoderTables {
  readonly quantization: QuantizationTables;
  readonly huffman: HuffmanSpecs;
  /** MCUs between restart markers, 0 if there are none. */
  restartInterval: number;
}

/** @returns no quantization tables, and the Huffman tables that motion JPEG leaves out */
export function createTables(): DecoderTables {
  return {
    quantization: [null, null, null, null],
    huffman: standardHuffmanSpecs(),
    restartInterval: 0,
  };
}

/**
 * @param bytes the file
 * @param segment any segment; others than DQT, DHT and DRI are passed over
 * @param tables receives what it defines
 * @throws ServiceError `corrupt_jpeg`
 */
export function readTables(bytes: Uint8Array, segment: Segment, tables: DecoderTables): void {
  switch (segment.marker) {
    case Marker.DQT:
      readQuantizationTables(bytes, segment, tables.quantization);
      return;
    case Marker.DHT:
      readHuffmanSpecs(bytes, segment, tables.huffman);
      shareStandardTables(tables.huffman);
      return;
    case Marker.DRI:
      if (segment.dataEnd - segment.dataStart < 2)
        rejectJpeg('the restart interval is cut short', segment.start);
      tables.restartInterval = readUint16(bytes, segment.dataStart);
      return;
  }
}
