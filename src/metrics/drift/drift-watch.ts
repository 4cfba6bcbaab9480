import { planHistory } from '../history/plan-history';
import { sumPoints } from '../history/points';
import type { Metrics } from '../metrics';
import { assessDrift, type DriftReport } from './assess';
import { DRIFT_FAMILIES, type Histograms, liveHistograms } from './histograms';
import type { DriftReference } from './reference';

/** Drift over a window, and the data behind it. */
export interface WindowDrift {
  readonly report: DriftReport;
  readonly live: Histograms;
  /** Metrics shards whose pictures are missing. */
  readonly unreachable: readonly string[];
}

const HOUR = 3_600;
/** How long a report of the last hour is cached: every scrape needs it. */
const FRESH_MILLISECONDS = 60_000;

/** Compares the pictures of a window with a model's reference. */
export class DriftWatch {
  private lastReport: { drift: WindowDrift; at: number } | null = null;

  /**
   * @param reference of the default model
   * @param now milliseconds since 1970
   */
  constructor(
    private readonly metrics: Pick<Metrics, 'readHistory'>,
    readonly reference: DriftReference,
    private readonly now: () => number,
  ) {}

  /**
   * @param window seconds, one minute to 30 days
   * @param reference that the pictures are compared with
   */
  async over(window: number, reference: DriftReference = this.reference): Promise<WindowDrift> {
    const query = planHistory(window, null, this.now(), DRIFT_FAMILIES);
    const { points, unreachable } = await this.metrics.readHistory(query);
    const live = liveHistograms(sumPoints(points), reference.modelVersion);
    return { report: assessDrift(reference.histograms, live), live, unreachable };
  }

  /** Drift over the last hour; at most a minute old. */
  async lastHour(): Promise<WindowDrift> {
    const known = this.lastReport;
    if (known !== null && this.now() - known.at < FRESH_MILLISECONDS) return known.drift;
    const drift = await this.over(HOUR);
    this.lastReport = { drift, at: this.now() };
    return drift;
  }
}
