import { planHistory } from '../history/plan-history';
import { sumPoints } from '../history/points';
import type { Metrics } from '../metrics';
import { assessDrift, type DriftReport } from './assess';
import { DRIFT_FAMILIES, type Histograms, liveHistograms } from './histograms';
import type { DriftReference } from './reference';

/** Drift over a window, and what it was judged from. */
export interface WindowDrift {
  readonly report: DriftReport;
  readonly live: Histograms;
  /** Metrics shards whose pictures are missing. */
  readonly unreachable: readonly string[];
}

const HOUR = 3_600;
/** For so long a report of the last hour is given again: every scrape asks for it. */
const FRESH_MILLISECONDS = 60_000;

/** Says how far the pictures of a window are from those that a model is known to read. */
export class DriftWatch {
  private lastReport: { drift: WindowDrift; at: number } | null = null;

  /**
   * @param reference that of the model which answers when nobody asks for another
   * @param now milliseconds since 1970
   */
  constructor(
    private readonly metrics: Pick<Metrics, 'readHistory'>,
    readonly reference: DriftReference,
    private readonly now: () => number,
  ) {}

  /**
   * @param window seconds, one minute to 30 days
   * @param reference what they are compared with
   */
  async over(window: number, reference: DriftReference = this.reference): Promise<WindowDrift> {
    const query = planHistory(window, null, this.now(), DRIFT_FAMILIES);
    const { points, unreachable } = await this.metrics.readHistory(query);
    const live = liveHistograms(sumPoints(points), reference.modelVersion);
    return { report: assessDrift(reference.histograms, live), live, unreachable };
  }

  /** The last hour, as of at most a minute ago. */
  async lastHour(): Promise<WindowDrift> {
    const known = this.lastReport;
    if (known !== null && this.now() - known.at < FRESH_MILLISECONDS) return known.drift;
    const drift = await this.over(HOUR);
    this.lastReport = { drift, at: this.now() };
    return drift;
  }
}
