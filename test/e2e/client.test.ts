import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { launchChromium } from '../../scripts/lib/browser/launch-chromium';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';
import { ROOT } from '../../scripts/lib/serve/production-bundle';
import { withServer } from '../support/with-server';

const SEVEN = toPng(drawSeven(28));

/** The client as a bundler makes it for a browser. */
async function bundleClient(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(ROOT, 'packages/client/src/index.ts')],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    globalName: 'client',
  });
  return outputFiles[0]!.text;
}

/** Serves a page with a file input, the client and a picture, on an origin of its own. */
async function withOtherOrigin(work: (url: URL) => Promise<void>): Promise<void> {
  const script = await bundleClient();
  const server = createServer((request, response) => {
    if (request.url === '/client.js') return response.end(script);
    if (request.url === '/seven.png') return response.end(SEVEN);
    if (request.url !== '/') return response.writeHead(204).end();
    response.setHeader('Content-Type', 'text/html');
    response.end('<!doctype html><input type="file" multiple><script src="client.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await work(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`));
  } finally {
    server.close();
  }
}

it('the client recognises files of an input and addresses in a page of another origin', async () => {
  await withServer((service) =>
    withOtherOrigin(async ({ href }) => {
      const browser = await launchChromium();
      try {
        const page = await browser.newPage();
        await page.goto(href);
        const files = Array.from({ length: 66 }, (_, i) => ({
          name: `${i}.png`,
          mimeType: 'image/png',
          buffer: Buffer.from(i === 1 ? SEVEN.subarray(0, 40) : SEVEN),
        }));
        await page.locator('input').setInputFiles(files);
        const seen = await page.evaluate(`(async () => {
          const digits = new client.Digits({ url: ${JSON.stringify(service.href)} });
          const files = document.querySelector('input').files;
          const progress = [];
          const one = await digits.predict(files[0]);
          const fetched = await digits.predict('/seven.png');
          const { succeeded, results } = await digits.predictBatch(files, { onProgress: ({ done, total }) => progress.push([done, total]) });
          const error = await digits.predict(files[1]).catch((error) => error);
          return {
            digits: [one.predicted_digit, fetched.predicted_digit],
            succeeded,
            ids: [results[1].id, results[65].id],
            codes: [results[1].error.code, error.code, error.requestId.length > 0],
            progress,
          };
        })()`);
        expect(seen).toEqual({
          digits: [7, 7],
          succeeded: 65,
          ids: ['1.png', '65.png'],
          codes: ['corrupt_png', 'corrupt_png', true],
          progress: [
            [64, 66],
            [66, 66],
          ],
        });
      } finally {
        await browser.close();
      }
    }),
  );
});
