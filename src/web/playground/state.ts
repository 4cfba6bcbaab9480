import { computed, signal } from '@preact/signals';
import type { Prediction } from '../api/predict';
import type { Trouble } from '../api/trouble';
import { type Drawing, hasInk, type Stroke } from './drawing/drawing';
import { type History, startHistory } from './drawing/history';

/** A picture as it is sent. */
export interface Picture {
  readonly file: Blob;
  readonly name: string;
}

/** What was read, and how. */
export interface Answer {
  readonly prediction: Prediction;
  readonly picture: Picture;
  /** As the page measured it, from request to response. */
  readonly roundTripSeconds: number;
}

/** What is on the paper: a drawing, a picture that was opened, or what the camera sees. */
export type Source =
  | { readonly kind: 'drawing' }
  | { readonly kind: 'picture'; readonly picture: Picture; readonly url: string }
  | { readonly kind: 'camera'; readonly stream: MediaStream };

export const DRAWING: Source = { kind: 'drawing' };

export const source = signal<Source>(DRAWING);
export const history = signal<History>(startHistory());
/** The stroke that is being made. */
export const unfinished = signal<Stroke | null>(null);
export const drawing = computed<Drawing>(() =>
  unfinished.value === null ? history.value.present : [...history.value.present, unfinished.value],
);
export const isPaperEmpty = computed(() => source.value.kind === 'drawing' && !hasInk(drawing.value));

export const tool = signal<'pen' | 'eraser'>('pen');
/** Shares of the paper's side. */
export const WIDTHS = { fine: 0.045, medium: 0.07, bold: 0.1 } as const;
export const width = signal<keyof typeof WIDTHS>('medium');
export const isMapShown = signal(true);

/** Versions that can be chosen, the default first; empty until the service has told them. */
export const models = signal<readonly string[]>([]);
/** Null for the default. */
export const model = signal<string | null>(null);

export const answer = signal<Answer | null>(null);
export const isReading = signal(false);
export const trouble = signal<Trouble | null>(null);
