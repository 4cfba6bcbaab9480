import { createMiddleware } from 'hono/factory';
import { secureHeaders } from 'hono/secure-headers';
import type { HonoEnv } from '../hono-env';

const ONE_YEAR_SECONDS = 365 * 24 * 3600;

const setHeaders = secureHeaders({
  // Pages set a more specific policy of their own.
  overwrite: false,
  contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  xFrameOptions: 'DENY',
  // Set by cross-origin.ts.
  crossOriginResourcePolicy: false,
  permissionsPolicy: {
    camera: [],
    displayCapture: [],
    geolocation: [],
    microphone: [],
    payment: [],
    usb: [],
  },
  // Set below, for HTTPS only.
  strictTransportSecurity: false,
  // For obsolete browsers.
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
});

/**
 * Adds the headers against content sniffing, framing and referrer leaks to each response, and forbids caching of those
 * without a `Cache-Control` of their own.
 */
export const securityHeaders = createMiddleware<HonoEnv>(async (c, next) => {
  await setHeaders(c, next);
  const { headers } = c.res;
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store');
  // RFC 6797, section 7.2: not over plain HTTP.
  if (c.req.url.startsWith('https:')) {
    headers.set('Strict-Transport-Security', `max-age=${ONE_YEAR_SECONDS}`);
  }
});
