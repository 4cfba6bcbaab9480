import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { ReliabilityBin } from './calibration';

/** Draws a chart; no browser, no fonts of its own. */
async function toSvg(specification: TopLevelSpec): Promise<string> {
  const view = new View(parse(compile(specification).spec), { renderer: 'none' });
  return view.toSVG();
}

/** @param confusion `confusion[actual][predicted]`, counts */
export function drawConfusionMatrix(
  confusion: readonly (readonly number[])[],
  title: string,
): Promise<string> {
  const values = confusion.flatMap((row, actual) =>
    row.map((count, predicted) => ({ actual, predicted, count, wrong: actual === predicted ? 0 : count })),
  );
  const axes = {
    x: { field: 'predicted', type: 'ordinal', axis: { labelAngle: 0 } },
    y: { field: 'actual', type: 'ordinal' },
  } as const;
  return toSvg({
    title,
    width: 400,
    height: 400,
    background: 'white',
    data: { values },
    layer: [
      {
        mark: 'rect',
        encoding: { ...axes, color: { field: 'wrong', type: 'quantitative', scale: { scheme: 'oranges' } } },
      },
      { mark: 'text', encoding: { ...axes, text: { field: 'count', type: 'quantitative' } } },
    ],
  });
}

/** Accuracy over confidence; on the diagonal confidence means what it says. Bubbles grow with the count. */
export function drawReliability(bins: readonly ReliabilityBin[], title: string): Promise<string> {
  const used = bins.filter(({ count }) => count > 0);
  return toSvg({
    title,
    width: 400,
    height: 400,
    background: 'white',
    layer: [
      {
        data: {
          values: [
            { confidence: 0, accuracy: 0 },
            { confidence: 1, accuracy: 1 },
          ],
        },
        mark: { type: 'line', strokeDash: [4, 4], color: 'grey' },
        encoding: {
          x: { field: 'confidence', type: 'quantitative' },
          y: { field: 'accuracy', type: 'quantitative' },
        },
      },
      {
        data: { values: used },
        mark: { type: 'circle', opacity: 0.8 },
        encoding: {
          x: { field: 'confidence', type: 'quantitative' },
          y: { field: 'accuracy', type: 'quantitative' },
          size: { field: 'count', type: 'quantitative', scale: { type: 'log', range: [20, 600] } },
        },
      },
    ],
  });
}

/** One line a family: accuracy over severity. */
export function drawStressCurves(
  points: readonly { family: string; severity: number; accuracy: number }[],
  title: string,
): Promise<string> {
  return toSvg({
    title,
    background: 'white',
    data: { values: [...points] },
    facet: { field: 'family', type: 'nominal', header: { title: null } },
    columns: 6,
    spec: {
      width: 110,
      height: 90,
      layer: [
        {
          mark: { type: 'line', point: true },
          encoding: {
            x: { field: 'severity', type: 'ordinal', axis: { labelAngle: 0, title: null } },
            y: {
              field: 'accuracy',
              type: 'quantitative',
              scale: { domain: [0.5, 1], clamp: true },
              axis: { format: '.0%', title: null },
            },
          },
        },
        {
          mark: { type: 'rule', strokeDash: [3, 3], color: 'grey' },
          encoding: { y: { datum: 0.9 } },
        },
      ],
    },
  });
}
