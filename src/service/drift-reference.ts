import type { ModelRegistry } from '../inference/registry';
import { type DriftReference, ofPictures, readHistograms } from '../metrics/drift/reference';

/**
 * Returns the reference for a model's live pictures: the histograms of its card. An ensemble whose card has none uses
 * those features of its first member's reference that depend on the pictures only.
 *
 * @param name of the version, or an alias; default: the default model
 * @throws ServiceError `unknown_model`
 */
export function driftReferenceOf(
  models: Pick<ModelRegistry, 'card' | 'defaultVersion' | 'resolve'>,
  name: string = models.defaultVersion,
): DriftReference {
  const version = models.resolve(name);
  const { members, reference_histograms } = models.card(version);
  const [member] = members ?? [];
  const shared = member === undefined ? {} : ofPictures(driftReferenceOf(models, member).histograms);
  return { modelVersion: version, histograms: { ...shared, ...readHistograms(reference_histograms) } };
}
