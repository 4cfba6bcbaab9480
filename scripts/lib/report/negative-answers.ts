import type { Raster } from '../../../src/image/raster';
import type { LoadedModel } from '../../../src/inference/registry';
import { type Recognition, recognizeRaster } from '../../../src/recognition/recognize';
import { NEGATIVE_KINDS, type NegativeKind, type NegativeSources, renderNegative } from '../scenes/negatives';
import { withProgress } from '../with-progress';

/** The service's answer to a picture without a single digit. */
export interface NegativeAnswer extends Recognition {
  readonly name: string;
  /** Kept for inspection if it is read as a digit, otherwise null. */
  readonly raster: Raster | null;
}

/**
 * Runs pictures of every kind that the service should refuse.
 *
 * @param count pictures of each kind
 * @returns answers by kind; letters only if there are fonts
 */
export function answerNegatives(
  model: LoadedModel,
  sources: NegativeSources,
  count: number,
): Map<NegativeKind, NegativeAnswer[]> {
  const kinds = NEGATIVE_KINDS.filter((kind) => kind !== 'letters' || sources.fonts.length > 0);
  const tasks = kinds.flatMap((kind) => Array.from({ length: count }, (_, seed) => ({ kind, seed })));
  const answers = new Map(kinds.map((kind): [NegativeKind, NegativeAnswer[]] => [kind, []]));
  for (const { kind, seed } of withProgress('no digits', tasks, tasks.length)) {
    const raster = renderNegative(kind, seed, sources);
    const recognition = recognizeRaster(raster, model);
    const refused = recognition.rejectReason !== null;
    answers.get(kind)!.push({ ...recognition, name: `${kind} ${seed}`, raster: refused ? null : raster });
  }
  return answers;
}
