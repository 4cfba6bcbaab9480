import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../serve/production-bundle';

/** A service on Cloudflare that is being released. */
export interface WatchedService {
  readonly url: URL;
  /** Name of the Worker. */
  readonly worker: string;
  /** Key for predictions, if they need one. */
  readonly predictKey: string | null;
  /** Key for figures; without it, the error rate of all requests is not known. */
  readonly metricsKey: string | null;
  /** When the upload of the version began, in milliseconds since 1970. */
  readonly uploadedAt: () => number;
  /** How long a deployment may take until every location of Cloudflare knows it. */
  readonly spreadSeconds: number;
  /** Ends the watch. */
  readonly signal: AbortSignal;
}

/** Between two looks, in seconds. */
const PAUSE_SECONDS = 5;
/** By how much Cloudflare's clock and ours may differ. */
const CLOCK_SECONDS = 5;
const TIMEOUT_MILLISECONDS = 10_000;
/** Server errors among all requests of a step: above this share it has failed … */
const MAX_ERROR_SHARE = 0.01;
/** … but for so many, which are chance where there are few requests. */
const CHANCE_ERRORS = 5;

/**
 * Asks one version for its health and for a prediction, again and again, and compares the error rate of all requests.
 * @throws Error that says what is wrong
 */
export async function watchVersion(
  service: WatchedService,
  versionId: string,
  seconds: number,
): Promise<void> {
  const before = await countRequests(service);
  await untilSpread(service, versionId);
  const end = Date.now() + seconds * 1000;
  for (;;) {
    await checkHealth(service, versionId);
    await checkPrediction(service, versionId);
    if (before !== null) checkErrors(before, (await countRequests(service))!);
    if (Date.now() >= end) return;
    await pause(service.signal, Math.min(PAUSE_SECONDS * 1000, end - Date.now()));
  }
}

async function untilSpread(service: WatchedService, versionId: string): Promise<void> {
  const end = Date.now() + service.spreadSeconds * 1000;
  for (;;) {
    const problem = await checkHealth(service, versionId).then(
      () => null,
      (error: Error) => error,
    );
    if (problem === null) return;
    if (Date.now() >= end) throw problem;
    await pause(service.signal, 1000);
  }
}

async function pause(signal: AbortSignal, milliseconds: number): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => {
    throw new Error('it was interrupted');
  });
}

async function checkHealth(service: WatchedService, versionId: string): Promise<void> {
  const { status, body } = await ask(service, versionId, '/health');
  if (status !== 200) throw new Error(`/health of the new version answers ${status}`);
  const age = (Date.now() - service.uploadedAt()) / 1000 + CLOCK_SECONDS;
  if (!(Number(body.uptime) <= age)) {
    throw new Error(`/health is answered by another version, which was deployed ${body.uptime} s ago`);
  }
}

async function checkPrediction(service: WatchedService, versionId: string): Promise<void> {
  const picture = readFileSync(path.join(ROOT, 'docs/examples/seven.png'));
  const { status, body } = await ask(service, versionId, '/predict', picture);
  if (status !== 200) throw new Error(`/predict of the new version answers ${status} (${body.code})`);
  if (body.predicted_digit !== 7)
    throw new Error(`The new version reads ${body.predicted_digit} where there is a 7`);
}

/** Asks one version, wherever the deployment would send the request. */
async function ask(service: WatchedService, versionId: string, resource: string, picture?: Buffer) {
  const headers: Record<string, string> = {
    // https://developers.cloudflare.com/workers/configuration/versions-and-deployments/version-overrides/
    'Cloudflare-Workers-Version-Overrides': `${service.worker}="${versionId}"`,
  };
  if (service.predictKey !== null) headers.Authorization = `Bearer ${service.predictKey}`;
  const init = picture === undefined ? {} : { method: 'POST', body: new Uint8Array(picture) };
  const response = await request(service, resource, { ...init, headers });
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  return { status: response.status, body };
}

interface RequestCounts {
  readonly all: number;
  readonly errors: number;
}

/** @returns requests so far, over all versions; null without a key for figures */
async function countRequests(service: WatchedService): Promise<RequestCounts | null> {
  if (service.metricsKey === null) return null;
  const headers = { Authorization: `Bearer ${service.metricsKey}` };
  const response = await request(service, '/metrics/prometheus', { headers });
  if (!response.ok) throw new Error(`/metrics/prometheus answers ${response.status}`);
  const series = [...(await response.text()).matchAll(/^digits_requests_total\{.*status="(\d+)"\} (\d+)/gm)];
  const sum = (of: typeof series) => of.reduce((total, [, , count]) => total + Number(count), 0);
  return { all: sum(series), errors: sum(series.filter(([, status]) => status!.startsWith('5'))) };
}

function checkErrors(before: RequestCounts, now: RequestCounts): void {
  const errors = now.errors - before.errors;
  const all = now.all - before.all;
  if (errors > CHANCE_ERRORS && errors > all * MAX_ERROR_SHARE) {
    throw new Error(`${errors} of ${all} requests ended in a 5xx during this step`);
  }
}

async function request(
  { url, signal }: WatchedService,
  resource: string,
  init: RequestInit,
): Promise<Response> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MILLISECONDS)]);
  return fetch(new URL(`.${resource}`, url), { ...init, signal: limit }).catch((error) => {
    if (signal.aborted) throw new Error('it was interrupted');
    throw new Error(`${resource} cannot be reached: ${error.cause?.message ?? error.message}`);
  });
}
