import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Puts a reverse proxy before a service that serves it under a path and knows nothing else, as nginx does with
 * `location /digits/ { proxy_pass http://service/; }`.
 * @param prefix the path, with a slash at both ends
 */
export async function withPrefixProxy(
  service: URL,
  prefix: string,
  work: (url: URL) => Promise<void>,
): Promise<void> {
  const proxy = createServer((request, response) => {
    if (!request.url?.startsWith(prefix)) {
      response.writeHead(404).end();
      return;
    }
    const url = new URL(request.url.slice(prefix.length - 1), service);
    const { method, headers } = request;
    const onward = forward(url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  try {
    await work(new URL(prefix, `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`));
  } finally {
    proxy.closeAllConnections();
    proxy.close();
  }
}
