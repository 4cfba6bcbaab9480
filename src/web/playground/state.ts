import { computed, signal } from '@preact/signals';
import { KeptValue } from '../api/kept-value';
import type { Trouble } from '../api/trouble';
import type { PagePrediction } from '../workers/recognizer-messages';
import { type Drawing, hasInk, type Stroke } from './drawing/drawing';
import { type History, startHistory } from './drawing/history';

/** A picture as it is sent. */
export interface Picture {
  readonly file: Blob;
  readonly name: string;
}

/** Name of a drawing as it is sent. */
export const DRAWING_FILE = 'digit.png';

/** What was read, and how. */
export interface Answer {
  readonly prediction: PagePrediction;
  readonly picture: Picture;
}

/** How long recognition takes, in seconds; null where nothing was measured. */
export interface Times {
  /** As the service measures it. */
  readonly onServer: number | null;
  /** As the page measures it, from request to response. */
  readonly roundTrip: number | null;
  /** As the service would, but in the thread of this page. */
  readonly inPage: number | null;
}

export const NO_TIMES: Times = { onServer: null, roundTrip: null, inPage: null };

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

/** The choice whether the page recognises by itself: any text for yes. */
export const keptInPage = new KeptValue(() => localStorage, 'digits-in-page');
/** Whether it does, besides the service. */
export const isInPage = signal(keptInPage.read() !== null);
/** Whether it was asked to, and could not. */
export const hasInPageFailed = signal(false);

export const times = signal<Times>(NO_TIMES);
export const answer = signal<Answer | null>(null);
/** Names the request that the service has answered about what is on the paper; null until it has. */
export const servedId = signal<string | null>(null);
/** Whether the service takes labels. */
export const isLabelled = signal(false);
export const isReading = signal(false);
export const trouble = signal<Trouble | null>(null);
