import { ServiceError } from '../errors';
import { toPrintablePath } from '../printable';
import type { Assets } from '../service/services';
import type { HonoContext } from './hono-env';

/** Content policy that forbids other origins, inline code and scripts. */
export const NO_SCRIPTS =
  "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Content policy that forbids other origins and inline code; pictures may also come from the page itself. */
const OWN_SCRIPTS =
  "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Content policy of scripts that run beside a page, in threads of their own: they ask this service alone, and load nothing. */
const WORKER_SCRIPTS = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'";

/** The same for the one that compiles WebAssembly, which is the network; no page may. */
const RECOGNIZER_SCRIPT = `${WORKER_SCRIPTS}; script-src 'wasm-unsafe-eval'`;
const RECOGNIZER = /^\/assets\/recognizer-\w+\.js$/;

/** What other responses are denied (middleware/security-headers.ts), but for the camera. */
const CAMERA_PERMISSIONS =
  'camera=(self), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()';

/** Revalidated each time, by its ETag: a cached page would refer to files that the next deployment lacks. */
const PAGE_CACHING = 'public, no-cache';
/** The name contains a hash of the content. */
const FILE_CACHING = 'public, max-age=31536000, immutable';

/**
 * Sends a page of `src/web`.
 *
 * @param name of its folder: `docs`
 * @param policy its Content-Security-Policy
 * @throws ServiceError `internal_error` if the Worker runs without static assets, or without this one
 */
export async function sendPage(
  c: HonoContext,
  assets: Assets | null,
  name: string,
  policy = OWN_SCRIPTS,
): Promise<Response> {
  const page = await readAsset(c, assets, `/${name}.html`, PAGE_CACHING);
  if (page === null) {
    throw new ServiceError('internal_error', `Cannot send ${name}.html: the Worker was deployed without it`);
  }
  page.headers.set('Content-Security-Policy', policy);
  return page;
}

/** The same for a page that may ask its visitor for the camera. */
export async function sendCameraPage(c: HonoContext, assets: Assets | null, name: string): Promise<Response> {
  const page = await sendPage(c, assets, name);
  page.headers.set('Permissions-Policy', CAMERA_PERMISSIONS);
  return page;
}

/** Sends a guide; 404 if there is none of this name. */
export async function sendGuide(c: HonoContext, assets: Assets | null, name: string): Promise<Response> {
  // No path out of the folder.
  if (!/^[a-z-]+$/.test(name)) return c.notFound();
  const page = await readAsset(c, assets, `/docs/guides/${name}.html`, PAGE_CACHING);
  page?.headers.set('Content-Security-Policy', NO_SCRIPTS);
  return page ?? c.notFound();
}

/**
 * Sends the OpenAPI document as YAML.
 *
 * @throws ServiceError `internal_error` if the Worker runs without static assets
 */
export async function sendYaml(c: HonoContext, assets: Assets | null): Promise<Response> {
  const document = await readAsset(c, assets, '/openapi.yaml', PAGE_CACHING);
  // RFC 9512; servers of files still say text/yaml.
  document?.headers.set('Content-Type', 'application/yaml');
  return document ?? c.notFound();
}

/**
 * Sends a script, style sheet or network that a page loads, by the path of the request; 404 if there is none.
 *
 * @throws ServiceError `internal_error` if the Worker runs without static assets
 */
export async function sendFile(c: HonoContext, assets: Assets | null): Promise<Response> {
  const file = await readAsset(c, assets, c.req.path, FILE_CACHING);
  if (RECOGNIZER.test(c.req.path)) file?.headers.set('Content-Security-Policy', RECOGNIZER_SCRIPT);
  return file ?? c.notFound();
}

/**
 * Sends the script that keeps the playground for visits without a network. It has to lie at the root of what it rules over.
 *
 * @throws ServiceError `internal_error` if the Worker runs without static assets
 */
export async function sendServiceWorker(c: HonoContext, assets: Assets | null): Promise<Response> {
  const script = await readAsset(c, assets, '/service-worker.js', PAGE_CACHING);
  script?.headers.set('Content-Security-Policy', WORKER_SCRIPTS);
  return script ?? c.notFound();
}

/** @returns the file, or 304 if the client has it; null if there is none */
async function readAsset(
  c: HonoContext,
  assets: Assets | null,
  path: string,
  caching: string,
): Promise<Response | null> {
  if (assets === null) {
    const message = `Cannot send ${toPrintablePath(path)}: the Worker runs without the binding ASSETS`;
    throw new ServiceError('internal_error', message);
  }
  const known = c.req.header('If-None-Match');
  const found = await assets.fetch(new URL(path, 'http://assets'), {
    method: c.req.method,
    headers: known === undefined ? {} : { 'If-None-Match': known },
  });
  if (found.status !== 200 && found.status !== 304) return null;
  const headers = new Headers({ 'Cache-Control': caching });
  for (const name of ['Content-Type', 'ETag']) {
    const value = found.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  return new Response(found.body, { status: found.status, headers });
}
