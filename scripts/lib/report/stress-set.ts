import type { DigitSet } from '../data/mnist';
import { renderField, SEVERITIES, type Severity, STRESS_FAMILIES, type StressFamily } from '../scenes/stress';
import { digitField } from '../scenes/stress/digit-field';
import type { LabelledPicture, PictureSet } from './picture-set';

/** One disturbance at one severity. */
export interface StressCell {
  readonly family: StressFamily;
  readonly severity: Severity;
}

export const STRESS_CELLS: readonly StressCell[] = STRESS_FAMILIES.flatMap((family) =>
  SEVERITIES.map((severity) => ({ family, severity })),
);

/** A picture of several megapixels takes as long to render as fifty others, so a fifth of the usual number is used. */
const LARGE: StressFamily = 'large-canvas';
const LARGE_SHARE = 0.2;

/**
 * Rendered camera pictures with every disturbance at every severity.
 *
 * @param digits what is drawn: the first ones, the same for each cell
 * @param count pictures for each cell, at most as many as there are digits
 */
export function stressSet({ images, labels }: DigitSet, count: number): PictureSet {
  const countOf = (family: StressFamily) => (family === LARGE ? Math.ceil(LARGE_SHARE * count) : count);
  function* pictures(): Generator<LabelledPicture> {
    const fields = Array.from({ length: count }, (_, i) =>
      digitField(images.subarray(i * 784, (i + 1) * 784)),
    );
    for (const cell of STRESS_CELLS) {
      for (let i = 0; i < countOf(cell.family); i++) {
        const raster = renderField(fields[i]!, cell.family, cell.severity, i);
        yield { name: `${groupOf(cell)}, digit ${i}`, group: groupOf(cell), label: labels[i]!, raster };
      }
    }
  }
  return {
    name: 'stress',
    count: STRESS_CELLS.reduce((sum, { family }) => sum + countOf(family), 0),
    pictures,
  };
}

/** Group name of the pictures of a cell: `shadow 3`. */
export function groupOf({ family, severity }: StressCell): string {
  return `${family} ${severity}`;
}
