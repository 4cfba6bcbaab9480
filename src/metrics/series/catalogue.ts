import { ASSIGNERS, DIGITS, POLARITIES, REJECT_REASONS, SOURCE_FORMATS } from '../../domain';
import { ERROR_CODES } from '../../errors';
import {
  ASSIGNED_RESULTS,
  BATCH_RESULTS,
  BODY_SIZES,
  DRIFT_FEATURES,
  JOB_ENDS,
  LABEL_RESULTS,
  LANES,
  LIMIT_KINDS,
  LOSS_REASONS,
  METHODS,
  REQUEST_LOCATIONS,
  SHADOW_RESULTS,
  STATUSES,
} from './labels';
import { counter, gauge, histogram, type LabelValues } from './series';

/** Model versions are a closed set, too, which the model registry defines. */
const VERSIONS = null;
/** So are routes; the route table defines them. */
const ROUTES = null;
/** And names of API keys, whose number the key ring limits. */
const KEY_NAMES = null;

/** Uniform steps on a scale from 0 to 1: 0.05, 0.10, … 0.95. */
const TWENTIETHS = Array.from({ length: 19 }, (_, i) => (i + 1) / 20);
/** Finer near 1, where almost all confidences are. */
const CONFIDENCES = [
  0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999, 0.99999,
];
/** Nats; ten equally likely digits have ln 10 = 2.303. */
const ENTROPIES = [0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.4, 0.7, 1, 1.4, 1.8, 2.2];
/** Seconds, from a small picture on a warm isolate (half a millisecond) to about a client's timeout. */
const DURATIONS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Pixels: 28², 64², 128², 256², 512², 1, 4, 16 and 50 megapixels. */
const PIXELS = [784, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 50_000_000];
/** Share of 28×28 pixels; half of MNIST is between 0.095 and 0.146, all of it under 0.35. */
const INK_SHARES = [
  0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.12, 0.14, 0.16, 0.18, 0.2, 0.22, 0.25, 0.3, 0.4, 0.5, 0.7,
];
/** Pixels of the 28×28 picture; half of MNIST is between 1.9 and 2.6, all of it between 1 and 6. */
const STROKE_WIDTHS = [0.5, 1, 1.25, 1.5, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.25, 3.5, 4, 5, 6, 8];
/** Digits of a picture: none, an amount, a page. */
const DIGIT_COUNTS = [0, 1, 2, 3, 4, 5, 6, 8, 10, 16, 32, 64];
/** Width over height of the ink's box: a 1 is about 0.3, a 0 about 1. */
const ASPECTS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2, 4];

/** All counted series, each declared once. Values only increase. */
export const COUNTED = {
  requests: counter('digits_requests', 'Requests answered, by route, method and status.', {
    route: ROUTES,
    method: METHODS,
    status: STATUSES,
  }),
  requestsByLocation: counter(
    'digits_requests_by_location',
    'Requests answered, by origin; unknown if there is no information, as with npm start.',
    { location: REQUEST_LOCATIONS },
  ),
  requestsByKey: counter(
    'digits_requests_by_key',
    'Requests answered that an API key was needed for, by the name of the key; _other beyond 100 names.',
    { key_name: KEY_NAMES },
  ),
  duration: histogram(
    'digits_request_duration_seconds',
    'Time from request to response, without reading the body; on Cloudflare, until the last I/O before the response.',
    { route: ROUTES },
    DURATIONS,
    'seconds',
  ),
  failures: counter(
    'digits_failures',
    'Requests, and pictures of batches and jobs, refused or failed, by error code.',
    {
      code: ERROR_CODES,
    },
  ),
  batchPictures: counter(
    'digits_batch_pictures',
    'Pictures of answered requests that may have several, by what became of them.',
    { result: BATCH_RESULTS },
  ),
  numberDigits: histogram(
    'digits_number_digits',
    'Digits that were read in a picture, of answered requests for a number.',
    {},
    DIGIT_COUNTS,
  ),
  assigned: counter(
    'digits_assigned_pictures',
    'Pictures by the model version that they were assigned to, by whom, and what it made of them; failed: our fault (5xx). Without jobs that the split assigned.',
    { model_version: VERSIONS, assigned_by: ASSIGNERS, result: ASSIGNED_RESULTS },
  ),
  assignedDuration: histogram(
    'digits_assigned_inference_duration_seconds',
    'The same as digits_inference_duration_seconds, of pictures that the traffic split assigned alone.',
    { model_version: VERSIONS },
    DURATIONS,
    'seconds',
  ),
  shadows: counter(
    'digits_shadow_pictures',
    'Pictures that a shadow read after the response, by its version and whether it agrees with the answer; skipped: the isolate was busy.',
    { model_version: VERSIONS, result: SHADOW_RESULTS },
  ),
  labels: counter(
    'digits_feedback_labels',
    'Labels received, later ones for the same picture included, by the version that had answered and whether it was right.',
    { model_version: VERSIONS, result: LABEL_RESULTS },
  ),
  jobPictures: counter('digits_job_pictures', 'Pictures of jobs, by what became of them.', {
    result: BATCH_RESULTS,
  }),
  jobs: counter(
    'digits_jobs',
    'Jobs that are over, by how they ended; expired are those that did not end in time.',
    {
      status: JOB_ENDS,
    },
  ),
  unchecked: counter(
    'digits_limits_unchecked',
    'Requests let through although a limit could not be checked, by kind of limit.',
    { limit: LIMIT_KINDS },
  ),
  predictions: counter(
    'digits_predictions',
    'Digits predicted, by model version and digit; without pictures that show no digit.',
    {
      model_version: VERSIONS,
      digit: DIGITS,
    },
  ),
  lost: counter('digits_counts_lost', 'Requests that were answered but not counted, by reason.', {
    reason: LOSS_REASONS,
  }),
  rejects: counter(
    'digits_rejects',
    'Pictures that do not show one digit, whether the request was rejected or not, by reason.',
    {
      reason: REJECT_REASONS,
    },
  ),
  confidence: histogram(
    'digits_confidence_ratio',
    'Probability of the predicted digit; of pictures that show one.',
    { model_version: VERSIONS },
    CONFIDENCES,
    'ratio',
  ),
  entropy: histogram(
    'digits_entropy_nats',
    'Entropy of the ten probabilities: 0 is certainty, 2.303 a uniform distribution; of pictures that show a digit.',
    { model_version: VERSIONS },
    ENTROPIES,
    'nats',
  ),
  inference: histogram(
    'digits_inference_duration_seconds',
    'Time from the bytes of a picture to its prediction: decoding, normalising, CNN; the same as inference_time_seconds.',
    { model_version: VERSIONS },
    DURATIONS,
    'seconds',
  ),
  formats: counter('digits_images', 'Pictures read, by file format; pixels where they came as numbers.', {
    format: SOURCE_FORMATS,
  }),
  pixels: histogram('digits_image_pixels', 'Pixels of the source picture.', {}, PIXELS, 'pixels'),
  polarity: counter('digits_polarity', 'Pictures of digits, by polarity of ink and paper.', {
    polarity: POLARITIES,
  }),
  inkShare: histogram(
    'digits_ink_share_ratio',
    'Share of the normalised picture that is ink.',
    {},
    INK_SHARES,
    'ratio',
  ),
  strokeWidth: histogram(
    'digits_stroke_width_pixels',
    'Width of the strokes in the normalised picture.',
    {},
    STROKE_WIDTHS,
    'pixels',
  ),
  aspect: histogram('digits_aspect_ratio', "Width over height of the ink's box.", {}, ASPECTS, 'ratio'),
  contrast: histogram(
    'digits_contrast_ratio',
    'Difference in brightness between ink and paper in the source; 1 is black on white.',
    {},
    TWENTIETHS,
    'ratio',
  ),
} as const;

/** Labels of a request. */
export type RequestLabels = LabelValues<(typeof COUNTED.requests)['labels']>;

/** Values that are not counted but looked up or computed on demand. */
export const GAUGES = {
  build: gauge('digits_build_info', 'Always 1; the version of the service as a label.', { version: null }),
  uptime: gauge(
    'digits_uptime_seconds',
    'Time since this version of the service was deployed.',
    {},
    'seconds',
  ),
  ready: gauge(
    'digits_ready',
    '1 if the model has passed its self-test and the storage answers and accepts writes, otherwise 0.',
    {},
  ),
  accuracy: gauge(
    'digits_model_accuracy_ratio',
    "Share of the MNIST test set that a model recognises, from the model's card.",
    { model_version: VERSIONS },
    'ratio',
  ),
  weight: gauge(
    'digits_traffic_weight_ratio',
    'Share of the clients that a version answers, by the traffic split.',
    { model_version: VERSIONS },
    'ratio',
  ),
  shadow: gauge(
    'digits_traffic_shadow_ratio',
    'Share of the requests that a version also reads, for comparison, by the traffic split.',
    { model_version: VERSIONS },
    'ratio',
  ),
  versionsStopped: gauge(
    'digits_versions_stopped',
    'Times that the guard has stopped versions since somebody last changed the traffic split.',
    {},
  ),
  feedbackLabelled: gauge(
    'digits_feedback_labelled_pictures',
    'Pictures of the last 24 hours that are labelled.',
    { model_version: VERSIONS },
  ),
  feedbackAccuracy: gauge(
    'digits_feedback_accuracy_ratio',
    'Share of these labelled pictures that were read correctly; NaN without any.',
    { model_version: VERSIONS },
    'ratio',
  ),
  feedbackAccuracyAtMost: gauge(
    'digits_feedback_accuracy_at_most_ratio',
    'The same if all pictures without a label were read correctly: the upper end of its 95 % interval; NaN with few labels.',
    { model_version: VERSIONS },
    'ratio',
  ),
  feedbackExpected: gauge(
    'digits_feedback_expected_accuracy_ratio',
    'Mean confidence of the digits of the last 24 hours, which a calibrated model is right as often as; NaN without any.',
    { model_version: VERSIONS },
    'ratio',
  ),
  shardsUnreachable: gauge(
    'digits_shards_unreachable',
    'Metrics shards that did not answer in time or do not store writes; their last known figures are used.',
    {},
  ),
  requestsInFlight: gauge(
    'digits_requests_in_flight',
    'Requests that the answering isolate has begun and not answered yet, the one for this figure included.',
    {},
  ),
  picturesInFlight: gauge(
    'digits_pictures_in_flight',
    'Pictures, or batches of them, that the answering isolate works on; small pictures are not among them.',
    { lane: LANES },
  ),
  picturesQueued: gauge(
    'digits_pictures_queued',
    'Pictures, or batches of them, that wait in the answering isolate.',
    { lane: LANES },
  ),
  bodyBytes: gauge(
    'digits_body_bytes',
    'Memory that the answering isolate has set aside for bodies, by their size.',
    { size: BODY_SIZES },
    'bytes',
  ),
  bodiesQueued: gauge(
    'digits_bodies_queued',
    'Bodies that wait for memory in the answering isolate, by their size.',
    { size: BODY_SIZES },
  ),
  driftUnexplained: gauge(
    'digits_drift_unexplained_ratio',
    "Share of the last hour's pictures that the reference does not explain; NaN with too few pictures.",
    { feature: DRIFT_FEATURES },
    'ratio',
  ),
  driftPsi: gauge(
    'digits_drift_psi',
    'Population stability index of the last hour against the reference; NaN with too few pictures.',
    { feature: DRIFT_FEATURES },
  ),
  driftPValue: gauge(
    'digits_drift_p_value',
    'Probability of such a mix of pictures if nothing had changed; NaN with too few pictures.',
    { feature: DRIFT_FEATURES },
  ),
  driftSamples: gauge('digits_drift_samples', 'Pictures of the last hour that drift is assessed by.', {}),
  driftStatus: gauge('digits_drift_status', '0 ok, 1 warning, 2 drift, -1 too few pictures.', {}),
} as const;
