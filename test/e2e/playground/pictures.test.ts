import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { launchChromium } from '../../../scripts/lib/browser/launch-chromium';
import {
  drawSeven,
  type GreyPicture,
  onPaper,
  onTable,
  toJpeg,
} from '../../../scripts/lib/scenes/sample-images';
import { ROOT } from '../../../scripts/lib/serve/production-bundle';
import { serveAllTests, withFolder } from '../../support/with-server';
import { withPage, withPageOf } from '../with-page';
import { expectAnswer, expectNotice, openFile } from './playground-page';
import { writeVideo } from './write-video';

const SEVEN_PNG = path.join(ROOT, 'docs/examples/seven.png');
const GIF = Buffer.from('GIF89a\x01\x00\x01\x00');

const url = serveAllTests();

describe('the playground recognises', () => {
  it('a PNG file, and then the drawing again', () =>
    withPage(url(), '', {}, async (page) => {
      await page.getByTitle('Draw a 3').click();
      await expectAnswer(page, '3');
      await openFile(page, SEVEN_PNG);
      await expectAnswer(page, '7');
      await page.getByRole('button', { name: 'Back to drawing' }).click();
      await expectAnswer(page, '3');
    }));

  it('a 12-megapixel photograph, with a box around the digit', () =>
    withPage(url(), '', {}, async (page) => {
      const photograph = toJpeg(scaleUp(onTable(onPaper(drawSeven(100))), 4000, 3000));
      await openFile(page, { name: 'table.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(photograph) });
      await expectAnswer(page, '7');
      const [paper, box] = [await boxOf('.paper'), await boxOf('.digit-box')];
      // The sheet is in the middle, to the left.
      expect(box.x + box.width / 2 - paper.x).toBeLessThan(0.55 * paper.width);
      expect(box.width).toBeLessThan(0.4 * paper.width);

      async function boxOf(selector: string) {
        return (await page.locator(selector).boundingBox())!;
      }
    }));

  it.each(['paste', 'drop'])('a picture from a %s event, wherever on the page', (kind) =>
    withPage(url(), '', {}, async (page) => {
      const bytes = readFileSync(SEVEN_PNG).toString('base64');
      await page.evaluate(
        `(() => {
          const bytes = Uint8Array.from(atob('${bytes}'), (c) => c.charCodeAt(0));
          const data = new DataTransfer();
          data.items.add(new File([bytes], 'seven.png', { type: 'image/png' }));
          const options = { bubbles: true, cancelable: true };
          const event = '${kind}' === 'paste'
            ? new ClipboardEvent('paste', { ...options, clipboardData: data })
            : new DragEvent('drop', { ...options, dataTransfer: data });
          document.querySelector('.masthead').dispatchEvent(event);
        })()`,
      );
      await expectAnswer(page, '7');
    }),
  );

  it('what the camera shows, until it is stopped', () =>
    withFolder(async (folder) => {
      const video = path.join(folder, 'seven.y4m');
      writeVideo(video, onPaper(drawSeven(240)));
      const browser = await launchChromium([
        '--use-fake-ui-for-media-stream',
        '--use-fake-device-for-media-stream',
        `--use-file-for-fake-video-capture=${video}`,
      ]);
      try {
        await withPageOf(browser, url(), '', {}, async (page) => {
          await page.getByRole('button', { name: 'Use camera' }).click();
          await expectAnswer(page, '7');
          await page.locator('.digit-box').waitFor();
          await page.getByRole('button', { name: 'Stop camera' }).click();
          await expectAnswer(page, '–');

          await page.getByTitle('Draw a 3').click();
          await expectAnswer(page, '3');
          await page.getByRole('button', { name: 'Use camera' }).click();
          await expectAnswer(page, '7');
          const stream = await page.evaluateHandle<MediaStream>("document.querySelector('video').srcObject");
          await page.getByRole('button', { name: 'Show again what was recognised as 3' }).click();
          await expectAnswer(page, '3');
          expect(await stream.evaluate((used) => used.getTracks().map((track) => track.readyState))).toEqual([
            'ended',
          ]);
        });
      } finally {
        await browser.close();
      }
    }));

  it('nothing without a camera, and says so', () =>
    withPage(url(), '', {}, async (page) => {
      await page.getByRole('button', { name: 'Use camera' }).click();
      await expectNotice(page, /camera/);
    }));
});

describe('the playground says', () => {
  it('why a file cannot be decoded, and links to the documentation of the error', () =>
    withPage(url(), '', {}, async (page) => {
      await openFile(page, { name: 'x.png', mimeType: 'image/png', buffer: GIF });
      await expectNotice(page, /Cannot read GIF\. Send a PNG or a JPEG/);
      await expectAnswer(page, '–');
      await page.getByRole('link', { name: 'More about this error' }).click();
      expect(page.url()).toBe(new URL('docs/errors#unsupported_format', url()).href);
    }));

  it('that a picture shows no digit, and why', () =>
    withPage(url(), '', {}, async (page) => {
      await page.getByTitle('Two digits').click();
      await expectAnswer(page, '?');
      await expect.poll(() => page.locator('.verdict').textContent()).toMatch(/more than one object/);
      await page.getByTitle('The letter A').click();
      await expect.poll(() => page.locator('.verdict').textContent()).toMatch(/does not look like a digit/);
    }));
});

/** Repeats pixels, which is quicker than drawing them. */
function scaleUp({ width, height, data }: GreyPicture, toWidth: number, toHeight: number): GreyPicture {
  const scaled = new Uint8Array(toWidth * toHeight);
  for (let y = 0; y < toHeight; y++) {
    const row = Math.floor((y * height) / toHeight) * width;
    for (let x = 0; x < toWidth; x++)
      scaled[y * toWidth + x] = data[row + Math.floor((x * width) / toWidth)]!;
  }
  return { width: toWidth, height: toHeight, data: scaled };
}
