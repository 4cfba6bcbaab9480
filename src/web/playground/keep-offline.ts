import { effect } from '@preact/signals';
import { isInPage } from './state';

/** Its name is known to `scripts/lib/assets/build-assets.ts`. */
const SERVICE_WORKER = 'service-worker.js';
/** The page has loaded by then, whatever keeps it busy. */
const LATEST_MILLISECONDS = 5_000;

/**
 * Keeps this page and what it recognises with for visits without a network: once it has nothing else to do or, where the
 * visitor saves data, once recognition in the page is wanted.
 */
export function keepOffline(): void {
  // Absent on pages that were not loaded over HTTPS, but for those of this machine.
  if (navigator.serviceWorker === undefined) return;
  effect(() => {
    if (isInPage.value || !isSavingData()) whenIdle(register);
  });
}

async function register(): Promise<void> {
  // Without it the page works, but not offline: in private windows of some browsers, for example.
  await navigator.serviceWorker.register(SERVICE_WORKER).catch(() => {});
}

function isSavingData(): boolean {
  const { connection } = navigator as { connection?: { saveData: boolean } };
  return connection?.saveData === true;
}

function whenIdle(work: () => void): void {
  // Safari has no requestIdleCallback().
  if (typeof requestIdleCallback === 'undefined') setTimeout(work, LATEST_MILLISECONDS);
  else requestIdleCallback(work, { timeout: LATEST_MILLISECONDS });
}
