import type { TestProject } from 'vitest/node';
import type { Bundle } from '../../scripts/lib/serve/bundle';
import { buildBundle } from '../../scripts/lib/serve/production-bundle';

declare module 'vitest' {
  export interface ProvidedContext {
    bundle: Bundle;
  }
}

/** Builds the production bundle once for all test files of this folder. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide('bundle', await buildBundle());
}
