/** The fields of the Worker's log line that the text log is made of. */
interface PredictionLine {
  readonly time: string;
  readonly digit: number;
  readonly confidence: number;
  readonly inference_seconds: number;
}

/**
 * Turns a line of the Worker's JSON log into a line of the original service's text log.
 *
 * @param line one line as the Worker logged it
 * @returns `2024-12-13 01:30:45 - api - INFO - Prediction: 5 | Confidence: 0.9862 | Time: 0.085s` (UTC), or
 *   null where the line is not about a prediction
 */
export function formatApiLog(line: string): string | null {
  const entry = parsePrediction(line);
  if (entry === null) return null;
  const time = entry.time.slice(0, 19).replace('T', ' ');
  const { digit, confidence, inference_seconds: seconds } = entry;
  const prediction = `Prediction: ${digit} | Confidence: ${confidence.toFixed(4)} | Time: ${seconds.toFixed(3)}s`;
  return `${time} - api - INFO - ${prediction}`;
}

function parsePrediction(line: string): PredictionLine | null {
  try {
    const entry: unknown = JSON.parse(line);
    const isPrediction =
      typeof entry === 'object' && entry !== null && 'digit' in entry && typeof entry.digit === 'number';
    return isPrediction ? (entry as PredictionLine) : null;
  } catch {
    return null;
  }
}
