/** Period for which figures of a window are reused: many viewers of a dashboard then cost no more than one. */
const FRESH_MILLISECONDS = 10_000;
/** Bound on memory: the longest history has 768 points, about 400 kB of JSON. */
const MAX_KEPT = 8;

interface Kept<T> {
  readonly figures: T;
  /** When they were read; milliseconds since 1970. */
  readonly at: number;
  /** Prediction requests of this isolate that they include. */
  readonly predictRequests: number;
}

/** Reuses figures of a window for a few seconds, unless this isolate has counted a prediction since or they are stale. */
export class KeptFigures<T extends { readonly stale: boolean }> {
  private readonly kept = new Map<string, Kept<T>>();

  /**
   * @param predictRequests how many prediction requests this isolate has counted
   * @param now milliseconds since 1970
   */
  constructor(
    private readonly predictRequests: () => number,
    private readonly now: () => number,
  ) {}

  /**
   * @param key identifies the window and what is read of it
   * @param read reads the figures
   */
  async get(key: string, read: () => Promise<T>): Promise<T> {
    const predictRequests = this.predictRequests();
    const known = this.kept.get(key);
    if (known?.predictRequests === predictRequests && this.now() - known.at < FRESH_MILLISECONDS) {
      return known.figures;
    }
    const figures = await read();
    this.kept.delete(key);
    if (!figures.stale) this.kept.set(key, { figures, at: this.now(), predictRequests });
    const [oldest] = this.kept.keys();
    if (this.kept.size > MAX_KEPT) this.kept.delete(oldest!);
    return figures;
  }
}
