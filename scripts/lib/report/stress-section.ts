import { SEVERITIES, STRESS_FAMILIES } from '../scenes/stress';
import { drawStressCurves } from './charts/stress-curves';
import { mistakesPicture } from './contact-sheet';
import { percent } from './format';
import type { ModelOutcomes } from './outcome';
import type { Report } from './report';
import { atSeverity, STRESS_GOAL, type StressPoint, stressPoints } from './stress-points';

/**
 * Reports results on rendered camera pictures.
 * @param all answers of each model to the same pictures, the one that the table is about first
 */
export async function reportStress(all: readonly ModelOutcomes[]): Promise<Report> {
  const { model, outcomes } = all[0]!;
  const points = stressPoints(all[0]!);
  const title = `${model.version} under stress`;
  return {
    title,
    text: [
      `Rendered camera pictures of digits of the MNIST test set: ${outcomes.length} pictures, the same number ` +
        'for each disturbance and severity, but a fifth of that on large canvases.',
      verdict(points),
    ],
    tables: [
      {
        title: 'Accuracy by disturbance and severity',
        head: ['trouble', ...SEVERITIES.map(String)],
        rows: [
          ...STRESS_FAMILIES.map((family) => [
            family,
            ...points.filter((point) => point.family === family).map(({ accuracy }) => percent(accuracy, 1)),
          ]),
          ['mean', ...SEVERITIES.map((severity) => percent(meanAt(severity, points), 1))],
        ],
      },
    ],
    pictures: [
      {
        name: `${model.version}-stress`,
        title: 'Accuracy over severity',
        svg: await drawStressCurves(all.flatMap(stressPoints), STRESS_GOAL, 'Accuracy over severity'),
      },
      ...mistakesPicture(`${model.version}-stress-mistakes`, 'at severity 3', atSeverity(outcomes, 3)),
    ],
  };
}

function meanAt(severity: number, points: readonly StressPoint[]): number {
  const column = points.filter((point) => point.severity === severity);
  return column.reduce((sum, { accuracy }) => sum + accuracy, 0) / column.length;
}

function verdict(points: readonly StressPoint[]): string {
  const below = points.filter(({ severity, accuracy }) => severity === 3 && accuracy < STRESS_GOAL);
  if (below.length === 0) return `At severity 3 every disturbance reaches ${percent(STRESS_GOAL, 0)}.`;
  return `At severity 3 these stay below ${percent(STRESS_GOAL, 0)}: ${below.map(({ family }) => family).join(', ')}.`;
}
