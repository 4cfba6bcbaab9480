import { ServiceError } from '../errors';
import { toPrintablePath } from '../printable';
import type { Assets } from '../service/services';
import type { HonoContext } from './hono-env';

/** Nothing from elsewhere, nothing inline; Swagger UI's style has pictures as data: URLs. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Asked for again each time, by its tag: an old page would name files that the next deployment does not have. */
const PAGE_CACHING = 'public, no-cache';
/** A hash of the content is part of the name. */
const FILE_CACHING = 'public, max-age=31536000, immutable';

/**
 * Answers with a page of `src/web`.
 *
 * @param name of its folder there: `docs`
 * @throws ServiceError `internal_error` where the Worker runs without static assets, or without this one
 */
export async function sendPage(c: HonoContext, assets: Assets | null, name: string): Promise<Response> {
  const page = await readAsset(c, assets, `/${name}.html`, PAGE_CACHING);
  if (page === null) {
    throw new ServiceError('internal_error', `Cannot send ${name}.html: the Worker was deployed without it`);
  }
  page.headers.set('Content-Security-Policy', PAGE_POLICY);
  return page;
}

/**
 * Answers with a script or style that a page loads, by the path of the request; with 404 where there is none.
 *
 * @throws ServiceError `internal_error` where the Worker runs without static assets
 */
export async function sendFile(c: HonoContext, assets: Assets | null): Promise<Response> {
  return (await readAsset(c, assets, c.req.path, FILE_CACHING)) ?? c.notFound();
}

/** @returns the file, or 304 where the client has it; null where there is none */
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
