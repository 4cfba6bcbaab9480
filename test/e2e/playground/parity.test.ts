import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { drawSeven, toPng, twice } from '../../../scripts/lib/scenes/sample-images';
import type { PageNumber, PagePrediction, Question } from '../../../src/web/workers/recognizer-messages';
import { serveAllTests } from '../../support/with-server';
import { withPage } from '../with-page';
import { drawPictures } from './draw-pictures';

/** `PARITY_PICTURES=1000 npx vitest run --project e2e parity` compares as many. */
const PICTURES = Number(process.env.PARITY_PICTURES ?? 54);
/** They are looked at as a whole, in parts, and digit by digit. */
const NUMBERS = Math.ceil(PICTURES / 3);
/** For each: a busy machine may take a second. */
const MILLISECONDS_PER_PICTURE = 3_000;
/** One whose reader reads all, and one whose eye reads most; each gets PNGs and JPEGs. */
const modelOf = (picture: number) => (picture % 4 < 2 ? 'v2.0' : 'v3.0');
/** Of a probability. The arithmetic is the same; functions such as `Math.exp` may differ between engines. */
const TOLERANCE = 1e-6;

const url = serveAllTests();

/** Switches recognition in the page on. @returns the address of the script that does it */
async function switchOn(page: Page): Promise<string> {
  const started = page.waitForEvent('worker');
  await page.getByLabel('Recognise in your browser').check();
  await page.getByTitle('Draw a 0').click();
  return (await started).url();
}

/** What is recognised of a picture, and how. */
type Asked = Pick<Question, 'kind' | 'model'> & { readonly picture: Buffer };

/** Recognises pictures with that script in the page, one after another. */
function recognizeInPage(page: Page, script: string, asked: readonly Asked[]): Promise<unknown[]> {
  return page.evaluate(
    async ({ script, questions }) => {
      const thread = new Worker(script);
      const answers = [];
      for (const [id, { kind, model, base64 }] of questions.entries()) {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        const answered = new Promise<MessageEvent>((resolve) => {
          thread.onmessage = resolve;
        });
        thread.postMessage({ id, kind, model, picture: new Blob([bytes]) });
        answers.push((await answered).data.found);
      }
      thread.terminate();
      return answers;
    },
    {
      script,
      questions: asked.map(({ picture, ...rest }) => ({ ...rest, base64: picture.toString('base64') })),
    },
  );
}

async function ask<T>(path: string, picture: Buffer): Promise<T> {
  const response = await fetch(new URL(path, url()), { method: 'POST', body: new Uint8Array(picture) });
  return (await response.json()) as T;
}

it(
  `the page answers as the service does, on ${PICTURES} pictures`,
  { timeout: PICTURES * MILLISECONDS_PER_PICTURE },
  () =>
    withPage(url(), '', {}, async (page) => {
      const pictures = drawPictures(PICTURES);
      const questions = pictures.map(
        (picture, i) => ({ kind: 'digit', model: modelOf(i), picture }) as const,
      );
      const inPage = (await recognizeInPage(page, await switchOn(page), questions)) as PagePrediction[];
      const rejected = new Set<string | null>();
      let furthest = 0;
      for (const [i, picture] of pictures.entries()) {
        const { all_probabilities, inference_time_seconds, explanation, ...expected } =
          await ask<PagePrediction>(`predict?explain=true&model=${modelOf(i)}`, picture);
        const found = inPage[i]!;
        expect(found.explanation, `picture ${i}`).toEqual({
          ...explanation,
          time_seconds: expect.any(Number),
        });
        expect(expected, `picture ${i}`).toMatchObject({
          predicted_digit: found.predicted_digit,
          is_digit: found.is_digit,
          reject_reason: found.reject_reason,
          model_version: found.model_version,
        });
        for (const [digit, probability] of Object.entries(all_probabilities)) {
          const inThePage = Object.entries(found.all_probabilities).find(([name]) => name === digit)![1];
          furthest = Math.max(furthest, Math.abs(probability - inThePage));
        }
        rejected.add(found.reject_reason);
      }
      expect(furthest).toBeLessThanOrEqual(TOLERANCE);
      // Both kinds of answers were compared.
      expect(rejected.size).toBeGreaterThan(1);
      expect(rejected).toContain(null);
      if (process.env.PARITY_PICTURES !== undefined) console.log(`Largest difference: ${furthest}`);
    }),
);

it(
  `the page reads numbers as the service does, on ${NUMBERS} pictures`,
  { timeout: PICTURES * MILLISECONDS_PER_PICTURE },
  () =>
    withPage(url(), '', {}, async (page) => {
      const pictures = [Buffer.from(toPng(twice(drawSeven(28)))), ...drawPictures(NUMBERS - 1)];
      const questions = pictures.map((picture) => ({ kind: 'number', model: null, picture }) as const);
      const inPage = (await recognizeInPage(page, await switchOn(page), questions)) as PageNumber[];
      for (const [i, picture] of pictures.entries()) {
        const expected = await ask<PageNumber>('predict/number', picture);
        const found = inPage[i]!;
        expect(boxesOf(found), `picture ${i}`).toEqual(boxesOf(expected));
        expect(found.text, `picture ${i}`).toBe(expected.text);
        expect(Math.abs(found.confidence - expected.confidence)).toBeLessThanOrEqual(TOLERANCE);
      }
      expect(inPage[0]!.text).toBe('77');
    }),
);

function boxesOf({ lines }: PageNumber) {
  return lines.map(({ box, digits }) => [box, ...digits.map((digit) => digit.box)]);
}
