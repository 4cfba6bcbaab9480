import { describe, expect, it } from 'vitest';
import { formatApiLog } from '../../scripts/lib/api-log';

describe('formatApiLog()', () => {
  it("writes a prediction as the original service's line", () => {
    const line = JSON.stringify({
      time: '2024-12-13T01:30:45.678Z',
      digit: 5,
      confidence: 0.98619,
      inference_seconds: 0.0849,
    });
    expect(formatApiLog(line)).toBe(
      '2024-12-13 01:30:45 - api - INFO - Prediction: 5 | Confidence: 0.9862 | Time: 0.085s',
    );
  });

  it.each(['{"time":"2024-12-13T01:30:45.678Z","digit":null}', 'null', 'not JSON', ''])(
    'leaves out the line %j, which is not about a prediction',
    (line) => expect(formatApiLog(line)).toBeNull(),
  );
});
