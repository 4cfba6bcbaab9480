import { PLAYGROUND } from '../strings';
import { CameraFailure, openCamera } from './camera';
import type { Drawing, Stroke } from './drawing/drawing';
import * as steps from './drawing/history';
import { decodeDrawing, encodeDrawing } from './drawing/permalink';
import {
  answer,
  DRAWING,
  drawing,
  hasInPageFailed,
  history,
  isInPage,
  keptInPage,
  type Picture,
  source,
  trouble,
} from './state';
import { type Entry, resumeEntry, startEntry } from './visit';

const PERMALINK = '#drawing=';

export function addStroke(stroke: Stroke): void {
  history.value = steps.addStroke(history.value, stroke);
}

export function undo(): void {
  history.value = steps.undo(history.value);
}

export function redo(): void {
  history.value = steps.redo(history.value);
}

export function clear(): void {
  if (history.value.present.length === 0) return;
  startEntry();
  history.value = steps.replaceDrawing(history.value, []);
}

/** Puts a drawing on the paper, which can be undone. */
export function loadDrawing(loaded: Drawing): void {
  showDrawing();
  startEntry();
  history.value = steps.replaceDrawing(history.value, loaded);
}

/** Puts something that was read on the paper again. */
export function showAgain(entry: Entry): void {
  const { picture } = entry;
  if ('url' in picture) show({ kind: 'picture', ...picture });
  else loadDrawing(picture);
  resumeEntry(entry);
}

/** Back to what was drawn, from a picture or the camera. */
export function showDrawing(): void {
  if (source.value.kind === 'drawing') return;
  show(DRAWING);
}

/** Reads a file that was chosen, dropped or pasted. Whether it can be read is for the service to say. */
export function openPicture(file: File): void {
  const picture: Picture = { file, name: file.name };
  show({ kind: 'picture', picture, url: URL.createObjectURL(file) });
}

export async function startCamera(): Promise<void> {
  try {
    const stream = await openCamera();
    show({ kind: 'camera', stream });
  } catch (error) {
    if (!(error instanceof CameraFailure)) throw error;
    trouble.value = { kind: 'refused', detail: PLAYGROUND.noCamera[error.reason], code: null };
  }
}

function show(next: typeof source.value): void {
  if (source.value.kind === 'camera') for (const track of source.value.stream.getTracks()) track.stop();
  startEntry();
  answer.value = null;
  trouble.value = null;
  source.value = next;
}

/** Has the page recognise by itself from now on, or the service alone. */
export function setInPage(isOn: boolean): void {
  isInPage.value = isOn;
  hasInPageFailed.value = false;
  keptInPage.write(isOn ? 'on' : null);
}

/** @returns the address of this page with the drawing in it */
export function permalink(): string {
  return new URL(PERMALINK + encodeDrawing(drawing.value), location.href).href;
}

/** Puts the drawing of the address on the paper, if there is one. */
export function followPermalink(): void {
  if (!location.hash.startsWith(PERMALINK)) return;
  const found = decodeDrawing(location.hash.slice(PERMALINK.length));
  if (found === null) trouble.value = { kind: 'refused', detail: PLAYGROUND.damagedLink, code: null };
  else loadDrawing(found);
}
