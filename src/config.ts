import { type Access, isMetricsAccess, METRICS_ACCESS_ALLOWED, type MetricsAccess } from './api-keys/access';
import { API_KEYS_ALLOWED, parseApiKeys } from './api-keys/api-keys-text';
import { CORS_ORIGINS_ALLOWED, parseOrigins } from './cross-origin';
import type { ImageLimits } from './image/limits';
import { MODEL_VERSIONS } from './inference/versions';
import {
  OTLP_ENDPOINT_ALLOWED,
  OTLP_HEADERS_ALLOWED,
  parseOtlpHeaders,
  parseRatio,
  SAMPLER_ARG_ALLOWED,
  tracesUrl,
} from './otlp-settings';
import { faultOf, TRAFFIC_ALLOWED, type TrafficSplit } from './traffic-split';
import { isWebhookSecret, isWebhookUrl, WEBHOOK_SECRET_ALLOWED, WEBHOOK_URL_ALLOWED } from './webhook-target';

/** Capacity of a resource and its queue. */
export interface SemaphoreLimits {
  /** Maximum units in use. */
  readonly capacity: number;
  /** Maximum number of waiting requests. */
  readonly maxWaiting: number;
  /** Maximum wait of each, in seconds. */
  readonly waitSeconds: number;
}

/** Memory shared by bodies of up to a size. */
export interface RoomLimits extends SemaphoreLimits {
  readonly name: 'small' | 'medium' | 'large';
  /** Largest body, in bytes; the units of the capacity are bytes, too. */
  readonly upTo: number;
}

/** Minimum rate of a body. */
export interface PaceLimits {
  /** Longest wait for the next bytes, in seconds. */
  readonly idleSeconds: number;
  /** Minimum rate, measured over periods of this many seconds. */
  readonly graceSeconds: number;
  readonly bytesPerSecond: number;
  /** The same while other bodies wait for the memory that it takes. */
  readonly contendedSeconds: number;
  readonly contendedBytesPerSecond: number;
}

/** Limits of a batch of a job. */
export interface BatchLimits {
  /** Maximum number of pictures. */
  readonly pictures: number;
  /** Maximum bytes of all files together, but for a single one that is larger. */
  readonly bytes: number;
  /** Maximum bytes of one file. */
  readonly entryBytes: number;
}

/** Limits of jobs. */
export interface JobLimits {
  /** Pictures and bytes of a batch: what is recognised, and stored, together. */
  readonly batch: BatchLimits;
  /** Tasks of a job that are in the queue at a time, at most. */
  readonly maxTasks: number;
  readonly maxPictures: number;
  /** Parts of an archive, and bytes of each. */
  readonly maxParts: number;
  readonly maxPartBytes: number;
  /** Keys that a request may list. */
  readonly maxKeys: number;
  /** Jobs that are not over, of one caller and of all. */
  readonly maxActivePerCaller: number;
  readonly maxActive: number;
  /** Jobs of one caller that are kept, over or not. */
  readonly maxKeptPerCaller: number;
  /** Batches whose results one response contains. */
  readonly maxSegments: number;
}

/** All settings of the service; passed as an argument. */
export interface Config extends Access {
  /** Maximum bytes of a request body. */
  readonly maxBodyBytes: number;
  /** The same for JSON: several copies of the text exist while it is parsed. */
  readonly maxJsonBytes: number;
  /** Maximum levels of JSON, and values in it: parsed, each takes up to 100 bytes. */
  readonly maxJsonDepth: number;
  readonly maxJsonValues: number;
  /** Maximum number of parts of a form. */
  readonly maxFormParts: number;
  /** Maximum number of pictures of a batch. */
  readonly maxBatchImages: number;
  /** Limits of pictures. */
  readonly image: ImageLimits;
  readonly jobs: JobLimits;
  /** Hours that a job may take, and hours that its results are kept; 1 to 720. */
  readonly jobRetentionHours: number;
  /** Memory for bodies, from small to large. The last takes any. */
  readonly rooms: readonly RoomLimits[];
  readonly pace: PaceLimits;
  /** Pictures that an isolate processes concurrently, by lane, and how many may wait. */
  readonly lanes: Readonly<Record<'medium' | 'large' | 'costly' | 'batch', SemaphoreLimits>>;
  /** The model that is used if the client names none. */
  readonly defaultModel: string;
  /**
   * Number of objects that hold the counters at each of Cloudflare's nine locations. One accepts about 1,000 deliveries a
   * second, one from each of as many isolates. It may be increased at any time; decreasing it would abandon counts.
   */
  readonly shardsPerLocation: number;
  /** Whether to count at all; `COUNTING=off` is for measuring the cost of counting. */
  readonly counting: boolean;
  /** Rate limits of each client; empty if there are none. Windows differ, the longest comes last. */
  readonly rateLimits: readonly RateLimitPolicy[];
  /** How requests are divided over versions of the model until that is changed at run time; null: the default model answers all. */
  readonly traffic: TrafficSplit | null;
  /** Whether versions that are worse than the baseline beyond chance are taken out of the traffic. */
  readonly guardsTraffic: boolean;
  /** Origins that may read responses: `*` stands for all, but not for figures, which only named origins may read. */
  readonly corsOrigins: readonly string[];
  /** Receiver of alerts and the key of their signature; null if alerts are not sent. */
  readonly webhook: { readonly url: string; readonly secret: string | null } | null;
  /** Why alerts are not sent, or not signed, although configured; null if there is no fault. */
  readonly webhookFault: string | null;
  /** Where to send traces; null if they are not recorded. */
  readonly traces: TracesConfig | null;
  /** How predictions are remembered, so that they can be labelled; null if they are not. */
  readonly feedback: FeedbackConfig | null;
}

/** What is remembered of predictions. */
export interface FeedbackConfig {
  /** Whether the pictures are, too. */
  readonly images: boolean;
  /** For how long; 1 to 365. */
  readonly retentionDays: number;
}

/** A collector of traces, and which traces it gets. */
export interface TracesConfig {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Share of the traces that begin here, 0 to 1. */
  readonly ratio: number;
}

/** A number of requests per client in a number of seconds. */
export interface RateLimitPolicy {
  /** 1 to 10,000. */
  readonly requests: number;
  /** 1 to 3,600. */
  readonly seconds: number;
}

/**
 * Variables and secrets that a deployment may set. Of any type: `COUNTING = false` in wrangler.toml is not a string.
 * `docs/settings.md` has a row for each.
 */
export interface Variables {
  readonly ALERT_WEBHOOK_URL?: unknown;
  readonly ALERT_WEBHOOK_SECRET?: unknown;
  readonly ALERT_WEBHOOK_INSECURE?: unknown;
  readonly CORS_ORIGINS?: unknown;
  readonly COUNTING?: unknown;
  readonly RATE_LIMIT?: unknown;
  readonly API_KEYS?: unknown;
  readonly METRICS_ACCESS?: unknown;
  readonly TRAFFIC?: unknown;
  readonly TRAFFIC_GUARD?: unknown;
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: unknown;
  readonly OTEL_EXPORTER_OTLP_HEADERS?: unknown;
  readonly OTEL_TRACES_SAMPLER_ARG?: unknown;
  readonly JOB_RETENTION_HOURS?: unknown;
  readonly FEEDBACK?: unknown;
  readonly FEEDBACK_IMAGES?: unknown;
  readonly FEEDBACK_RETENTION_DAYS?: unknown;
}

const MEGABYTE = 1_000_000;
const MEGAPIXEL = 1_000_000;

/** How long something may be kept. */
export interface Retention {
  readonly fallback: number;
  readonly longest: number;
}

/** `JOB_RETENTION_HOURS` */
export const JOB_RETENTION: Retention = { fallback: 72, longest: 720 };
/** `FEEDBACK_RETENTION_DAYS` */
export const FEEDBACK_RETENTION: Retention = { fallback: 30, longest: 365 };

/** Defaults. */
export const CONFIG: Config = {
  maxBodyBytes: 25 * MEGABYTE,
  maxJsonBytes: 6 * MEGABYTE,
  maxJsonDepth: 32,
  // 64 pictures of 28×28×1 numbers, each number in a list of its own, have 102,300.
  maxJsonValues: 110_000,
  maxFormParts: 100,
  maxBatchImages: 64,
  image: {
    maxPngPixels: 25 * MEGAPIXEL,
    maxPngBytes: 100 * MEGABYTE,
    maxJpegPixels: 50 * MEGAPIXEL,
    maxSide: 32_768,
  },
  jobs: {
    // As many as a batch has. Files take 4 MB of memory together, or as much as a body if there is one alone.
    batch: { pictures: 64, bytes: 4 * MEGABYTE, entryBytes: 25 * MEGABYTE },
    // A job object takes some 1,000 calls a second, and each task makes two.
    maxTasks: 64,
    maxPictures: 10_000_000,
    // 25 GB together.
    maxParts: 1_000,
    maxPartBytes: 25 * MEGABYTE,
    maxKeys: 100_000,
    maxActivePerCaller: 4,
    maxActive: 64,
    maxKeptPerCaller: 1_000,
    // A request may read 10,000 objects on Cloudflare.
    maxSegments: 4_000,
  },
  jobRetentionHours: JOB_RETENTION.fallback,
  // Together 50 of the 128 MB of an isolate. Sizes are apart, so that small bodies never wait for large ones: one of the largest at a
  // time, or half a dozen photographs.
  rooms: [
    { name: 'small', upTo: 64 * 1024, capacity: 8 * MEGABYTE, maxWaiting: 512, waitSeconds: 20 },
    { name: 'medium', upTo: 4 * MEGABYTE, capacity: 16 * MEGABYTE, maxWaiting: 64, waitSeconds: 20 },
    { name: 'large', upTo: 25 * MEGABYTE, capacity: 26 * MEGABYTE, maxWaiting: 32, waitSeconds: 20 },
  ],
  // Apache's mod_reqtimeout: "body=20,MinRate=500". 16 KiB a second is a slow mobile connection.
  pace: {
    idleSeconds: 20,
    graceSeconds: 20,
    bytesPerSecond: 500,
    contendedSeconds: 5,
    contendedBytesPerSecond: 16 * 1024,
  },
  // One at a time: a second one would take its memory, and both would take as long. Four medium ones, of 4 MB at most, keep the
  // processor busy while the next one looks whether it is its turn (decision 18). The queue of large ones is gone within the
  // time that they wait: on a slow machine the worst file takes seconds, a photograph a tenth of one.
  lanes: {
    medium: { capacity: 4, maxWaiting: 256, waitSeconds: 15 },
    large: { capacity: 1, maxWaiting: 32, waitSeconds: 15 },
    costly: { capacity: 1, maxWaiting: 32, waitSeconds: 15 },
    batch: { capacity: 1, maxWaiting: 32, waitSeconds: 15 },
  },
  defaultModel: 'v3.0',
  shardsPerLocation: 1,
  counting: true,
  rateLimits: [],
  corsOrigins: ['*'],
  traffic: null,
  guardsTraffic: false,
  webhook: null,
  webhookFault: null,
  traces: null,
  feedback: null,
  apiKeys: null,
  metricsAccess: 'open',
};

/** Limits the memory per client: one number for each request. */
const MAX_LIMITED_REQUESTS = 10_000;
/** For longer periods use quotas, which survive a restart. */
const LONGEST_WINDOW_SECONDS = 3_600;

/** What `RATE_LIMIT` may be, for messages. */
export const RATE_LIMIT_ALLOWED =
  'off, or requests/seconds such as 100/60 (at most 10000 in at most 3600 s); several with different seconds, separated by commas';

/**
 * Reads the variables of the Worker. An invalid value is ignored with a warning: predictions do not depend on any of them,
 * and a Worker that throws here would answer no request at all, not even `/health`. `API_KEYS` and `METRICS_ACCESS` are the
 * exception: with an invalid value the service stays closed.
 *
 * @param warn receives a message for each such value: its name, the value unless it may be a secret, and what is allowed
 */
export function readConfig(variables: Variables, warn: (message: string) => void): Config {
  return {
    ...CONFIG,
    counting: readSwitch('COUNTING', variables, CONFIG.counting, warn),
    rateLimits: readRateLimits(variables, warn),
    corsOrigins: readOrigins(variables, warn),
    traffic: readTraffic(variables, warn),
    guardsTraffic: readSwitch('TRAFFIC_GUARD', variables, CONFIG.guardsTraffic, warn),
    ...readWebhook(variables, warn),
    apiKeys: readApiKeys(variables, warn),
    metricsAccess: readMetricsAccess(variables, warn),
    traces: readTraces(variables, warn),
    jobRetentionHours: readRetention('JOB_RETENTION_HOURS', variables, JOB_RETENTION, warn),
    feedback: readFeedback(variables, warn),
  };
}

function readFeedback(variables: Variables, warn: (message: string) => void): Config['feedback'] {
  if (!readSwitch('FEEDBACK', variables, false, warn)) return null;
  return {
    images: readSwitch('FEEDBACK_IMAGES', variables, false, warn),
    retentionDays: readRetention('FEEDBACK_RETENTION_DAYS', variables, FEEDBACK_RETENTION, warn),
  };
}

/** What it may be, for messages. */
export function retentionAllowed({ longest }: Retention): string {
  return `a whole number from 1 to ${longest}`;
}

/** @param text of a setting */
export function isRetention(text: string, { longest }: Retention): boolean {
  return /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= longest;
}

function readRetention(
  name: keyof Variables,
  { [name]: value }: Variables,
  retention: Retention,
  warn: (message: string) => void,
): number {
  if (isUnset(value)) return retention.fallback;
  if (isRetention(String(value), retention)) return Number(value);
  const refused = refusal(name, JSON.stringify(value), retentionAllowed(retention));
  warn(`${refused}. It is ${retention.fallback}`);
  return retention.fallback;
}

function readRateLimits({ RATE_LIMIT }: Variables, warn: (message: string) => void): Config['rateLimits'] {
  if (isUnset(RATE_LIMIT)) return CONFIG.rateLimits;
  const policies = typeof RATE_LIMIT === 'string' ? parseRateLimits(RATE_LIMIT) : null;
  if (policies !== null) return policies;
  warn(`${refusal('RATE_LIMIT', JSON.stringify(RATE_LIMIT), RATE_LIMIT_ALLOWED)}. Requests are not limited`);
  return CONFIG.rateLimits;
}

/**
 * Reads rate limits as settings have them: `off`, or `100/10, 300/60`.
 * @returns the shortest window first; null if the text is invalid
 */
export function parseRateLimits(text: string): RateLimitPolicy[] | null {
  if (text.trim().toLowerCase() === 'off') return [];
  const policies = text.split(',').map(parseRateLimit);
  if (!policies.every((policy) => policy !== null)) return null;
  if (new Set(policies.map(({ seconds }) => seconds)).size < policies.length) return null;
  return policies.sort((a, b) => a.seconds - b.seconds);
}

function parseRateLimit(text: string): RateLimitPolicy | null {
  const [, requests, seconds] = /^\s*(\d{1,5})\/(\d{1,4})\s*$/.exec(text) ?? [];
  const policy = { requests: Number(requests), seconds: Number(seconds) };
  const isAllowed =
    policy.requests >= 1 &&
    policy.requests <= MAX_LIMITED_REQUESTS &&
    policy.seconds >= 1 &&
    policy.seconds <= LONGEST_WINDOW_SECONDS;
  return isAllowed ? policy : null;
}

/** With an invalid value no origin is allowed: it was not meant to open anything. */
function readOrigins({ CORS_ORIGINS }: Variables, warn: (message: string) => void): Config['corsOrigins'] {
  if (isUnset(CORS_ORIGINS)) return CONFIG.corsOrigins;
  const origins = typeof CORS_ORIGINS === 'string' ? parseOrigins(CORS_ORIGINS) : null;
  if (origins !== null) return origins;
  warn(`${refusal('CORS_ORIGINS', JSON.stringify(CORS_ORIGINS), CORS_ORIGINS_ALLOWED)}. It is none`);
  return [];
}

/** In wrangler.toml a variable may be an object, too. */
function readTraffic({ TRAFFIC }: Variables, warn: (message: string) => void): Config['traffic'] {
  if (isUnset(TRAFFIC)) return CONFIG.traffic;
  const { split, fault } = parseTraffic(TRAFFIC);
  if (fault === null) return split;
  const value = typeof TRAFFIC === 'string' ? TRAFFIC : JSON.stringify(TRAFFIC);
  warn(`${refusal('TRAFFIC', value, TRAFFIC_ALLOWED)} (${fault}). The default model answers all requests`);
  return CONFIG.traffic;
}

/** Reads the setting `TRAFFIC`: JSON, or an object. */
export function parseTraffic(
  value: unknown,
): { split: TrafficSplit; fault: null } | { split: null; fault: string } {
  const { weights, shadows = {}, ...others } = toObject(value);
  const isSplit = isNumbers(weights) && isNumbers(shadows) && Object.keys(others).length === 0;
  if (!isSplit) return { split: null, fault: 'it is not an object of weights and shadows' };
  const split = { weights, shadows };
  const fault = faultOf(split, MODEL_VERSIONS);
  return fault === null ? { split, fault } : { split: null, fault };
}

/** @returns an empty object for anything but an object, or its JSON */
function toObject(value: unknown): Record<string, unknown> {
  try {
    const read: unknown = typeof value === 'string' ? JSON.parse(value) : value;
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function isNumbers(value: unknown): value is Record<string, number> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((each) => typeof each === 'number')
  );
}

function readWebhook(
  variables: Variables,
  warn: (message: string) => void,
): Pick<Config, 'webhook' | 'webhookFault'> {
  const { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret } = variables;
  const insecure = readSwitch('ALERT_WEBHOOK_INSECURE', variables, false, warn);
  const withFault = (webhook: Config['webhook'], webhookFault: string) => {
    warn(webhookFault);
    return { webhook, webhookFault };
  };
  if (isUnset(url)) return { webhook: null, webhookFault: null };
  if (typeof url !== 'string' || !isWebhookUrl(url, insecure)) {
    const refused = refusal('ALERT_WEBHOOK_URL', 'its value', WEBHOOK_URL_ALLOWED);
    return withFault(null, `${refused}. Alerts are not sent`);
  }
  if (isUnset(secret)) return { webhook: { url, secret: null }, webhookFault: null };
  if (typeof secret !== 'string' || !isWebhookSecret(secret)) {
    const refused = refusal('ALERT_WEBHOOK_SECRET', 'its value', WEBHOOK_SECRET_ALLOWED);
    return withFault({ url, secret: null }, `${refused}. Alerts are sent without a signature`);
  }
  return { webhook: { url, secret }, webhookFault: null };
}

function readTraces(variables: Variables, warn: (message: string) => void): Config['traces'] {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: share } = variables;
  if (isUnset(endpoint)) return null;
  const url = tracesUrl(String(endpoint));
  const headers = parseOtlpHeaders(String(variables.OTEL_EXPORTER_OTLP_HEADERS ?? ''));
  const ratio = isUnset(share) ? 1 : parseRatio(String(share));
  if (url !== null && headers !== null && ratio !== null) return { url, headers, ratio };
  if (url === null)
    warn(`${refusal('OTEL_EXPORTER_OTLP_ENDPOINT', 'its value', OTLP_ENDPOINT_ALLOWED)}. ${NO_TRACES}`);
  if (headers === null)
    warn(`${refusal('OTEL_EXPORTER_OTLP_HEADERS', 'its value', OTLP_HEADERS_ALLOWED)}. ${NO_TRACES}`);
  if (ratio === null)
    warn(`${refusal('OTEL_TRACES_SAMPLER_ARG', JSON.stringify(share), SAMPLER_ARG_ALLOWED)}. ${NO_TRACES}`);
  return null;
}

const NO_TRACES = 'Traces are not sent';

function readSwitch(
  name: keyof Variables,
  { [name]: value }: Variables,
  fallback: boolean,
  warn: (message: string) => void,
): boolean {
  if (isUnset(value)) return fallback;
  if (value === 'on' || value === 'off') return value === 'on';
  warn(`${refusal(name, JSON.stringify(value), '"on" or "off"')}. It is ${fallback ? 'on' : 'off'}`);
  return fallback;
}

/** Invalid entries are ignored; the service is closed even if none is valid. */
function readApiKeys({ API_KEYS }: Variables, warn: (message: string) => void): Config['apiKeys'] {
  if (isUnset(API_KEYS)) return null;
  if (typeof API_KEYS !== 'string') {
    warn(`${refusal('API_KEYS', 'its value', API_KEYS_ALLOWED)}. No key is accepted`);
    return [];
  }
  const { keys, faults } = parseApiKeys(API_KEYS);
  for (const fault of faults) warn(`Cannot use API_KEYS: ${fault}. The entry is left out`);
  return keys;
}

function readMetricsAccess(
  { METRICS_ACCESS: access }: Variables,
  warn: (message: string) => void,
): MetricsAccess {
  if (isUnset(access)) return CONFIG.metricsAccess;
  if (isMetricsAccess(access)) return access;
  warn(`${refusal('METRICS_ACCESS', JSON.stringify(access), METRICS_ACCESS_ALLOWED)}. It is key`);
  return 'key';
}

/** An empty value counts as unset. */
function isUnset(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function refusal(name: keyof Variables, value: string, allowed: string): string {
  return `Cannot use ${name}: ${value} is not allowed; set it to ${allowed}, or leave it out`;
}
