/** CPU time that a request may take on Cloudflare's free plan, in milliseconds. https://developers.cloudflare.com/workers/platform/limits/ */
export const FREE_CPU_MILLISECONDS = 10;

/** Of the paid plan, in US dollars, beyond what it includes. https://developers.cloudflare.com/workers/platform/pricing/ */
const PRICE = { millionRequests: 0.3, millionCpuMilliseconds: 0.02 };

/**
 * @param cpuMilliseconds of a request
 * @param pictures in a request
 * @returns what a million pictures cost, in US dollars, without counting
 */
export function dollarsPerMillion(cpuMilliseconds: number, pictures = 1): number {
  return (PRICE.millionRequests + PRICE.millionCpuMilliseconds * cpuMilliseconds) / pictures;
}

/** Of the paid plan itself. */
export const MONTHLY_DOLLARS = 5;

/** What it includes each month, and what is assumed of its use (docs/limits.md). */
const MONTH = {
  days: 30,
  seconds: 30 * 86_400,
  includedMillionRequests: 10,
  includedMillionCpuMilliseconds: 30,
  peakFactor: 3,
  /** Requests a second that Cloudflare gives an isolate: a guess on the safe side. */
  requestsPerIsolate: 10,
};

/** Counting: a delivery a second of each isolate writes four rows; nine shards of 128 MB that never rest. Dollars per million. */
const COUNTING = {
  rowsPerDelivery: 4,
  includedMillionRows: 50,
  millionRows: 1,
  includedMillionRequests: 1,
  millionRequests: 0.15,
  shardMillionGigabyteSeconds: (9 * MONTH.seconds * 0.125) / 1e6,
  includedMillionGigabyteSeconds: 0.4,
  millionGigabyteSeconds: 12.5,
};

/** Load and costs of a month. */
export interface Month {
  readonly perSecond: number;
  readonly peakPerSecond: number;
  /** On average. */
  readonly isolates: number;
  /** In US dollars, as are those below. */
  readonly requests: number;
  readonly cpu: number;
  readonly counting: number;
}

/**
 * @param predictions a day, one per request
 * @param cpuMilliseconds of each
 */
export function monthOf(predictions: number, cpuMilliseconds: number): Month {
  const millions = (predictions * MONTH.days) / 1e6;
  const perSecond = predictions / 86_400;
  const isolates = perSecond / MONTH.requestsPerIsolate;
  const requests = beyond(millions, MONTH.includedMillionRequests) * PRICE.millionRequests;
  const cpu =
    beyond(millions * cpuMilliseconds, MONTH.includedMillionCpuMilliseconds) * PRICE.millionCpuMilliseconds;
  const deliveries = (isolates * MONTH.seconds) / 1e6;
  const counting =
    beyond(deliveries * COUNTING.rowsPerDelivery, COUNTING.includedMillionRows) * COUNTING.millionRows +
    beyond(deliveries, COUNTING.includedMillionRequests) * COUNTING.millionRequests +
    beyond(COUNTING.shardMillionGigabyteSeconds, COUNTING.includedMillionGigabyteSeconds) *
      COUNTING.millionGigabyteSeconds;
  return { perSecond, peakPerSecond: perSecond * MONTH.peakFactor, isolates, requests, cpu, counting };
}

function beyond(used: number, included: number): number {
  return Math.max(0, used - included);
}
