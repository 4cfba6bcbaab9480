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
