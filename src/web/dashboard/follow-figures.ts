import { effect } from '@preact/signals';
import { readMetrics, readWindow, type TaggedMetrics } from '../api/figures';
import { apiKey } from '../api/key';
import { troubleOf } from '../api/trouble';
import { chosenWindow, figures, isPaused, trouble, updated } from './state';

const POLL_MILLISECONDS = 5_000;
/** Steps end and begin even where nothing is counted. */
const WINDOW_MILLISECONDS = 60_000;

let known: TaggedMetrics | null = null;
let readAt = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
/** Counts the readings, so that a late one does not replace a newer. */
let reading = 0;

/** Reads the figures from now on, whenever the window or the key changes and every few seconds; not while the page is hidden. */
export function followFigures(): void {
  effect(() => {
    void chosenWindow.value;
    void apiKey.value;
    void refresh(true);
  });
  document.addEventListener('visibilitychange', () => {
    isPaused.value = document.hidden;
    if (document.hidden) clearTimeout(timer);
    else void refresh(false);
  });
  addEventListener('online', () => void refresh(true));
}

/** @param isForced whether to read the window although the totals have not changed */
export async function refresh(isForced: boolean): Promise<void> {
  clearTimeout(timer);
  const mine = ++reading;
  try {
    await read(isForced, () => mine === reading);
    if (mine === reading) trouble.value = null;
  } catch (error) {
    if (mine === reading) trouble.value = troubleOf(error, Date.now(), navigator.onLine);
  }
  if (mine === reading && !document.hidden && !needsVisitor()) {
    timer = setTimeout(() => void refresh(false), POLL_MILLISECONDS);
  }
}

async function read(isForced: boolean, isCurrent: () => boolean): Promise<void> {
  const window = chosenWindow.peek();
  const changed = await readMetrics(known?.tag ?? null);
  const latest = changed ?? known!;
  if (changed !== null || isForced || Date.now() - readAt > WINDOW_MILLISECONDS) {
    const rest = await readWindow(window);
    if (!isCurrent()) return;
    figures.value = { ...rest, metrics: latest.metrics };
    readAt = Date.now();
  }
  if (!isCurrent()) return;
  known = latest;
  updated.value = new Date();
}

/** Whether only its visitor can help, or a countdown goes on by itself. */
function needsVisitor(): boolean {
  return trouble.value?.kind === 'key' || trouble.value?.kind === 'wait';
}
