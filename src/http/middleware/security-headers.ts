import { createMiddleware } from 'hono/factory';
import { secureHeaders } from 'hono/secure-headers';
import type { HonoEnv } from '../hono-env';

const ONE_YEAR_SECONDS = 365 * 24 * 3600;

const setHeaders = secureHeaders({
  // A page says more in a policy of its own, which stays.
  overwrite: false,
  contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  xFrameOptions: 'DENY',
  // The API is for pages from anywhere: see CORS.
  crossOriginResourcePolicy: 'cross-origin',
  permissionsPolicy: {
    camera: [],
    displayCapture: [],
    geolocation: [],
    microphone: [],
    payment: [],
    usb: [],
  },
  // Set below, where it means something.
  strictTransportSecurity: false,
  // For browsers that are gone.
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
});

/**
 * Gives each answer the headers that keep browsers from guessing, framing and leaking, and has nothing kept that does
 * not say for how long.
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
