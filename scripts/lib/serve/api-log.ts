import { RECOGNITION_ROUTES } from '../../../src/metrics/series/labels';
import { toPrintable } from '../../../src/printable';

/** The longest line has a request id of 255. */
const MAX_CHARACTERS = 500;

/** The fields of the Worker's log line that the text log uses; null if absent. */
interface RequestLine {
  readonly time: string;
  readonly method: string | null;
  /** Null if the Worker was not reached. */
  readonly route?: string;
  readonly path: string | null;
  readonly status: number;
  readonly digit?: number | null;
  readonly confidence: number | null;
  /** Pictures that were answered, each for itself. */
  readonly pictures?: number;
  readonly failed_pictures?: number;
  readonly inference_seconds: number | null;
  readonly version: string | null;
  readonly is_digit: boolean | null;
  readonly reject_reason: string | null;
  readonly code: string | null;
  readonly request_id: string;
}

/**
 * Turns a line of the Worker's JSON log into a line of the original service's text log, with model and request added.
 *
 * @param line one line as the Worker logged it
 * @returns one of the following (times in UTC), or null if the line is not about a prediction:
 *
 *     2024-12-13 01:30:45 - api - INFO - Prediction: 5 | Confidence: 0.9862 | Time: 0.085s | Model: v3.0 | Request: …
 *     2024-12-13 01:30:45 - api - INFO - No digit: blank | Confidence: 0.2071 | Time: 0.085s | Model: v3.0 | Request: …
 *     2024-12-13 01:30:45 - api - INFO - Batch: 64 pictures | Failed: 2 | Request: …
 *     2024-12-13 01:30:45 - api - WARNING - Refused: unsupported_format | Status: 415 | Request: …
 *     2024-12-13 01:30:45 - api - INFO - Aborted: client_closed_request | Status: 499 | Request: …
 *     2024-12-13 01:30:45 - api - ERROR - Failed: internal_error | Status: 500 | Request: …
 */
export function formatApiLog(line: string): string | null {
  const entry = parseRequest(line);
  if (entry === null) return null;
  const outcome = describeOutcome(entry);
  if (outcome === null) return null;
  const time = entry.time.slice(0, 19).replace('T', ' ');
  return toPrintable(`${time} - api - ${outcome} | Request: ${entry.request_id}`, MAX_CHARACTERS);
}

function describeOutcome(entry: RequestLine): string | null {
  const { method, route, path, status, code, digit, pictures = 0 } = entry;
  if (typeof digit === 'number') return describePrediction(entry, digit);
  if (pictures > 0) return `INFO - Batch: ${pictures} pictures | Failed: ${entry.failed_pictures}`;
  if (method !== 'POST' || !RECOGNITION_ROUTES.includes(route ?? path ?? '') || !code) return null;
  return `${nameOutcome(status)}: ${code} | Status: ${status}`;
}

function nameOutcome(status: number): string {
  if (status >= 500) return 'ERROR - Failed';
  // The client disconnected: not an error of ours.
  return status === 499 ? 'INFO - Aborted' : 'WARNING - Refused';
}

/** A blank sheet also has a most probable digit, but it was not recognised. */
function describePrediction(
  { is_digit, reject_reason, confidence, inference_seconds, version }: RequestLine,
  digit: number,
): string {
  const seen = is_digit === false ? `No digit: ${reject_reason}` : `Prediction: ${digit}`;
  const figures = `Confidence: ${confidence?.toFixed(4)} | Time: ${inference_seconds?.toFixed(3)}s`;
  return `INFO - ${seen} | ${figures} | Model: ${version}`;
}

function parseRequest(line: string): RequestLine | null {
  try {
    const entry: unknown = JSON.parse(line);
    const isRequest =
      typeof entry === 'object' && entry !== null && 'request_id' in entry && 'status' in entry;
    return isRequest ? (entry as RequestLine) : null;
  } catch {
    return null;
  }
}
