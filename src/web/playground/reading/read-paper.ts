import { effect } from '@preact/signals';
import { apiKey } from '../../api/key';
import { predict } from '../../api/predict';
import type { Prediction } from '../../api/prediction';
import { troubleOf } from '../../api/trouble';
import type { PagePrediction } from '../../workers/recognizer-messages';
import { setInPage } from '../actions';
import { type Drawing, hasInk } from '../drawing/drawing';
import { toPng } from '../drawing/paint';
import {
  type Answer,
  answer,
  DRAWING_FILE,
  drawing,
  hasInPageFailed,
  isInPage,
  isReading,
  model,
  models,
  NO_TIMES,
  type Picture,
  servedId,
  source,
  times,
  trouble,
} from '../state';
import { remember } from '../visit';
import { Refusal, recognizeInPage } from './in-page';
import { Reader } from './reader';

/** What is to be read, and by which model. */
interface Subject {
  readonly picture: Drawing | Picture;
  readonly model: string | null;
}

/** What the service answered. */
interface Served extends Answer {
  readonly prediction: Prediction;
  readonly roundTripSeconds: number;
}

/** Four requests a second at most: a deployed service admits 300 a minute. */
const BETWEEN_REQUESTS_MILLISECONDS = 190;

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

const service = new Reader<Subject, Served>({
  read: askService,
  onAnswer: (served) => {
    const { prediction, roundTripSeconds } = served;
    servedId.value = prediction.request_id;
    times.value = {
      ...times.value,
      onServer: prediction.inference_time_seconds,
      roundTrip: roundTripSeconds,
    };
    trouble.value = null;
    // With both, the page shows what it recognised itself.
    if (!isInPage.value) show(served);
  },
  onFailure: (error) => {
    trouble.value = troubleOf(error, Date.now(), navigator.onLine);
    // What was drawn during the request waits for the countdown, too.
    if (isWaiting()) service.forget();
    if (isInPage.value && trouble.value.kind !== 'refused') return;
    // The answer that is shown may be that to an earlier drawing.
    answer.value = null;
    isReading.value = false;
  },
  pause,
  betweenMilliseconds: BETWEEN_REQUESTS_MILLISECONDS,
});

const page = new Reader<Subject, Answer>({
  read: recognize,
  onAnswer: (found) => {
    times.value = { ...times.value, inPage: found.prediction.inference_time_seconds };
    if (trouble.value?.kind === 'refused') trouble.value = null;
    show(found);
  },
  onFailure: (error) => {
    isReading.value = false;
    if (error instanceof Refusal) {
      trouble.value = { kind: 'refused', detail: error.message, code: error.code };
      answer.value = null;
      return;
    }
    setInPage(false);
    hasInPageFailed.value = true;
  },
  pause,
  betweenMilliseconds: 0,
});

function show(found: Answer): void {
  answer.value = found;
  isReading.value = false;
  remember(found);
}

/** Reads the paper from now on, whenever something on it changes, or the model. */
export function readPaper(): void {
  effect(readAgain);
  addEventListener('online', readAgain);
  addEventListener('offline', () => {
    trouble.value = { kind: 'offline' };
  });
}

/** Reads what is on the paper; an empty one is not sent. The camera hands over its pictures itself. */
export function readAgain(): void {
  // Read, so that the effect depends on them.
  const [{ value: current }, { value: strokes }] = [source, drawing];
  void apiKey.value;
  if (current.kind === 'picture') ask(current.picture, model.value);
  else if (current.kind === 'drawing' && hasInk(strokes)) ask(strokes, model.value);
  else forget();
}

/** Reads what the camera sees. */
export function readFrame(picture: Picture): void {
  ask(picture, model.peek());
}

function ask(picture: Drawing | Picture, version: string | null): void {
  const isHeldBack = isWaiting();
  isReading.value = isInPage.value || !isHeldBack;
  servedId.value = null;
  if (!isHeldBack) service.ask({ picture, model: version });
  else if (!isInPage.value) answer.value = null;
  if (isInPage.value) page.ask({ picture, model: version });
  else page.forget();
}

/** Whether the service has asked not to be asked yet. */
function isWaiting(): boolean {
  const current = trouble.peek();
  return current?.kind === 'wait' && current.until > Date.now();
}

function forget(): void {
  service.forget();
  page.forget();
  isReading.value = false;
  answer.value = null;
  servedId.value = null;
  times.value = NO_TIMES;
  if (trouble.peek()?.kind !== 'offline' && !isWaiting()) trouble.value = null;
}

async function askService(subject: Subject, signal: AbortSignal): Promise<Served> {
  const picture = await toPicture(subject.picture);
  const start = performance.now();
  const prediction = await predict(picture.file, subject.model, signal);
  return { prediction, picture, roundTripSeconds: (performance.now() - start) / 1000 };
}

async function recognize(subject: Subject): Promise<Answer> {
  const picture = await toPicture(subject.picture);
  const prediction: PagePrediction = await recognizeInPage(
    picture.file,
    subject.model ?? models.value[0] ?? null,
  );
  return { prediction, picture };
}

async function toPicture(picture: Drawing | Picture): Promise<Picture> {
  if ('file' in picture) return picture;
  return { file: await toPng(picture), name: DRAWING_FILE };
}
