import type { Figures } from '../../api/figures';
import { toPercent } from '../../design/to-percent';
import { DASHBOARD, LOCALE } from '../../strings';

/** The figures to see from afar. */
export function Tiles({ figures: { points, metrics, window } }: { readonly figures: Figures }) {
  const sum = (name: 'requests' | 'predictions' | 'errors') =>
    points.reduce((total, point) => total + point[name], 0);
  const requests = sum('requests');
  const errors = sum('errors');
  const confidence = meanConfidence(points);
  const p95 = Math.max(...points.map(({ p95_seconds }) => p95_seconds ?? 0));
  const within = DASHBOARD.inWindow(DASHBOARD.window[window]);
  return (
    <dl class="tiles">
      <Tile id="requests" label={DASHBOARD.requests} value={requests.toLocaleString(LOCALE)} note={within} />
      <Tile
        id="answered"
        label={DASHBOARD.answered}
        value={requests === 0 ? DASHBOARD.notMeasured : toPercent(sum('predictions') / requests)}
        note={within}
      />
      <Tile
        id="errors"
        label={DASHBOARD.errors}
        value={errors.toLocaleString(LOCALE)}
        note={within}
        isBad={errors > 0}
      />
      <Tile
        id="p95"
        label={DASHBOARD.p95}
        value={p95 === 0 ? DASHBOARD.notMeasured : DASHBOARD.milliseconds(p95)}
        note={DASHBOARD.worstStep}
      />
      <Tile
        id="confidence"
        label={DASHBOARD.confidence}
        value={confidence === null ? DASHBOARD.notMeasured : toPercent(confidence)}
        note={within}
      />
      <Tile
        id="total"
        label={DASHBOARD.requests}
        value={metrics.service_metrics.total_requests.toLocaleString(LOCALE)}
        note={DASHBOARD.total}
      />
    </dl>
  );
}

interface TileProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly note: string;
  readonly isBad?: boolean;
}

function Tile({ id, label, value, note, isBad = false }: TileProps) {
  return (
    <div class={isBad ? 'panel stat stat--bad' : 'panel stat'}>
      <dt>{label}</dt>
      <dd class="stat__value" data-testid={id}>
        {value}
      </dd>
      <dd class="quiet">{note}</dd>
    </div>
  );
}

/** Of all steps, each weighted by its predictions of a digit; null if there are none. */
function meanConfidence(points: Figures['points']): number | null {
  let [total, count] = [0, 0];
  for (const { mean_confidence, predictions_by_digit } of points) {
    if (mean_confidence === null) continue;
    const predictions = predictions_by_digit.reduce((sum, predicted) => sum + predicted, 0);
    total += mean_confidence * predictions;
    count += predictions;
  }
  return count === 0 ? null : total / count;
}
