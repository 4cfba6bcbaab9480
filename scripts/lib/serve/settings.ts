import { isIP } from 'node:net';
import path from 'node:path';
import { isMetricsAccess, METRICS_ACCESS_ALLOWED, type MetricsAccess } from '../../../src/api-keys/access';
import { API_KEYS_ALLOWED, parseApiKeys } from '../../../src/api-keys/api-keys-text';
import {
  FEEDBACK_RETENTION,
  isRetention,
  JOB_RETENTION,
  parseRateLimits,
  parseTraffic,
  RATE_LIMIT_ALLOWED,
  type Retention,
  retentionAllowed,
} from '../../../src/config';
import { CORS_ORIGINS_ALLOWED, parseOrigins } from '../../../src/cross-origin';
import {
  OTLP_ENDPOINT_ALLOWED,
  OTLP_HEADERS_ALLOWED,
  parseOtlpHeaders,
  parseRatio,
  SAMPLER_ARG_ALLOWED,
  tracesUrl,
} from '../../../src/otlp-settings';
import { TRAFFIC_ALLOWED } from '../../../src/traffic-split';
import {
  isWebhookSecret,
  isWebhookUrl,
  WEBHOOK_SECRET_ALLOWED,
  WEBHOOK_URL_ALLOWED,
} from '../../../src/webhook-target';
import { UserError } from '../user-error';
import { FORWARDED_HEADERS, type ForwardedHeader, isAddressBlock } from './client-address';

/** A setting that `npm start` reads from the environment. */
interface Setting<T> {
  /** Default, as it would be written in the environment. */
  readonly fallback: string;
  readonly allowed: string;
  /** Whether its value is secret and never shown. */
  readonly secret?: true;
  /**
   * @param base folder that relative paths start from
   * @returns the value, or null if it is not allowed, also in combination with other variables
   */
  readonly parse: (text: string, env: Environment, base: string) => T | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Maximum length of a host name (RFC 1035, 2.3.4). */
const HOST_NAME = /^(?=.{1,253}$)[a-z\d_]([a-z\d_-]*[a-z\d_])?(\.[a-z\d_]([a-z\d_-]*[a-z\d_])?)*\.?$/i;
/** Four numbers are treated as an IPv4 address, valid or not. */
const DOTTED_NUMBERS = /^[\d.]+$/;

/** All settings of `npm start`; `docs/settings.md` documents them. */
export const SETTINGS = {
  HOST: setting<string>('127.0.0.1', 'an IP address or a host name, without port or brackets', parseHost),
  PORT: setting<number>('8000', 'a whole number from 0 to 65535 (0 takes a free port)', (text) =>
    parseWhole(text, 65_535),
  ),
  TRUSTED_PROXIES: setting<readonly string[]>(
    '',
    'IP addresses and CIDR blocks, separated by commas',
    parseAddressBlocks,
  ),
  FORWARDED_HEADER: setting<ForwardedHeader>(
    'X-Forwarded-For',
    FORWARDED_HEADERS.join(' or '),
    (text) => FORWARDED_HEADERS.find((name) => name.toLowerCase() === text.toLowerCase()) ?? null,
  ),
  CORS_ORIGINS: setting<string>('*', CORS_ORIGINS_ALLOWED, (text) =>
    parseOrigins(text) === null ? null : text,
  ),
  STORAGE_DIR: setting<string>('.data', 'a folder', parsePath),
  LOG_FILE: setting<string | 'off'>('api_logs.log', 'a file, or off', (text, env, base) =>
    text.toLowerCase() === 'off' ? 'off' : parsePath(text, env, base),
  ),
  LOG_MAX_BYTES: setting<number>('50000000', 'a whole number (0 lets the file grow)', (text) =>
    parseWhole(text, Number.MAX_SAFE_INTEGER),
  ),
  LOG_KEEP: setting<number>('4', 'a whole number from 0 to 1000', (text) => parseWhole(text, 1000)),
  RATE_LIMIT: setting<string>('off', RATE_LIMIT_ALLOWED, (text) =>
    parseRateLimits(text) === null ? null : text,
  ),
  TRAFFIC: setting<string>('', TRAFFIC_ALLOWED, (text) =>
    text === '' || parseTraffic(text).fault === null ? text : null,
  ),
  TRAFFIC_GUARD: onOrOff('off'),
  API_KEYS: secret(API_KEYS_ALLOWED, checkApiKeys),
  METRICS_ACCESS: setting<MetricsAccess>('open', METRICS_ACCESS_ALLOWED, (text) =>
    isMetricsAccess(text) ? text : null,
  ),
  JOB_RETENTION_HOURS: retention(JOB_RETENTION),
  FEEDBACK: onOrOff('off'),
  FEEDBACK_IMAGES: onOrOff('off'),
  FEEDBACK_RETENTION_DAYS: retention(FEEDBACK_RETENTION),
  ALERT_WEBHOOK_URL: secret(WEBHOOK_URL_ALLOWED, (text, { ALERT_WEBHOOK_INSECURE }) =>
    text === '' || isWebhookUrl(text, ALERT_WEBHOOK_INSECURE === 'on') ? text : null,
  ),
  ALERT_WEBHOOK_SECRET: secret(WEBHOOK_SECRET_ALLOWED, (text) => (isWebhookSecret(text) ? text : null)),
  ALERT_WEBHOOK_INSECURE: onOrOff('off'),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting<string>('', OTLP_ENDPOINT_ALLOWED, (text) =>
    text === '' || tracesUrl(text) !== null ? text : null,
  ),
  OTEL_EXPORTER_OTLP_HEADERS: secret(OTLP_HEADERS_ALLOWED, (text) =>
    parseOtlpHeaders(text) === null ? null : text,
  ),
  OTEL_TRACES_SAMPLER_ARG: setting<string>('1', SAMPLER_ARG_ALLOWED, (text) =>
    parseRatio(text) === null ? null : text,
  ),
};

/** Values by setting; paths are absolute. */
export type Settings = {
  readonly [Name in keyof typeof SETTINGS]: Exclude<ReturnType<(typeof SETTINGS)[Name]['parse']>, null>;
};

/**
 * Reads all settings of `npm start`.
 *
 * @param env the environment, such as `process.env`
 * @param base folder that relative paths start from
 * @throws UserError for an invalid value; contains the setting, its value unless that is secret, and the allowed values
 */
export function readSettings(env: Environment, base: string): Settings {
  const values = Object.entries<Setting<unknown>>(SETTINGS).map(([name, setting]) => [
    name,
    readSetting(name, setting, env, base),
  ]);
  const settings: Settings = Object.fromEntries(values);
  if (settings.METRICS_ACCESS === 'key' && settings.API_KEYS === '')
    throw new UserError(
      'Cannot use METRICS_ACCESS: key, as there is none: set API_KEYS as well, or leave it out',
    );
  return settings;
}

/** @throws UserError that says which entry is wrong */
function checkApiKeys(text: string): string {
  const [fault] = parseApiKeys(text).faults;
  if (fault !== undefined) throw new UserError(`Cannot use API_KEYS: ${fault}; docs/keys.md describes them`);
  return text;
}

function readSetting(
  name: string,
  { fallback, parse, allowed, secret }: Setting<unknown>,
  env: Environment,
  base: string,
): unknown {
  const text = env[name] ?? fallback;
  const value = parse(text, env, base);
  if (value !== null) return value;
  const shown = secret ? 'its value' : JSON.stringify(text);
  throw new UserError(`Cannot use ${name}: ${shown} is not allowed; set it to ${allowed}, or leave it out`);
}

function setting<T>(fallback: string, allowed: string, parse: Setting<T>['parse']): Setting<T> {
  return { fallback, allowed, parse };
}

function onOrOff(fallback: 'on' | 'off'): Setting<'on' | 'off'> {
  return setting<'on' | 'off'>(fallback, 'on or off', (text) =>
    text === 'on' || text === 'off' ? text : null,
  );
}

/** Settings without a default: an empty value counts as unset. */
function secret(allowed: string, parse: Setting<string>['parse']): Setting<string> {
  return { fallback: '', allowed, secret: true, parse };
}

function retention(limits: Retention): Setting<string> {
  return setting(String(limits.fallback), retentionAllowed(limits), (text) =>
    isRetention(text, limits) ? text : null,
  );
}

function parseWhole(text: string, largest: number): number | null {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return value <= largest ? value : null;
}

function parseHost(text: string): string | null {
  if (isIP(text) !== 0) return text;
  return HOST_NAME.test(text) && !DOTTED_NUMBERS.test(text) ? text : null;
}

function parseAddressBlocks(text: string): readonly string[] | null {
  if (text.trim() === '') return [];
  const blocks = text.split(',').map((block) => block.trim());
  return blocks.every(isAddressBlock) ? blocks : null;
}

function parsePath(text: string, _env: Environment, base: string): string | null {
  return text.trim() === '' || text.includes('\0') ? null : path.resolve(base, text);
}
