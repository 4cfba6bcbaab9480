/**
 * The service behind the binding ASSETS: answers as Cloudflare's static assets do, with the files of one folder.
 *
 * - `FILES` reads files of the folder only.
 * - `MANIFEST` lists the content type and the entity tag of each file by its path; all other paths are 404.
 */
export default {
  async fetch(request, { FILES, MANIFEST }) {
    const { pathname } = new URL(request.url);
    if (!Object.hasOwn(MANIFEST, pathname)) return new Response(null, { status: 404 });
    const { type, tag } = MANIFEST[pathname];
    const headers = { 'Content-Type': type, ETag: tag };
    if (isKnown(tag, request.headers.get('If-None-Match')))
      return new Response(null, { status: 304, headers });
    if (request.method === 'HEAD') return new Response(null, { headers });
    const { body } = await FILES.fetch(`http://files${pathname}`);
    return new Response(body, { headers });
  },
};

/** Weak comparison (RFC 9110, section 13.1.2): a tag becomes weak when the response is compressed on its way to the client. */
function isKnown(tag, known) {
  if (known === null) return false;
  return known.split(',').some((given) => ['*', tag, `W/${tag}`].includes(given.trim()));
}
