import type { Alert, Feature, Figures } from '../../api/figures';
import { toPercent } from '../../design/to-percent';
import { DASHBOARD, LOCALE } from '../../strings';
import { ChartPanel } from './charts';

/** Each feature, how much of it the reference does not explain, and from where that is too much. */
export function DriftPanel({ drift }: Pick<Figures, 'drift'>) {
  const { samples, samples_needed, features } = drift;
  const table = {
    columns: [DASHBOARD.feature, DASHBOARD.share, DASHBOARD.threshold, DASHBOARD.alertState],
    rows: features.map(({ feature, unexplained_share, drift_share, status }) => [
      feature,
      unexplained_share ?? '',
      drift_share,
      DASHBOARD.status[status]!,
    ]),
  };
  const text = samples < samples_needed ? DASHBOARD.driftNeeds(samples, samples_needed) : DASHBOARD.driftText;
  return (
    <ChartPanel title={DASHBOARD.drift} text={text} name="drift" table={table}>
      <ul class="features">
        {features.map((feature) => (
          <FeatureRow key={feature.feature} feature={feature} />
        ))}
      </ul>
    </ChartPanel>
  );
}

/** The bar ends at twice the threshold of drift. */
function FeatureRow({ feature }: { readonly feature: Feature }) {
  const { unexplained_share: share, warning_share, drift_share, status } = feature;
  const percent = (value: number) => `${Math.min(100, (100 * value) / (2 * drift_share))}%`;
  return (
    <li class="feature">
      <span>{feature.feature.replaceAll('_', ' ')}</span>
      <span class="feature__track" aria-hidden="true">
        <span class={`feature__fill feature__fill--${status}`} style={{ width: percent(share ?? 0) }} />
        <span class="feature__mark" style={{ left: percent(warning_share) }} />
        <span class="feature__mark" style={{ left: percent(drift_share) }} />
      </span>
      <span class="feature__value">{share === null ? DASHBOARD.notMeasured : toPercent(share)}</span>
      <Status status={status} text={DASHBOARD.status[status]!} />
    </li>
  );
}

const FIRING_FIRST = ['firing', 'pending', 'inactive'];

export function AlertsPanel({ alerts }: Pick<Figures, 'alerts'>) {
  const sorted = [...alerts].sort((a, b) => FIRING_FIRST.indexOf(a.status) - FIRING_FIRST.indexOf(b.status));
  const table = {
    columns: [DASHBOARD.alertName, DASHBOARD.alertState, DASHBOARD.alertValue, DASHBOARD.alertFires],
    rows: sorted.map(({ name, status, value, fires }) => [
      name,
      DASHBOARD.alertStatus[status]!,
      value ?? '',
      fires,
    ]),
  };
  return (
    <ChartPanel title={DASHBOARD.alerts} name="alerts" table={table}>
      <ul class="alerts">
        {sorted.map((alert) => (
          <AlertRow key={alert.name} alert={alert} />
        ))}
      </ul>
    </ChartPanel>
  );
}

function AlertRow({ alert: { status, summary, reason, since } }: { readonly alert: Alert }) {
  return (
    <li class="alert">
      <Status status={status} text={DASHBOARD.alertStatus[status]!} />
      <span>{summary}</span>
      {reason !== null && <span class="quiet">{reason}</span>}
      {status !== 'inactive' && since !== null && (
        <span class="quiet">{DASHBOARD.since(new Date(since).toLocaleString(LOCALE))}</span>
      )}
    </li>
  );
}

/** A word in the colour of what it means. */
export function Status({ status, text }: { readonly status: string; readonly text: string }) {
  return <span class={`status status--${status}`}>{text}</span>;
}

export function LocationsPanel({ locations }: Pick<Figures, 'locations'>) {
  const most = locations[0]?.requests ?? 1;
  const table = {
    columns: [DASHBOARD.location, DASHBOARD.count],
    rows: locations.map(({ location, requests }) => [location, requests]),
  };
  return (
    <ChartPanel title={DASHBOARD.locations} text={DASHBOARD.locationsText} name="locations" table={table}>
      <ul class="features">
        {locations.map(({ location, requests }) => (
          <li key={location} class="feature">
            <span>{location}</span>
            <span class="feature__track" aria-hidden="true">
              <span class="feature__fill" style={{ width: `${(100 * requests) / most}%` }} />
            </span>
            <span class="feature__value">{requests}</span>
          </li>
        ))}
      </ul>
    </ChartPanel>
  );
}
