import { toSvg } from './to-svg';

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
