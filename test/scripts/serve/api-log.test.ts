import { describe, expect, it } from 'vitest';
import { formatApiLog } from '../../../scripts/lib/serve/api-log';

/** A line as the Worker logs it, with the fields that the text log reads. */
function workerLine(fields: object): string {
  return JSON.stringify({
    time: '2024-12-13T01:30:45.678Z',
    level: 'info',
    method: 'POST',
    route: '/predict',
    path: '/predict',
    status: 200,
    digit: null,
    confidence: null,
    is_digit: null,
    reject_reason: null,
    version: null,
    inference_seconds: null,
    code: null,
    request_id: 'id-1',
    ...fields,
  });
}

const read = { digit: 5, confidence: 0.98619, inference_seconds: 0.0849, version: 'v2.0' };

describe('formatApiLog()', () => {
  it("writes a prediction as the original service's line, and adds model and request", () => {
    expect(formatApiLog(workerLine({ ...read, is_digit: true }))).toBe(
      '2024-12-13 01:30:45 - api - INFO - Prediction: 5 | Confidence: 0.9862 | Time: 0.085s | Model: v2.0 | Request: id-1',
    );
  });

  it('does not call a picture without a digit a prediction', () => {
    expect(formatApiLog(workerLine({ ...read, digit: 1, is_digit: false, reject_reason: 'blank' }))).toBe(
      '2024-12-13 01:30:45 - api - INFO - No digit: blank | Confidence: 0.9862 | Time: 0.085s | Model: v2.0 | Request: id-1',
    );
  });

  it('writes a batch as one line, with the number of its pictures', () => {
    expect(formatApiLog(workerLine({ route: '/predict/batch', pictures: 64, failed_pictures: 2 }))).toBe(
      '2024-12-13 01:30:45 - api - INFO - Batch: 64 pictures | Failed: 2 | Request: id-1',
    );
    const refused = { route: '/predict/batch', pictures: 0, status: 413, code: 'too_many_images' };
    expect(formatApiLog(workerLine(refused))).toMatch(/WARNING - Refused: too_many_images \| Status: 413/);
  });

  it.each([
    [415, 'unsupported_format', 'WARNING - Refused'],
    [422, 'blank', 'WARNING - Refused'],
    [499, 'client_closed_request', 'INFO - Aborted'],
    [500, 'internal_error', 'ERROR - Failed'],
  ])('writes status %i with the code %s as %s', (status, code, outcome) => {
    expect(formatApiLog(workerLine({ status, code }))).toBe(
      `2024-12-13 01:30:45 - api - ${outcome}: ${code} | Status: ${status} | Request: id-1`,
    );
  });

  it('writes what was refused before the Worker was reached', () => {
    const line = {
      time: '2024-12-13T01:30:45.678Z',
      level: 'error',
      source: 'server',
      method: 'POST',
      path: '/predict',
    };
    expect(
      formatApiLog(JSON.stringify({ ...line, status: 503, code: 'unavailable', request_id: 'id-2' })),
    ).toBe('2024-12-13 01:30:45 - api - ERROR - Failed: unavailable | Status: 503 | Request: id-2');
  });

  it.each([
    workerLine({ method: 'GET', route: '/health' }),
    workerLine({ method: 'GET', status: 405, code: 'method_not_allowed' }),
    workerLine({ route: '*', path: '/predicts', status: 404, code: 'not_found' }),
    '{"level":"warning","message":"Cannot send"}',
    'null',
    'not JSON',
    '',
  ])('leaves out the line %j, which is not about a prediction', (line) => {
    expect(formatApiLog(line)).toBeNull();
  });
});
