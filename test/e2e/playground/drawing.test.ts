import { describe, expect, it } from 'vitest';
import { serveAllTests } from '../../support/with-server';
import { withPage } from '../with-page';
import { digitOf, drawByMouse, drawByTouch, expectAnswer, paperOf } from './playground-page';

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

const url = serveAllTests();

describe('the playground', () => {
  it('recognises each digit drawn with the mouse', () =>
    withPage(url(), '', {}, async (page) => {
      for (const digit of DIGITS) {
        await drawByMouse(page, digit);
        await expectAnswer(page, digit);
        await page.getByRole('button', { name: 'Clear' }).click();
        await expectAnswer(page, '–');
      }
    }));

  it('recognises each digit drawn by touch, without scrolling', () =>
    withPage(url(), '', PHONE, async (page) => {
      for (const digit of DIGITS) {
        await drawByTouch(page, digit);
        await expectAnswer(page, digit);
        await page.getByRole('button', { name: 'Clear' }).click();
        await expectAnswer(page, '–');
      }
      expect(await page.evaluate('scrollY')).toBe(0);
    }));

  it('draws wider strokes with more pressure of a stylus', () =>
    withPage(url(), '', {}, async (page) => {
      const countInk = async (force: number): Promise<number> => {
        await drawByStylus(force);
        const ink = await page.evaluate<number>(
          `(() => {
            const canvas = new OffscreenCanvas(100, 100).getContext('2d');
            canvas.drawImage(document.querySelector('.sheet canvas'), 0, 0, 100, 100);
            return canvas.getImageData(0, 0, 100, 100).data.filter((value, i) => i % 4 === 3 && value > 127).length;
          })()`,
        );
        await page.getByRole('button', { name: 'Clear' }).click();
        return ink;
      };
      const drawByStylus = async (force: number) => {
        const session = await page.context().newCDPSession(page);
        const { x: left, y, width } = await paperOf(page);
        const send = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', x: number) =>
          session.send('Input.dispatchMouseEvent', {
            type,
            x: left + x * width,
            y: y + width / 2,
            button: 'left',
            buttons: type === 'mouseReleased' ? 0 : 1,
            clickCount: 1,
            force,
            pointerType: 'pen',
          });
        await send('mousePressed', 0.2);
        for (const x of [0.4, 0.6, 0.8]) await send('mouseMoved', x);
        await send('mouseReleased', 0.8);
      };
      expect(await countInk(0.9)).toBeGreaterThan(1.5 * (await countInk(0.2)));
    }));

  it('undoes and redoes strokes, and undoes Clear', () =>
    withPage(url(), '', {}, async (page) => {
      await drawByMouse(page, '4');
      await expectAnswer(page, '4');
      await page.keyboard.press('Control+z');
      await page.keyboard.press('Control+z');
      await expectAnswer(page, '–');
      await page.getByRole('button', { name: 'Redo' }).click();
      await page.keyboard.press('Control+Shift+z');
      await expectAnswer(page, '4');
      await page.getByRole('button', { name: 'Clear' }).click();
      await expectAnswer(page, '–');
      await page.getByRole('button', { name: 'Undo' }).click();
      await expectAnswer(page, '4');
    }));

  it('draws a dot where the paper is tapped', () =>
    withPage(url(), '', {}, async (page) => {
      await page.getByRole('application', { name: 'Drawing area' }).click();
      const inked = `(() => {
        const { width, height } = document.querySelector('.sheet canvas');
        const context = document.querySelector('.sheet canvas').getContext('2d');
        return context.getImageData(0, 0, width, height).data.some((value, i) => i % 4 === 3 && value > 127);
      })()`;
      await expect.poll(() => page.evaluate(inked)).toBe(true);
    }));

  it('erases: an erased 1 is not recognised', () =>
    withPage(url(), '', {}, async (page) => {
      await drawByMouse(page, '1');
      await expectAnswer(page, '1');
      await page.getByRole('button', { name: 'Eraser' }).click();
      await page.getByText('Bold').click({ force: true });
      await drawByMouse(page, '1');
      await expect.poll(() => digitOf(page).textContent()).not.toBe('1');
    }));

  it('sends no request while the canvas is empty, and one after each stroke', () =>
    withPage(url(), '', {}, async (page) => {
      const asked: string[] = [];
      page.on('request', (request) => {
        if (request.method() === 'POST') asked.push(request.url());
      });
      await page.waitForTimeout(500);
      expect(asked).toEqual([]);
      await drawByMouse(page, '1');
      await expectAnswer(page, '1');
      const first = asked.length;
      await drawByMouse(page, '7');
      await expect.poll(() => asked.length).toBeGreaterThan(first);
    }));

  it('shows the answer to the last drawing, however slow an earlier request is', () =>
    withPage(url(), '', {}, async (page) => {
      let delay = 1_500;
      await page.route('**/predict?*', async (route) => {
        const wait = delay;
        delay = 0;
        await new Promise((resolve) => setTimeout(resolve, wait));
        await route.continue().catch(() => {});
      });
      await page.getByTitle('Draw a 3').click();
      await page.waitForTimeout(200);
      await page.getByTitle('Draw a 8').click();
      await expectAnswer(page, '8');
      await page.waitForTimeout(1_600);
      await expectAnswer(page, '8');
    }));

  it('works with the keyboard alone, and announces the answer to screen readers', () =>
    withPage(url(), '', {}, async (page) => {
      const focused = () => page.evaluate<string | null>('document.activeElement.ariaLabel');
      for (let i = 0; i < 20 && (await focused()) !== 'Drawing area'; i++) await page.keyboard.press('Tab');
      expect(await focused()).toBe('Drawing area');
      for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Space');
      for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Space');
      await expectAnswer(page, '1');
      await expect
        .poll(() => page.getByTestId('spoken').textContent())
        .toMatch(/^Recognised as 1, [\d.]+ % sure\.$/);
      await page.keyboard.press('Delete');
      await expectAnswer(page, '–');
    }));
});
