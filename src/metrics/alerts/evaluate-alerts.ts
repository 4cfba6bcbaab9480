import { assessDrift, driftLevel } from '../drift/assess';
import { DRIFT_FAMILIES, liveHistograms } from '../drift/histograms';
import type { DriftReference } from '../drift/reference';
import { FIGURE_FAMILIES, figuresOf } from '../exposition/figures';
import { planHistory } from '../history/plan-history';
import { sumPoints } from '../history/points';
import type { Metrics } from '../metrics';
import { COUNTED } from '../series/catalogue';
import { LIMIT_KINDS } from '../series/labels';
import { type Cells, counterCell } from '../series/series';
import type { HistoryPoint } from '../shards/interface';
import type { AlertBook } from './alert-book';
import type { Notice } from './alert-protocol';
import type { AlertRule, Signals } from './rules';

/** What is read of the last hour. */
const HOUR_FAMILIES = [...FIGURE_FAMILIES, ...DRIFT_FAMILIES, COUNTED.unchecked.name];

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
/** Minimum denominator of the error rate: a single failure at a quiet time is then 5 %, which does not fire. */
const MIN_REQUESTS = 20;
/** Mean requests per half hour from which their absence is significant: by chance, one half hour in e¹⁰ ≈ 22,000 is empty. */
const USUAL_TRAFFIC = 10;

export interface AlertContext {
  readonly metrics: Pick<Metrics, 'readHistory'>;
  readonly book: Pick<AlertBook, 'advance' | 'announced'>;
  readonly rules: readonly AlertRule[];
  readonly reference: DriftReference;
  /** Whether the service is ready. */
  readonly ready: boolean;
  /** By how much labels say that the accuracy is below the card's; null if unknown. */
  readonly accuracyShortfall: number | null;
  /** Why the guard has stopped versions, each time since somebody last changed the traffic split. */
  readonly stops: readonly string[];
  /** Sends a notification; rejects if the receiver did not accept it. Null if there is no receiver. */
  readonly send: ((notice: Notice) => Promise<void>) | null;
  readonly warn: (message: string) => void;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Evaluates every alert and sends the pending notifications. To be called once a minute. */
export async function evaluateAlerts(context: AlertContext): Promise<void> {
  const reasons = context.stops.length === 0 ? {} : { versions_stopped: context.stops.join('; ') };
  const notices = await context.book.advance(context.rules, await readSignals(context), reasons);
  for (const notice of notices) {
    try {
      await context.send?.(notice);
      await context.book.announced(notice.rule.name, notice.announcement);
    } catch (error) {
      context.warn(`${error}; retrying with the next evaluation`);
    }
  }
}

/** Computes the rules' signals from the history of the last day. */
export async function readSignals(
  context: Omit<AlertContext, 'book' | 'rules' | 'send' | 'warn'>,
): Promise<Signals> {
  const { metrics, now, reference } = context;
  const [hour, day] = await Promise.all([
    metrics.readHistory(planHistory(HOUR, MINUTE, now, HOUR_FAMILIES)),
    metrics.readHistory(planHistory(DAY, HOUR, now, FIGURE_FAMILIES)),
  ]);
  const fiveMinutes = sumPoints(since(hour.points, now, 5 * MINUTE));
  const recent = figuresOf(fiveMinutes);
  const live = liveHistograms(sumPoints(hour.points), reference.modelVersion);
  const drift = assessDrift(reference.histograms, live);
  const isIncomplete = hour.unreachable.length > 0;
  const halfHour = figuresOf(sumPoints(since(hour.points, now, 30 * MINUTE))).requests;
  const usual = figuresOf(sumPoints(day.points)).requests / 48;
  // With part of the history missing, an absence of requests proves nothing: a firing alert keeps firing.
  const isUntold = isIncomplete && recent.requests === 0;
  return {
    error_rate: isUntold ? null : recent.errors / Math.max(recent.requests, MIN_REQUESTS),
    p95_seconds: isUntold ? null : (recent.p95Seconds ?? 0),
    not_ready: context.ready ? 0 : 1,
    drift: driftLevel(drift.status),
    traffic: isIncomplete ? null : usual < USUAL_TRAFFIC ? 1 : halfHour / usual,
    shards_unreachable: hour.unreachable.length,
    limits_unchecked: isIncomplete ? null : uncheckedIn(fiveMinutes),
    accuracy_shortfall: context.accuracyShortfall,
    versions_stopped: context.stops.length,
  };
}

function uncheckedIn(cells: Readonly<Cells>): number {
  return LIMIT_KINDS.reduce((sum, limit) => sum + (cells[counterCell(COUNTED.unchecked, { limit })] ?? 0), 0);
}

function since(points: readonly HistoryPoint[], now: number, seconds: number): HistoryPoint[] {
  return points.filter(({ start }) => start > now / 1_000 - seconds);
}
