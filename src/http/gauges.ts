import packageJson from '../../package.json';
import { GAUGES } from '../metrics/catalogue';
import type { DriftStatus } from '../metrics/drift/assess';
import { type GaugeSample, sample } from '../metrics/exposition-text';
import type { MetricsSnapshot } from '../metrics/merge';
import { checkReadiness } from './readiness';
import type { Services } from './services';

const DRIFT_VALUES: Readonly<Record<DriftStatus, number>> = {
  insufficient_data: -1,
  ok: 0,
  warning: 1,
  drift: 2,
};

/** Finds out what the catalogue calls gauges: what is not counted but known, or worked out when asked. */
export async function collectGauges(services: Services, snapshot: MetricsSnapshot): Promise<GaugeSample[]> {
  const { models, uptime, drift } = services;
  const [{ ready }, { report }] = await Promise.all([checkReadiness(services), drift.lastHour()]);
  return [
    sample(GAUGES.build, { version: packageJson.version }, 1),
    sample(GAUGES.uptime, {}, uptime()),
    sample(GAUGES.ready, {}, ready ? 1 : 0),
    ...models.versions.map((version) =>
      sample(GAUGES.accuracy, { model_version: version }, models.card(version).test.accuracy),
    ),
    sample(GAUGES.shardsUnreachable, {}, snapshot.unreachable.length),
    ...report.features.flatMap(({ feature, psi, pValue }) => [
      sample(GAUGES.driftPsi, { feature }, psi ?? Number.NaN),
      sample(GAUGES.driftPValue, { feature }, pValue ?? Number.NaN),
    ]),
    sample(GAUGES.driftSamples, {}, report.samples),
    sample(GAUGES.driftStatus, {}, DRIFT_VALUES[report.status]),
  ];
}
