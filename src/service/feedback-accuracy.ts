import { accuracyOf, type FeedbackAccuracy } from '../feedback/accuracy';
import type { Services } from './services';

/** Long enough for labels that people give, short enough to notice a change. */
const WINDOW_SECONDS = 86_400;

/**
 * How often each version was right in the last 24 hours, as far as labels tell.
 * @returns null if predictions are not remembered, or part of the storage does not answer
 */
export async function recentAccuracies({
  feedback,
  models,
}: Pick<Services, 'feedback' | 'models'>): Promise<Map<string, FeedbackAccuracy> | null> {
  if (!feedback.isOn) return null;
  const reading = await feedback.read(WINDOW_SECONDS);
  if (reading.unreachable.length > 0) return null;
  return new Map(models.versions.map((version) => [version, accuracyOf(reading, version)]));
}

/**
 * By how much the accuracy is below that of the card, of the version for which this is most: what labels prove, even if people
 * report only mistakes. Negative where it is above.
 *
 * @returns 0 without labels enough; null where it cannot be told
 */
export async function accuracyShortfall(
  services: Pick<Services, 'feedback' | 'models'>,
): Promise<number | null> {
  if (!services.feedback.isOn) return 0;
  const accuracies = await recentAccuracies(services);
  if (accuracies === null) return null;
  const shortfalls = [...accuracies].flatMap(([version, { atMost }]) =>
    atMost === null ? [] : [services.models.card(version).test.accuracy - atMost],
  );
  return shortfalls.length === 0 ? 0 : Math.max(...shortfalls);
}
