import type { ModelRegistry } from '../inference/registry';
import { type DriftReference, ofPictures, readHistograms } from '../metrics/drift/reference';

/**
 * Finds what a model's live pictures are compared with: its card's histograms. An ensemble whose card has none is
 * judged by the pictures alone, which its members see as it does.
 *
 * @param version default: what answers when nobody asks for another
 * @throws ServiceError `unknown_model`
 */
export function driftReferenceOf(
  models: Pick<ModelRegistry, 'card' | 'defaultVersion'>,
  version: string = models.defaultVersion,
): DriftReference {
  const { members, reference_histograms } = models.card(version);
  const [member] = members ?? [];
  const shared = member === undefined ? {} : ofPictures(driftReferenceOf(models, member).histograms);
  return { modelVersion: version, histograms: { ...shared, ...readHistograms(reference_histograms) } };
}
