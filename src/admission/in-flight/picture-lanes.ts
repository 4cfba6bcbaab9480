import type { Config } from '../../config';
import type { Clock } from '../../time/clock';
import { type Permit, Semaphore } from './semaphore';

/** Kinds of work that wait for each other and for no other kind. */
export type Lane = keyof Config['lanes'];

/** What is known of a picture before it is decoded. */
export interface PictureWork {
  /** Width × height, as its header says; 0 where it says nothing. */
  readonly pixels: number;
  /** Length of the file. */
  readonly bytes: number;
  /** Whether an ensemble has to read it, or the answer has to be explained. */
  readonly isCostly: boolean;
}

/** Up to here a picture takes one turn and next to no memory: 100 × 100 pixels. */
const SMALL = { pixels: 10_000, bytes: 64 * 1024 };
/** Up to here it takes tens of milliseconds, and 4 MB. */
const MEDIUM = { pixels: 2 ** 20, bytes: 2 ** 20 };

const WHAT: Record<Lane, string> = {
  medium: 'pictures',
  large: 'large pictures',
  costly: 'requests for an ensemble or an explanation',
  batch: 'batches',
};

const NO_PERMIT: Permit = { isWanted: false, touch: () => {}, [Symbol.dispose]: () => {} };

/**
 * Says which pictures may be decoded and read at the same time. JavaScript does one thing at a time anyway: more at once would
 * only hold more memory and make each other, and probes, wait. Small pictures pass at once; lanes keep large ones, and dear
 * ways to read them, from delaying the others.
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
   * @param signal tells that the client has gone
   * @returns to be disposed of when it has been read
   * @throws ServiceError `temporarily_overloaded`
   */
  async enter(work: PictureWork, signal: AbortSignal | null): Promise<Permit> {
    const lane = laneOf(work);
    return lane === null ? NO_PERMIT : this.lanes[lane].acquire(1, signal);
  }

  /** The same for pictures that came together and are decoded one after another. */
  enterBatch(signal: AbortSignal | null): Promise<Permit> {
    return this.lanes.batch.acquire(1, signal);
  }
}

function laneOf({ pixels, bytes, isCostly }: PictureWork): Lane | null {
  if (isCostly) return 'costly';
  if (pixels <= SMALL.pixels && bytes <= SMALL.bytes) return null;
  return pixels <= MEDIUM.pixels && bytes <= MEDIUM.bytes ? 'medium' : 'large';
}
