import { median } from 'simple-statistics';
import { isSame, type SoakResult, type SoakSample } from './soak';

/** Share of the visits in which heaps and caches may grow to what they keep. */
const WARM_UP = 0.3;
/** How much more memory the last visits may take than the first after the warm-up. */
const MAX_GROWTH = 1.1;
/** Share of the visits whose median is compared. */
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

/** Resident memory of the last visits as a multiple of that of the first after the warm-up. */
export function memoryGrowth(samples: readonly SoakSample[]): number {
  const total = samples.at(-1)?.visits ?? 0;
  const memoryBetween = (from: number, to: number) => {
    const within = samples.filter(({ visits }) => visits >= from * total && visits <= to * total);
    return median(within.map(({ frontMegabytes, workerdMegabytes }) => frontMegabytes + workerdMegabytes));
  };
  return memoryBetween(1 - WINDOW, 1) / memoryBetween(WARM_UP, WARM_UP + WINDOW);
}
