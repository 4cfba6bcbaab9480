import type { PredictionFacts, RequestEvent } from '../../src/metrics/recording/event';

/** A plausible prediction, to be varied. */
export const PREDICTION: PredictionFacts = {
  modelVersion: 'v1.0',
  digit: 7,
  confidence: 0.97,
  entropy: 0.15,
  inferenceSeconds: 0.0004,
  format: 'png',
  pixels: 784,
  polarity: 'light_on_dark',
  inkShare: 0.13,
  strokeWidth: 2.9,
  aspect: 0.7,
  contrast: 1,
  rejectReason: null,
};

/** A request that was answered with that prediction. */
export const PREDICTED: RequestEvent = {
  route: '/predict',
  method: 'POST',
  status: 200,
  durationSeconds: 0.002,
  errorCode: null,
  location: 'weur',
  keyName: null,
  predictions: [PREDICTION],
  pictureErrors: [],
  labels: [],
  digitCount: null,
  uncheckedLimits: [],
  assignment: { version: 'v2.0', assignedBy: 'default' },
};

/** A request with three pictures, of which one could not be read. */
export const BATCH: RequestEvent = {
  ...PREDICTED,
  route: '/predict/batch',
  predictions: [PREDICTION, { ...PREDICTION, rejectReason: 'blank' }],
  pictureErrors: ['corrupt_png'],
};

/** A request that was refused. */
export const REFUSED: RequestEvent = {
  ...PREDICTED,
  status: 415,
  errorCode: 'unsupported_format',
  predictions: [],
};
