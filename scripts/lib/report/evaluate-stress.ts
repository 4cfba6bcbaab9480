import type { LoadedModel } from '../../../src/inference/registry';
import { loadMnist } from '../mnist';
import { renderStress, SEVERITIES, type Severity, STRESS_FAMILIES, type StressFamily } from '../stress';
import { withProgress } from '../with-progress';
import { drawStressCurves } from './charts';
import { percent } from './format';
import { accuracyOf, recognizeLabelled } from './outcome';
import type { Report } from './report';

interface Cell {
  readonly family: StressFamily;
  readonly severity: Severity;
}

interface Measured extends Cell {
  readonly accuracy: number;
}

/** Fewest right answers that a family may have at severity 3. */
const GOAL = 0.9;

/**
 * Evaluates a model on digits of the MNIST test set drawn on paper before a camera, by kind and degree of trouble.
 * @param count pictures for each kind and degree; the first of the test set, the same ones each time
 */
export async function evaluateStress(model: LoadedModel, count: number): Promise<Report> {
  const { images, labels } = await loadMnist('test');
  const cells: Cell[] = STRESS_FAMILIES.flatMap((family) =>
    SEVERITIES.map((severity) => ({ family, severity })),
  );
  const points: Measured[] = [];
  for (const cell of withProgress('stress suite', cells, cells.length)) {
    points.push({ ...cell, accuracy: measureCell(cell) });
  }

  function measureCell({ family, severity }: Cell): number {
    const outcomes = Array.from({ length: count }, (_, i) => {
      const raster = renderStress(images.subarray(i * 784, (i + 1) * 784), family, severity, i);
      return recognizeLabelled({ raster, label: labels[i]! }, model);
    });
    return accuracyOf(outcomes);
  }

  const title = `${model.version} under stress`;
  return {
    title,
    text: [
      `Digits of the MNIST test set drawn on paper before a camera, ${count} for each kind and degree of trouble.`,
      verdict(points),
    ],
    tables: [
      {
        title: 'Accuracy by kind of trouble and severity',
        head: ['trouble', ...SEVERITIES.map(String)],
        rows: [
          ...STRESS_FAMILIES.map((family) => [family, ...accuraciesOf(family, points).map(percent)]),
          ['mean', ...SEVERITIES.map((severity) => percent(meanOf(severity, points)))],
        ],
      },
    ],
    pictures: [{ name: `${model.version}-stress`, title, svg: await drawStressCurves(points, title) }],
  };
}

function accuraciesOf(family: StressFamily, points: readonly Measured[]): number[] {
  return points.filter((point) => point.family === family).map(({ accuracy }) => accuracy);
}

function meanOf(severity: Severity, points: readonly Measured[]): number {
  const column = points.filter((point) => point.severity === severity);
  return column.reduce((sum, { accuracy }) => sum + accuracy, 0) / column.length;
}

function verdict(points: readonly Measured[]): string {
  const below = points.filter(({ severity, accuracy }) => severity === 3 && accuracy < GOAL);
  if (below.length === 0) return `At severity 3 every kind reaches ${percent(GOAL)}.`;
  return `At severity 3 these stay below ${percent(GOAL)}: ${below.map(({ family }) => family).join(', ')}.`;
}
