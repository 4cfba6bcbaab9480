import { type Browser, chromium } from 'playwright-core';
import { findChromium } from './find-chromium';

/** Without these Chromium looks up hosts of its own at every start. */
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'];

/**
 * Starts a browser.
 *
 * @param options of its command line, besides those of each
 * @throws Error if none is installed
 */
export function launchChromium(options: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: [...QUIET, ...options] });
}
