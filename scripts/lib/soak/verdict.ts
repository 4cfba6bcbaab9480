import { median } from 'simple-statistics';
import { isSame, type SoakResult, type SoakSample } from './soak';

/** Share of the samples in which heaps and caches may grow to what they keep. */
const WARM_UP = 0.3;
/** How much more memory the last samples may show than the first after the warm-up. */
const MAX_GROWTH = 1.1;
/** Share of the samples whose median is compared. */
const WINDOW = 0.2;

/**
 * Judges a soak.
 * @param maxGrowth of memory after the warm-up, as a multiple
 * @returns sentences about what is wrong; none if all is well
 */
export function findFaults(result: SoakResult, maxGrowth = MAX_GROWTH): string[] {
  const { surprises, answered, counted } = result;
  const growth = memoryGrowth(result.samples);
  return [
    ...surprises.slice(0, 20).map((surprise) => `not as expected: ${surprise}`),
    ...(surprises.length > 20 ? [`and ${surprises.length - 20} more`] : []),
    ...(growth > maxGrowth ? [`memory grew by ${((growth - 1) * 100).toFixed(0)} % after the warm-up`] : []),
    ...(isSame(answered, counted)
      ? []
      : [`counted ${JSON.stringify(counted)}, but answered were ${JSON.stringify(answered)}`]),
  ];
}

/** Resident memory of the last samples as a multiple of that of the first after the warm-up. */
export function memoryGrowth(samples: readonly SoakSample[]): number {
  const memoryBetween = (from: number, to: number) => {
    const within = samples.slice(Math.floor(from * samples.length), Math.ceil(to * samples.length));
    return median(within.map(({ frontMegabytes, workerdMegabytes }) => frontMegabytes + workerdMegabytes));
  };
  return memoryBetween(1 - WINDOW, 1) / memoryBetween(WARM_UP, WARM_UP + WINDOW);
}
