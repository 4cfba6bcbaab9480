import { cloudflareTest } from '@cloudflare/vitest-pool-workers';
import { defineConfig } from 'vitest/config';

/** What takes long, in whichever folder: `npm run test:slow`. */
const SLOW = 'test/**/*.slow.test.ts';
/** What measures memory or time, in whichever folder: `npm run test:slow`, too. */
const LOAD = 'test/**/*.load.test.ts';
/** What runs in the real runtime, in whichever folder. */
const WORKERD = 'test/**/*.workerd.test.ts';
/** Suites in folders of their own: they need the production bundle, or programs of Debian. */
const ELSEWHERE = 'test/{server,abuse,e2e,monitoring,kubernetes,clients,jpeg-oracle,torch,container}/**';

/** Prints failures and totals alone. */
const QUIET = './test/support/quiet-reporter.ts';
/** Where each run leaves a report in JUnit's form, for a continuous integration to keep. */
const REPORT_FOLDER = process.env.TEST_REPORT_DIR;
const REPORT_FILE = `${REPORT_FOLDER}/junit-${process.pid}.xml`;

/** A service in the place of Cloudflare's rate limiter: three requests for each key, and faults on request. */
const FAULTY_LIMITER = {
  name: 'faulty-limiter',
  modules: true,
  compatibilityDate: '2026-04-01',
  script: `
import { WorkerEntrypoint } from 'cloudflare:workers';
let fault = null;
const counts = new Map();
export default class extends WorkerEntrypoint {
  setFault(next) { fault = next; }
  async limit({ key }) {
    if (fault === 'throws') throw new Error('The limiter is broken');
    if (fault === 'hangs') await new Promise((resolve) => setTimeout(resolve, 5_000));
    counts.set(key, (counts.get(key) ?? 0) + 1);
    return { success: counts.get(key) <= 3 };
  }
}`,
};

/** In milliseconds: what takes 4 s takes 70 where a dozen others share the cores. */
const TEST_TIMEOUT = 180_000;

export default defineConfig({
  test: {
    reporters: REPORT_FOLDER === undefined ? [QUIET] : [QUIET, ['junit', { outputFile: REPORT_FILE }]],
    silent: 'passed-only',
    // One worker fewer is the default: on two cores half of the machine.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: [ELSEWHERE, SLOW, LOAD, WORKERD],
          testTimeout: TEST_TIMEOUT,
        },
      },
      {
        // All files share an isolate: importing tfjs anew costs each file 10 s.
        // All their requests come from nowhere, which is one client: rate limits have tests of their own. Figures are open,
        // as npm start has them.
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              bindings: { RATE_LIMIT: 'off', METRICS_ACCESS: 'open' },
              serviceBindings: { FAULTY_LIMITER: 'faulty-limiter' },
              workers: [FAULTY_LIMITER],
            },
          }),
        ],
        test: {
          name: 'workerd',
          include: [WORKERD],
          globalSetup: 'test/support/build-assets.ts',
          isolate: false,
          testTimeout: TEST_TIMEOUT,
        },
      },
      {
        test: {
          name: 'server',
          include: ['test/server/**/*.test.ts'],
          exclude: [SLOW, LOAD],
          globalSetup: 'test/support/build-bundle.ts',
          testTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'slow',
          include: [SLOW],
          globalSetup: 'test/support/build-bundle.ts',
          testTimeout: 300_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'load',
          include: [LOAD],
          globalSetup: 'test/support/build-bundle.ts',
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'abuse',
          include: ['test/abuse/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'jpeg-oracle',
          include: ['test/jpeg-oracle/**/*.test.ts'],
          testTimeout: TEST_TIMEOUT,
        },
      },
      {
        test: {
          name: 'torch',
          include: ['test/torch/**/*.test.ts'],
          testTimeout: TEST_TIMEOUT,
        },
      },
      {
        test: {
          name: 'monitoring',
          include: ['test/monitoring/**/*.test.ts'],
          testTimeout: TEST_TIMEOUT,
        },
      },
      {
        test: {
          name: 'kubernetes',
          include: ['test/kubernetes/**/*.test.ts'],
          testTimeout: TEST_TIMEOUT,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'container',
          include: ['test/container/**/*.test.ts'],
          testTimeout: TEST_TIMEOUT,
          hookTimeout: 600_000,
        },
      },
      {
        test: {
          name: 'clients',
          include: ['test/clients/**/*.test.ts'],
          globalSetup: 'test/support/build-bundle.ts',
          testTimeout: 90_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: 'test/support/build-bundle.ts',
          testTimeout: TEST_TIMEOUT,
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
  },
});
