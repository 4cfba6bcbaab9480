import { CLIENT_CLOSED_REQUEST, type Status, toStatus } from '../../../src/metrics/series/labels';
import type { RawAnswer } from '../../../test/support/raw-client';

/** Requests by status, and digits answered. */
export interface Counts {
  readonly statuses: Readonly<Partial<Record<Status, number>>>;
  readonly digits: number;
}

/** Answer of `POST /predict` for a picture that shows a digit; `GET /openapi.json` has examples of it. */
const ANSWERED_DIGIT = /^\{"predicted_digit".*"is_digit":true/;

/** Counts on the client's side what was answered, to compare with what the service has counted. */
export class Tally implements Counts {
  readonly statuses: Partial<Record<Status, number>> = {};
  digits = 0;

  note(...answers: readonly Pick<RawAnswer, 'status' | 'body'>[]): void {
    for (const { status, body } of answers) {
      this.#count(status, 1);
      if (status === 200 && ANSWERED_DIGIT.test(body)) this.digits++;
    }
  }

  /** Counts requests that broke off before they were complete. */
  noteBrokenOff(requests: number): void {
    this.#count(CLIENT_CLOSED_REQUEST, requests);
  }

  get total(): number {
    return Object.values(this.statuses).reduce((sum, count) => sum + count, 0);
  }

  #count(status: number, requests: number): void {
    const label = toStatus(status);
    this.statuses[label] = (this.statuses[label] ?? 0) + requests;
  }
}

/**
 * Reads what the service has counted, from `GET /metrics/prometheus`; that request itself is not yet among it.
 *
 * @param text body of the answer
 */
export function parseCounts(text: string): Counts {
  const statuses: Partial<Record<Status, number>> = {};
  for (const [, status, count] of text.matchAll(/^digits_requests_total\{.*status="(\d+)"\} (\d+)$/gm)) {
    if (count === '0') continue;
    statuses[status as Status] = (statuses[status as Status] ?? 0) + Number(count);
  }
  const digits = [...text.matchAll(/^digits_predictions_total\{.*\} (\d+)$/gm)];
  return { statuses, digits: digits.reduce((sum, [, count]) => sum + Number(count), 0) };
}
