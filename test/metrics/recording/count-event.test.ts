import { describe, expect, it } from 'vitest';
import { REJECT_REASONS } from '../../../src/domain';
import { countEvent, countJobPictures, countShadow } from '../../../src/metrics/recording/count-event';
import type { PictureOutcomes, RequestEvent } from '../../../src/metrics/recording/event';
import { COUNTED } from '../../../src/metrics/series/catalogue';
import type { Cells } from '../../../src/metrics/series/series';
import { BATCH, PREDICTED, PREDICTION, REFUSED } from '../../support/events';

function cellsOf(event: RequestEvent): Cells {
  const cells: Cells = {};
  countEvent(event, (cell, by) => {
    cells[cell] = (cells[cell] ?? 0) + by;
  });
  return cells;
}

function cellsOfJob(outcomes: PictureOutcomes): Record<string, number> {
  const cells: Record<string, number> = {};
  countJobPictures(outcomes, { version: 'v2.0', assignedBy: 'default' }, (cell, by) => {
    cells[cell] = (cells[cell] ?? 0) + by;
  });
  return cells;
}

describe('countJobPictures()', () => {
  it('counts pictures as those of a batch, but no request', () => {
    const ofBatch = Object.entries(cellsOf(BATCH)).filter(([cell]) => !/^digits_(request|batch)/.test(cell));
    const {
      'digits_job_pictures|answered': answered,
      'digits_job_pictures|failed': failed,
      ...others
    } = cellsOfJob(BATCH);
    expect(others).toEqual(Object.fromEntries(ofBatch));
    expect([answered, failed]).toEqual([BATCH.predictions.length, BATCH.pictureErrors.length]);
  });
});

describe('countEvent()', () => {
  it('counts a refused request by route, place and code, and no prediction', () => {
    expect(cellsOf(REFUSED)).toEqual({
      'digits_requests|/predict|POST|415': 1,
      'digits_requests_by_location|weur': 1,
      'digits_failures|unsupported_format': 1,
      'digits_request_duration_seconds|/predict|2': 1,
      'digits_request_duration_seconds|/predict|sum': 0.002,
    });
  });

  it('counts a request whose client disconnected by its status, without its duration', () => {
    const gone = { ...REFUSED, status: 499, errorCode: 'client_closed_request' } as const;
    expect(cellsOf(gone)).toEqual({
      'digits_requests|/predict|POST|499': 1,
      'digits_requests_by_location|weur': 1,
      'digits_failures|client_closed_request': 1,
    });
  });

  it('counts a prediction by version and digit', () => {
    expect(cellsOf(PREDICTED)).toMatchObject({
      'digits_requests|/predict|POST|200': 1,
      'digits_predictions|v1.0|7': 1,
      'digits_images|png': 1,
      'digits_polarity|light_on_dark': 1,
    });
  });

  it('puts a value into one bucket and into the sum of its histogram', () => {
    const cells = cellsOf({ ...PREDICTED, predictions: [{ ...PREDICTION, confidence: 0.95 }] });
    const confidence = Object.entries(cells).filter(([cell]) => cell.startsWith('digits_confidence'));
    expect(confidence).toEqual([
      ['digits_confidence_ratio|v1.0|9', 1],
      ['digits_confidence_ratio|v1.0|sum', 0.95],
    ]);
  });

  it('counts each limit that could not be checked for a request', () => {
    const cells = cellsOf({ ...PREDICTED, uncheckedLimits: ['rate', 'quota'] });
    expect(cells).toMatchObject({ 'digits_limits_unchecked|rate': 1, 'digits_limits_unchecked|quota': 1 });
  });

  it('counts into every series of the catalogue', () => {
    const refused = cellsOf({ ...REFUSED, status: 422, errorCode: 'blank' });
    const shadow: Cells = {};
    countShadow({ modelVersion: 'v1.0', results: { agrees: 1 }, location: 'weur' }, (cell, by) => {
      shadow[cell] = by;
    });
    const cells = {
      ...shadow,
      ...cellsOf({ ...PREDICTED, uncheckedLimits: ['rate'], keyName: 'shop', digitCount: 4 }),
      ...cellsOf({ ...PREDICTED, labels: [{ modelVersion: 'v1.0', isCorrect: true }] }),
      ...refused,
      ...cellsOf(BATCH),
      ...cellsOf({ ...PREDICTED, assignment: { version: 'v2.0', assignedBy: 'split' } }),
      ...cellsOfJob(BATCH),
    };
    const counted = new Set(Object.keys(cells).map((cell) => cell.split('|', 1)[0]));
    // What is lost is counted where it is lost, and the end of a job by the job, for want of an event.
    const { lost: _, jobs: __, ...others } = COUNTED;
    expect([...counted].sort()).toEqual(
      Object.values(others)
        .map(({ name }) => name)
        .sort(),
    );
  });

  it.each([
    ['a digit', PREDICTED, { digit: 1 }],
    ['a digit and a picture without one', BATCH, { digit: 1, no_digit: 1 }],
    [
      'a picture that a strict request refuses',
      { ...REFUSED, status: 422, errorCode: 'blank' },
      { no_digit: 1 },
    ],
    ['a failure of the service', { ...REFUSED, status: 500, errorCode: 'internal_error' }, { failed: 1 }],
    ['a file that cannot be read', REFUSED, {}],
    ['a request without a version', { ...PREDICTED, assignment: null }, {}],
  ] as const)('counts %s for the version that it was assigned to', (_what, event, results) => {
    const assigned = Object.entries(cellsOf(event as RequestEvent)).filter(([cell]) =>
      cell.startsWith('digits_assigned_pictures'),
    );
    const expected = Object.entries(results).map(([result, count]) => [
      `digits_assigned_pictures|v2.0|default|${result}`,
      count,
    ]);
    expect(Object.fromEntries(assigned)).toEqual(Object.fromEntries(expected));
  });

  it('ignores a value that is not finite, which would invalidate the sum', () => {
    const cells = cellsOf({ ...PREDICTED, predictions: [{ ...PREDICTION, aspect: Number.NaN }] });
    expect(Object.keys(cells).filter((cell) => cell.startsWith('digits_aspect'))).toEqual([]);
  });

  it.each(REJECT_REASONS)(
    'counts a picture that is %s by that, its format and time, and as no digit',
    (rejectReason) => {
      const cells = cellsOf({ ...PREDICTED, predictions: [{ ...PREDICTION, rejectReason }] });
      expect(cells).toMatchObject({
        'digits_requests|/predict|POST|200': 1,
        [`digits_rejects|${rejectReason}`]: 1,
        'digits_images|png': 1,
        'digits_inference_duration_seconds|v1.0|sum': PREDICTION.inferenceSeconds,
      });
      const ofDigits =
        /^digits_(predictions|confidence|entropy|polarity|ink_share|stroke_width|aspect|contrast)/;
      expect(Object.keys(cells).filter((cell) => ofDigits.test(cell))).toEqual([]);
    },
  );

  it('counts no digit where none was answered, though one was found', () => {
    const cells = cellsOf({ ...PREDICTED, status: 500, errorCode: 'internal_error' });
    expect(Object.keys(cells).filter((cell) => cell.startsWith('digits_predictions'))).toEqual([]);
  });

  it('counts a picture as rejected that was refused for what it shows, and no other refusal', () => {
    const refused = cellsOf({ ...REFUSED, status: 422, errorCode: 'several_objects' });
    expect(refused).toMatchObject({ 'digits_rejects|several_objects': 1 });
    expect(Object.keys(cellsOf(REFUSED)).filter((cell) => cell.startsWith('digits_rejects'))).toEqual([]);
  });

  it('counts the pictures of a batch by result, if it was answered', () => {
    expect(cellsOf(BATCH)).toMatchObject({
      'digits_requests|/predict/batch|POST|200': 1,
      'digits_batch_pictures|answered': 2,
      'digits_batch_pictures|failed': 1,
    });
    const ofBatches = (event: RequestEvent) =>
      Object.keys(cellsOf(event)).filter((cell) => cell.startsWith('digits_batch'));
    expect(ofBatches({ ...BATCH, status: 500, errorCode: 'internal_error' })).toEqual([]);
    expect(ofBatches(PREDICTED)).toEqual([]);
  });

  it('counts each picture of a request once, as a prediction or by why it was not read', () => {
    const cells = cellsOf({
      ...PREDICTED,
      predictions: [PREDICTION, { ...PREDICTION, digit: 3 }, { ...PREDICTION, rejectReason: 'blank' }],
      pictureErrors: ['corrupt_png', 'blank'],
    });
    expect(cells).toMatchObject({
      'digits_requests|/predict|POST|200': 1,
      'digits_predictions|v1.0|7': 1,
      'digits_predictions|v1.0|3': 1,
      'digits_images|png': 3,
      'digits_failures|corrupt_png': 1,
      'digits_failures|blank': 1,
      'digits_rejects|blank': 2,
    });
  });
});
