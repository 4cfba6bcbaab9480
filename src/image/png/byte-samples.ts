import type { PngContainer } from './container';
import { SAMPLES_PER_PIXEL } from './header';
import { createRowExpander, type RowExpander } from './row-expander';
import type { ChannelKind, RowSink } from './row-sink';

/**
 * Expands rows of 16-bit samples. Some programs write unscaled 8-bit values, so that the picture looks
 * black: as long as no sample exceeds 255, samples count as 8-bit values. The first larger one shows that they
 * were not, and the rows so far are scaled down. Colours and alpha are judged separately, because a program may scale only one of
 * them. Costs nothing once both are known to need 16 bits, which is usually after the first row.
 *
 * @param container a checked PNG of 16 bits a sample
 * @param getSink gives the sink that the rows go to
 */
export function createByteSampleExpander(container: PngContainer, getSink: () => RowSink): RowExpander {
  const samples = SAMPLES_PER_PIXEL[container.header.colourType];
  const kinds: readonly ChannelKind[] = Array.from({ length: samples }, (_, channel) =>
    samples % 2 === 0 && channel === samples - 1 ? 'alpha' : 'colour',
  );
  const asStored = createRowExpander(container);
  const asBytes = createRowExpander({ ...container, transparency: spreadKey(container.transparency) });
  /** The kinds of which no sample has been above 255. */
  const bytes = new Set(kinds);
  let spread = new Uint8Array(0);

  function look(source: Uint8Array, start: number, end: number): void {
    kinds.forEach((kind, channel) => {
      if (!bytes.has(kind) || !hasHighByte(source, start + 2 * channel, end, 2 * samples)) return;
      bytes.delete(kind);
      getSink().scaleDown(kind);
    });
  }

  function spreadBytes(source: Uint8Array, start: number, end: number): Uint8Array {
    if (spread.length < end - start) spread = new Uint8Array(end - start);
    spread.set(source.subarray(start, end));
    kinds.forEach((kind, channel) => {
      if (bytes.has(kind)) copyToHighBytes(spread, 2 * channel, end - start, 2 * samples);
    });
    return spread;
  }

  return {
    channels: asStored.channels,
    expand(source, start, pixels, target) {
      const end = start + 2 * samples * pixels;
      if (bytes.size > 0) look(source, start, end);
      if (bytes.size === 0) return asStored.expand(source, start, pixels, target);
      const expander = bytes.has('colour') ? asBytes : asStored;
      return expander.expand(spreadBytes(source, start, end), 0, pixels, target);
    },
  };
}

function hasHighByte(source: Uint8Array, start: number, end: number, step: number): boolean {
  let all = 0;
  for (let i = start; i < end; i += step) all |= source[i]!;
  return all !== 0;
}

/** Makes samples of one byte 257 times larger: 16-bit samples of the same brightness. */
function copyToHighBytes(row: Uint8Array, start: number, end: number, step: number): void {
  for (let i = start; i < end; i += step) row[i] = row[i + 1]!;
}

/** The transparent colour in scaled samples. A value above one byte matches nothing: 1 is not a scaled sample. */
function spreadKey(key: Uint8Array | null): Uint8Array | null {
  if (key === null) return null;
  // Not slice(): that of a Buffer shares the bytes of the file.
  const spread = Uint8Array.from(key);
  for (let i = 0; i + 1 < key.length; i += 2) {
    spread[i] = key[i] === 0 ? key[i + 1]! : 0;
    spread[i + 1] = key[i] === 0 ? key[i + 1]! : 1;
  }
  return spread;
}
