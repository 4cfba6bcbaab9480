import packageJson from '../../package.json';
import type { FeedbackAccuracy } from '../feedback/accuracy';
import { driftLevel } from '../metrics/drift/assess';
import { type GaugeSample, sample } from '../metrics/exposition/exposition-text';
import { GAUGES } from '../metrics/series/catalogue';
import type { MetricsSnapshot } from '../metrics/shards/client/merge';
import { stopsIn } from '../traffic/traffic-book';
import { splitInForce } from '../traffic-split';
import { recentAccuracies } from './feedback-accuracy';
import { checkReadiness } from './readiness';
import type { Services } from './services';

/** Value of the drift status if there are too few pictures. */
const UNKNOWN_DRIFT = -1;

/** What is known without feedback. */
const NO_LABELS = { labelled: { count: 0 }, accuracy: { share: null }, atMost: null, expected: null };

/** Collects the catalogue's gauges: values that are not counted but looked up or computed on demand. */
export async function collectGauges(services: Services, snapshot: MetricsSnapshot): Promise<GaugeSample[]> {
  const { models, uptime, drift, requestsInFlight, lanes, rooms, traffic } = services;
  const [{ ready }, { report }, state, accuracies] = await Promise.all([
    checkReadiness(services),
    drift.lastHour(),
    traffic.state(),
    recentAccuracies(services),
  ]);
  const { weights, shadows } = splitInForce(state.split, models.defaultVersion);
  return [
    sample(GAUGES.build, { version: packageJson.version }, 1),
    sample(GAUGES.uptime, {}, uptime()),
    sample(GAUGES.ready, {}, ready ? 1 : 0),
    ...models.versions.map((version) =>
      sample(GAUGES.accuracy, { model_version: version }, models.card(version).test.accuracy),
    ),
    ...models.versions.flatMap((version) => [
      sample(GAUGES.weight, { model_version: version }, (weights[version] ?? 0) / 100),
      sample(GAUGES.shadow, { model_version: version }, (shadows[version] ?? 0) / 100),
    ]),
    ...models.versions.flatMap((version) => sampleAccuracy(version, accuracies?.get(version) ?? NO_LABELS)),
    sample(GAUGES.versionsStopped, {}, stopsIn(state).length),
    sample(GAUGES.shardsUnreachable, {}, snapshot.unreachable.length),
    sample(GAUGES.requestsInFlight, {}, requestsInFlight.count),
    ...lanes.usage.flatMap(({ lane, inUse, waiting }) => [
      sample(GAUGES.picturesInFlight, { lane }, inUse),
      sample(GAUGES.picturesQueued, { lane }, waiting),
    ]),
    ...rooms.usage.flatMap(({ name: size, inUse, waiting }) => [
      sample(GAUGES.bodyBytes, { size }, inUse),
      sample(GAUGES.bodiesQueued, { size }, waiting),
    ]),
    ...report.features.flatMap(({ feature, unexplained, psi, pValue }) => [
      sample(GAUGES.driftUnexplained, { feature }, unexplained ?? Number.NaN),
      sample(GAUGES.driftPsi, { feature }, psi ?? Number.NaN),
      sample(GAUGES.driftPValue, { feature }, pValue ?? Number.NaN),
    ]),
    sample(GAUGES.driftSamples, {}, report.samples),
    sample(GAUGES.driftStatus, {}, driftLevel(report.status) ?? UNKNOWN_DRIFT),
  ];
}

function sampleAccuracy(
  model_version: string,
  { labelled, accuracy, atMost, expected }: typeof NO_LABELS | FeedbackAccuracy,
): GaugeSample[] {
  return [
    sample(GAUGES.feedbackLabelled, { model_version }, labelled.count),
    sample(GAUGES.feedbackAccuracy, { model_version }, accuracy.share ?? Number.NaN),
    sample(GAUGES.feedbackAccuracyAtMost, { model_version }, atMost ?? Number.NaN),
    sample(GAUGES.feedbackExpected, { model_version }, expected ?? Number.NaN),
  ];
}
