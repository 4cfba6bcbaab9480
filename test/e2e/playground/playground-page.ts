import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { DIGIT_SAMPLES, FOOLING_SAMPLES } from '../../../src/web/playground/drawing/samples';

/** The lines of a drawing, by the name of the sample: shares of the paper's side. */
export function linesOf(name: string): { x: number; y: number }[][] {
  const { drawing } = [...DIGIT_SAMPLES, ...FOOLING_SAMPLES].find((sample) => sample.name === name)!;
  return drawing.map(({ points }) => points.map(({ x, y }) => ({ x, y })));
}

/** Where the paper is, in CSS pixels of the window. */
export async function paperOf(page: Page) {
  return (await page.getByRole('application', { name: 'Drawing area' }).boundingBox())!;
}

/** Draws with the mouse. */
export async function drawByMouse(page: Page, name: string): Promise<void> {
  const { x: left, y: top, width } = await paperOf(page);
  for (const [start, ...points] of linesOf(name)) {
    await page.mouse.move(left + start!.x * width, top + start!.y * width);
    await page.mouse.down();
    for (const { x, y } of points) await page.mouse.move(left + x * width, top + y * width);
    await page.mouse.up();
  }
}

/** Draws with a finger. */
export async function drawByTouch(page: Page, name: string): Promise<void> {
  const { x: left, y: top, width } = await paperOf(page);
  const session = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: points.map(({ x, y }) => ({ x: left + x * width, y: top + y * width })),
    });
  for (const [start, ...points] of linesOf(name)) {
    await touch('touchStart', [start!]);
    for (const point of points) await touch('touchMove', [point]);
    await touch('touchEnd', []);
  }
}

/** The digit in large. */
export function digitOf(page: Page): Locator {
  return page.getByTestId('digit');
}

/** Waits until the answer is a digit, `?` for none, or `–` for nothing to read. */
export async function expectAnswer(page: Page, answer: string): Promise<void> {
  await expect.poll(() => digitOf(page).textContent()).toBe(answer);
}

/** Chooses a file as with the dialog of the browser. */
export async function openFile(
  page: Page,
  file: string | { name: string; mimeType: string; buffer: Buffer },
): Promise<void> {
  await page.locator('input[type=file]').setInputFiles(file);
}

/** Waits for a notice that contains a text. */
export async function expectNotice(page: Page, text: RegExp): Promise<void> {
  await expect.poll(() => page.locator('.notice').textContent()).toMatch(text);
}
