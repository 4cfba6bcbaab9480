import type { Figures, Model } from '../../api/figures';
import { toPercent } from '../../design/to-percent';
import { DASHBOARD } from '../../strings';
import { ChartPanel } from './charts';
import { Status } from './lists';

/** The versions side by side: the traffic that each has, and what its card says. */
export function VersionsPanel({ models }: Pick<Figures, 'models'>) {
  const table = {
    columns: [
      DASHBOARD.version,
      DASHBOARD.versionState,
      DASHBOARD.clients,
      DASHBOARD.accuracy,
      DASHBOARD.calibrationError,
      DASHBOARD.cost,
    ],
    rows: models.map((model) => [
      model.version,
      DASHBOARD.versionStatus[model.status]!,
      `${model.weight} %`,
      model.model_accuracy,
      model.expected_calibration_error,
      model.multiply_adds,
    ]),
  };
  return (
    <ChartPanel title={DASHBOARD.versions} text={DASHBOARD.versionsText} name="versions" table={table}>
      <ul class="features">
        {models.map((model) => (
          <VersionRow key={model.version} model={model} />
        ))}
      </ul>
    </ChartPanel>
  );
}

function VersionRow({ model }: { readonly model: Model }) {
  const { version, weight, status, model_accuracy, multiply_adds } = model;
  const facts = DASHBOARD.facts(toPercent(model_accuracy), DASHBOARD.millions(multiply_adds));
  return (
    <li class="feature feature--noted">
      <span>{version}</span>
      <span class="feature__track" aria-hidden="true">
        <span class="feature__fill" style={{ width: `${weight}%` }} />
      </span>
      <span class="feature__value">{toPercent(weight / 100)}</span>
      <Status status={status} text={DASHBOARD.versionStatus[status]!} />
      <span class="feature__note quiet">{facts}</span>
    </li>
  );
}
