import { cloudflareTest } from '@cloudflare/vitest-pool-workers';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/{worker,server,browser,monitoring,jpeg-oracle,torch}/**'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'server',
          include: ['test/server/**/*.test.ts'],
          globalSetup: 'test/server/setup.ts',
          testTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'jpeg-oracle',
          include: ['test/jpeg-oracle/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'torch',
          include: ['test/torch/**/*.test.ts'],
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'monitoring',
          include: ['test/monitoring/**/*.test.ts'],
          testTimeout: 170_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: 'test/server/setup.ts',
          testTimeout: 60_000,
        },
      },
      {
        plugins: [cloudflareTest({ wrangler: { configPath: './wrangler.toml' } })],
        test: { name: 'workerd', include: ['test/worker/**/*.test.ts'], testTimeout: 60_000 },
      },
    ],
  },
});
