import { effect } from '@preact/signals';
import { apiKey } from '../../api/key';
import { predict } from '../../api/predict';
import { troubleOf } from '../../api/trouble';
import { type Drawing, hasInk } from '../drawing/drawing';
import { toPng } from '../drawing/paint';
import { type Answer, answer, drawing, isReading, model, type Picture, source, trouble } from '../state';
import { remember } from '../visit';
import { Reader } from './reader';

/** What is to be read, and by which model. */
interface Subject {
  readonly picture: Drawing | Picture;
  readonly model: string | null;
}

const DRAWING_FILE = 'digit.png';

const reader = new Reader<Subject, Answer>({
  read,
  onAnswer: (found) => {
    answer.value = found;
    trouble.value = null;
    isReading.value = false;
    remember(found);
  },
  onFailure: (error) => {
    trouble.value = troubleOf(error, Date.now(), navigator.onLine);
    isReading.value = false;
    if (trouble.value.kind === 'refused') answer.value = null;
  },
  pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
});

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
  isReading.value = true;
  reader.ask({ picture, model: version });
}

function forget(): void {
  reader.forget();
  isReading.value = false;
  answer.value = null;
  if (trouble.peek()?.kind !== 'offline') trouble.value = null;
}

async function read(subject: Subject, signal: AbortSignal): Promise<Answer> {
  const picture = await toPicture(subject.picture);
  const start = performance.now();
  const prediction = await predict(picture.file, subject.model, signal);
  return { prediction, picture, roundTripSeconds: (performance.now() - start) / 1000 };
}

async function toPicture(picture: Drawing | Picture): Promise<Picture> {
  if ('file' in picture) return picture;
  return { file: await toPng(picture), name: DRAWING_FILE };
}
