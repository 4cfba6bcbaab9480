import { describe, expect, it } from 'vitest';
import type { Notice } from '../../../src/metrics/alerts/alert-protocol';
import { newAlertState } from '../../../src/metrics/alerts/alert-state';
import { type AlertContext, evaluateAlerts, readSignals } from '../../../src/metrics/alerts/evaluate-alerts';
import { ALERT_RULES, type Signals } from '../../../src/metrics/alerts/rules';
import { histogramsOf } from '../../../src/metrics/drift/histograms';
import { countEvent } from '../../../src/metrics/recording/count-event';
import type { RequestEvent } from '../../../src/metrics/recording/event';
import { addCells, type Cells } from '../../../src/metrics/series/series';
import type { HistoryPoint, HistoryQuery } from '../../../src/metrics/shards/interface';
import { PREDICTED, PREDICTION, REFUSED } from '../../support/events';

const NOON = Date.parse('2026-11-23T12:00:00Z');
const MINUTE = 60;
const HOUR = 3_600;
const BROKEN: RequestEvent = { ...REFUSED, status: 500, errorCode: 'internal_error' };

/** A past made of events so many seconds ago; answers queries as the shards do. */
function historyOf(
  past: readonly { ago: number; event: RequestEvent; times: number }[],
  unreachable: string[] = [],
) {
  return async ({ from, to, step, families }: HistoryQuery) => {
    const points = new Map<number, Cells>();
    for (const { ago, event, times } of past) {
      const at = NOON / 1_000 - ago;
      if (at < from || at >= to) continue;
      const start = Math.floor(at / step) * step;
      const cells = points.get(start) ?? {};
      countEvent(event, (cell, by) => {
        if (families.includes(cell.split('|')[0]!)) addCells(cells, { [cell]: by * times });
      });
      points.set(start, cells);
    }
    return { points: [...points].map(([start, cells]): HistoryPoint => ({ start, cells })), unreachable };
  };
}

const REFERENCE = {
  modelVersion: 'v1.0',
  histograms: histogramsOf(Array.from({ length: 1_000 }, (_, i) => ({ ...PREDICTION, digit: i % 10 }))),
};

function signalsOf(readHistory: ReturnType<typeof historyOf>, ready = true): Promise<Signals> {
  return readSignals({
    metrics: { readHistory },
    reference: REFERENCE,
    ready,
    accuracyShortfall: 0,
    stops: [],
    now: NOON,
  });
}

describe('readSignals()', () => {
  it('finds nothing wrong with a service that nobody has used', async () => {
    expect(await signalsOf(historyOf([]))).toEqual({
      error_rate: 0,
      p95_seconds: 0,
      not_ready: 0,
      drift: null,
      traffic: 1,
      shards_unreachable: 0,
      limits_unchecked: 0,
      accuracy_shortfall: 0,
      versions_stopped: 0,
    });
  });

  it('takes the error rate of the last five minutes alone', async () => {
    const past = [
      { ago: 10, event: PREDICTED, times: 90 },
      { ago: 10, event: BROKEN, times: 10 },
      { ago: 20 * MINUTE, event: BROKEN, times: 500 },
    ];
    expect((await signalsOf(historyOf(past))).error_rate).toBeCloseTo(0.1, 12);
  });

  it('counts the requests of the last five minutes that no limit was checked for', async () => {
    const unchecked: RequestEvent = { ...PREDICTED, uncheckedLimits: ['rate', 'quota'] };
    const past = [
      { ago: 10, event: unchecked, times: 3 },
      { ago: 20 * MINUTE, event: unchecked, times: 500 },
    ];
    expect((await signalsOf(historyOf(past))).limits_unchecked).toBe(6);
    expect((await signalsOf(historyOf(past, ['weur-0']))).limits_unchecked).toBeNull();
  });

  it('does not take one failure in a quiet night for a high error rate', async () => {
    expect((await signalsOf(historyOf([{ ago: 10, event: BROKEN, times: 1 }]))).error_rate).toBe(0.05);
  });

  it('counts clients that disconnect neither as errors nor as responses', async () => {
    const gone = { ...REFUSED, status: 499, errorCode: 'client_closed_request', durationSeconds: 9 } as const;
    const past = [
      { ago: 10, event: gone, times: 900 },
      { ago: 10, event: PREDICTED, times: 90 },
      { ago: 10, event: BROKEN, times: 10 },
    ];
    const signals = await signalsOf(historyOf(past));
    expect(signals.error_rate).toBeCloseTo(0.1, 12);
    expect(signals.p95_seconds).toBeLessThan(0.1);
  });

  it('sees slow answers', async () => {
    const slow = { ...PREDICTED, durationSeconds: 2 };
    expect((await signalsOf(historyOf([{ ago: 10, event: slow, times: 5 }]))).p95_seconds).toBeGreaterThan(1);
  });

  it('sees that traffic has stopped where there was some', async () => {
    const past = Array.from({ length: 23 }, (_, i) => ({
      ago: (i + 1) * HOUR,
      event: PREDICTED,
      times: 200,
    }));
    expect((await signalsOf(historyOf(past))).traffic).toBe(0);
    expect(
      (await signalsOf(historyOf([...past, { ago: 60, event: PREDICTED, times: 100 }]))).traffic,
    ).toBeGreaterThan(0.5);
  });

  it('sees drift once there are enough pictures', async () => {
    const inverted = { ...PREDICTED, predictions: [{ ...PREDICTION, polarity: 'dark_on_light' }] as const };
    expect((await signalsOf(historyOf([{ ago: 10, event: inverted, times: 50 }]))).drift).toBeNull();
    expect((await signalsOf(historyOf([{ ago: 10, event: inverted, times: 500 }]))).drift).toBe(2);
  });

  it('sees what is not ready and not reachable', async () => {
    const signals = await signalsOf(historyOf([], ['weur-0']), false);
    expect(signals).toMatchObject({ not_ready: 1, shards_unreachable: 1 });
  });

  it('cannot judge errors, slowness or traffic if the history is missing', async () => {
    const signals = await signalsOf(historyOf([], ['weur-0']));
    expect(signals).toMatchObject({ error_rate: null, p95_seconds: null, traffic: null });
    const past = [{ ago: 10, event: BROKEN, times: 50 }];
    expect((await signalsOf(historyOf(past, ['oc-0']))).error_rate).toBe(1);
  });
});

describe('evaluateAlerts()', () => {
  const notice: Notice = { rule: ALERT_RULES[0]!, state: newAlertState(NOON), announcement: 'firing' };

  function contextWith(send: AlertContext['send']) {
    const announced: string[] = [];
    const warnings: string[] = [];
    const book: AlertContext['book'] = {
      advance: async () => [notice],
      announced: async (name) => {
        announced.push(name);
      },
    };
    const context: AlertContext = {
      metrics: { readHistory: historyOf([]) },
      book,
      rules: ALERT_RULES,
      reference: REFERENCE,
      ready: true,
      accuracyShortfall: 0,
      stops: [],
      send,
      warn: (message) => warnings.push(message),
      now: NOON,
    };
    return { announced, warnings, context };
  }

  it('records what the receiver has accepted', async () => {
    const { announced, context } = contextWith(async () => {});
    await evaluateAlerts(context);
    expect(announced).toEqual([notice.rule.name]);
  });

  it('records nothing if the receiver is unavailable, so that it is notified again, and never rejects', async () => {
    const { announced, warnings, context } = contextWith(async () => {
      throw new Error('connection refused');
    });
    await evaluateAlerts(context);
    expect(announced).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining('connection refused')]);
  });
});
