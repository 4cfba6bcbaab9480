import type { Comparison, Figure, Figures } from '../../api/figures';
import { DASHBOARD } from '../../strings';
import { ChartPanel } from './charts';
import { Status } from './lists';
import { ShareRows, shareCells, shareColumns } from './share-rows';

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
  const rowsOf = (figure: Figure) => arms.map((arm) => ({ name: arm.model_version, share: arm[figure] }));
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
  const rows = shadows.map(({ model_version, agreeing }) => ({ name: model_version, share: agreeing }));
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
        <li key={summary} class="alert alert--verdict">
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
