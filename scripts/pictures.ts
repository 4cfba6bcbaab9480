import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { launchChromium } from './lib/browser/launch-chromium';
import { takeReadmePictures } from './lib/browser/readme-pictures';
import { serviceUrl } from './lib/keys/option-values';
import { createCommand, runCommand } from './lib/run-command';

interface Options {
  readonly url: URL;
  readonly folder: string;
}

const command = createCommand(
  'pictures',
  "Photographs the pages of a running service for the README; the dashboard shows that service's traffic (needs Chromium)",
)
  .option('--url <address>', 'of the service', serviceUrl, new URL('http://localhost:8000/'))
  .option('--folder <folder>', 'where the pictures go', 'docs/pictures');

await runCommand(command, async ({ url, folder }: Options) => {
  const browser = await launchChromium();
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, contents] of await takeReadmePictures(browser, url)) {
      writeFileSync(path.join(folder, name), contents);
      console.log(`${name}: ${Math.round(contents.length / 1024)} KiB`);
    }
  } finally {
    await browser.close();
  }
});
