import type { Comparison, Figure, Figures, Share } from '../../api/figures';
import { toPercent } from '../../design/to-percent';
import { DASHBOARD } from '../../strings';
import { ChartPanel } from './charts';
import { Status } from './lists';

const { figures: NAMES } = DASHBOARD;
const FIGURES = ['refused', 'failed', 'accurate'] as const;

/** How the versions of the traffic split compare. */
export function ArmsPanel({ experiments: { arms, baseline, comparisons } }: Pick<Figures, 'experiments'>) {
  const table = {
    columns: [
      ...[DASHBOARD.version, DASHBOARD.clients, DASHBOARD.pictures],
      ...FIGURES.flatMap((figure) => shareColumns(NAMES[figure])),
      ...[DASHBOARD.confidence, DASHBOARD.series.p50, DASHBOARD.series.p95],
    ],
    rows: arms.map((arm) => [
      ...[arm.model_version, `${arm.weight} %`, arm.pictures],
      ...FIGURES.flatMap((figure) => shareCells(arm[figure])),
      ...[arm.mean_confidence ?? '', arm.p50_inference_seconds ?? '', arm.p95_inference_seconds ?? ''],
    ]),
  };
  const hasLabels = arms.some(({ accurate }) => accurate.of > 0);
  const shown = FIGURES.filter((figure) => figure !== 'accurate' || hasLabels);
  const rowsOf = (figure: Figure) => arms.map((arm) => ({ version: arm.model_version, share: arm[figure] }));
  const text = arms.length > 1 ? DASHBOARD.armsText(baseline) : DASHBOARD.alone;
  return (
    <ChartPanel title={DASHBOARD.arms} text={text} name="experiment" table={table}>
      {shown.map((figure) => (
        <ShareRows key={figure} title={NAMES[figure]} rows={rowsOf(figure)} />
      ))}
      <Verdicts
        comparisons={comparisons
          .filter(({ figure }) => shown.includes(figure))
          .map((comparison) => ({ ...comparison, isMoreBetter: comparison.figure === 'accurate' }))}
      />
    </ChartPanel>
  );
}

/** How often versions that read along say the same as the answer. */
export function ShadowsPanel({ experiments: { shadows } }: Pick<Figures, 'experiments'>) {
  const table = {
    columns: [
      ...[DASHBOARD.version, DASHBOARD.count, ...shareColumns(NAMES.agreeing)],
      ...[DASHBOARD.failedPictures, DASHBOARD.skipped],
      ...[DASHBOARD.onlyAnswerRight, DASHBOARD.onlyShadowRight],
    ],
    rows: shadows.map(({ model_version, percent, agreeing, failed, skipped, labelled }) => [
      ...[model_version, `${percent} %`, ...shareCells(agreeing)],
      ...[failed, skipped],
      ...[labelled.only_answer_right, labelled.only_shadow_right],
    ]),
  };
  const rows = shadows.map(({ model_version, agreeing }) => ({ version: model_version, share: agreeing }));
  return (
    <ChartPanel title={DASHBOARD.shadows} text={DASHBOARD.shadowsText} name="shadows" table={table}>
      <ShareRows title={NAMES.agreeing} rows={rows} />
      <Verdicts
        comparisons={shadows
          .filter(({ labelled }) => labelled.only_answer_right + labelled.only_shadow_right > 0)
          .map(({ labelled }) => ({ ...labelled, isMoreBetter: true }))}
      />
    </ChartPanel>
  );
}

interface VerdictsProps {
  readonly comparisons: readonly (Comparison & { readonly isMoreBetter: boolean })[];
}

/** What the differences amount to, in words. */
function Verdicts({ comparisons }: VerdictsProps) {
  if (comparisons.length === 0) return null;
  return (
    <ul class="alerts">
      {comparisons.map(({ verdict, summary, isMoreBetter }) => (
        <li key={summary} class="alert">
          <Status status={toneOf(verdict, isMoreBetter)} text={DASHBOARD.verdict[verdict]!} />
          <span>{summary}</span>
        </li>
      ))}
    </ul>
  );
}

function toneOf(verdict: string, isMoreBetter: boolean): string {
  if (verdict !== 'higher' && verdict !== 'lower') return verdict;
  return (verdict === 'higher') === isMoreBetter ? 'ok' : 'warning';
}

interface ShareRowsProps {
  readonly title: string;
  readonly rows: readonly { readonly version: string; readonly share: Share }[];
}

/** Shares of versions with their intervals, on a scale that ends at the highest bound. */
function ShareRows({ title, rows }: ShareRowsProps) {
  const end = Math.max(...rows.map(({ share }) => share.high ?? 0), Number.EPSILON);
  const percent = (value: number | null) => `${(100 * (value ?? 0)) / end}%`;
  return (
    <div class="shares">
      <h3>{title}</h3>
      <ul class="features">
        {rows.map(({ version, share: { share, low, high, count, of } }) => (
          <li key={version} class="feature feature--noted">
            <span>{version}</span>
            <span class="feature__track" aria-hidden="true">
              <span
                class="feature__fill feature__fill--interval"
                style={{ left: percent(low), width: percent((high ?? 0) - (low ?? 0)) }}
              />
              {share !== null && <span class="feature__mark" style={{ left: percent(share) }} />}
            </span>
            <span class="feature__value">{share === null ? DASHBOARD.notMeasured : toPercent(share)}</span>
            <span class="feature__note quiet">
              {share === null
                ? DASHBOARD.noData
                : DASHBOARD.interval(toPercent(low!), toPercent(high!), count, of)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function shareColumns(figure: string): string[] {
  return [figure, DASHBOARD.from(figure), DASHBOARD.to(figure)];
}

function shareCells({ share, low, high }: Share): (string | number)[] {
  return [share ?? '', low ?? '', high ?? ''];
}
