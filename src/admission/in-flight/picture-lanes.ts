import type { Config } from '../../config';
import type { Clock } from '../../time/clock';
import { type Permit, Semaphore } from './semaphore';

/** Kinds of work, each with a queue of its own. */
export type Lane = keyof Config['lanes'];

/** Facts about a picture before it is decoded. */
export interface PictureWork {
  /** Width × height according to its header; 0 if unknown. */
  readonly pixels: number;
  /** Length of the file. */
  readonly bytes: number;
  /** Whether an ensemble or an explanation is requested. */
  readonly isCostly: boolean;
}

/** Up to this size a picture takes one turn and hardly any memory: 100 × 100 pixels. */
const SMALL = { pixels: 10_000, bytes: 64 * 1024 };
/** Up to this size it takes tens of milliseconds, and 4 MB. */
const MEDIUM = { pixels: 2 ** 20, bytes: 2 ** 20 };

const WHAT: Record<Lane, string> = {
  medium: 'pictures',
  large: 'large pictures',
  costly: 'requests for an ensemble or an explanation',
  batch: 'batches',
};

const LANES = Object.keys(WHAT) as Lane[];

const NO_PERMIT: Permit = { isWanted: false, touch: () => {}, [Symbol.dispose]: () => {} };

/**
 * Limits the pictures that are processed concurrently. JavaScript is single-threaded anyway: more concurrency would only take
 * more memory and delay all of them, and probes. Small pictures are processed at once; lanes keep large ones, and expensive
 * models, from delaying others.
 */
export class PictureLanes {
  private readonly lanes: Record<Lane, Semaphore>;

  /** @param limits units are pictures */
  constructor(limits: Config['lanes'], clock: Pick<Clock, 'now'>, warn: (message: string) => void) {
    const create = (lane: Lane) => new Semaphore(WHAT[lane], limits[lane], clock, warn);
    this.lanes = {
      medium: create('medium'),
      large: create('large'),
      costly: create('costly'),
      batch: create('batch'),
    };
  }

  /**
   * Waits until a picture may be decoded.
   *
   * @param signal aborted when the client disconnects
   * @returns to be disposed of when the picture has been recognised
   * @throws ServiceError `temporarily_overloaded`
   */
  async enter(work: PictureWork, signal: AbortSignal | null): Promise<Permit> {
    const lane = laneOf(work);
    return lane === null ? NO_PERMIT : this.lanes[lane].acquire(1, signal);
  }

  /** Admits work that can be left undone, unless other costly work is going on or waits; null then. */
  enterIfIdle(): Permit | null {
    return this.lanes.costly.tryAcquire(1);
  }

  /** Pictures or batches that are worked on, and requests that wait, by lane. */
  get usage() {
    return LANES.map((lane) => {
      const { inUse, waiting } = this.lanes[lane];
      return { lane, inUse, waiting };
    });
  }

  /** Like `enter()`, for the pictures of a batch, which are decoded one after another. */
  enterBatch(signal: AbortSignal | null): Promise<Permit> {
    return this.lanes.batch.acquire(1, signal);
  }
}

function laneOf({ pixels, bytes, isCostly }: PictureWork): Lane | null {
  if (isCostly) return 'costly';
  if (pixels <= SMALL.pixels && bytes <= SMALL.bytes) return null;
  return pixels <= MEDIUM.pixels && bytes <= MEDIUM.bytes ? 'medium' : 'large';
}
