import { expect, it } from 'vitest';
import type { TestModule } from 'vitest/node';
import { describeSkipped } from './quiet-reporter';

function moduleThatSkips(relativeModuleId: string, ...titles: string[]): TestModule {
  const tests = titles.map((fullName) => ({ fullName, module: { relativeModuleId } }));
  return { children: { allTests: () => tests } } as unknown as TestModule;
}

it('describeSkipped() tells once what several tests need, and where to get it', () => {
  const lines = describeSkipped([
    moduleThatSkips('a.test.ts', 'normalize() (needs MNIST_DIR) > keeps', 'drift (needs MNIST_DIR)'),
    moduleThatSkips('b.test.ts', 'the examples (needs curl)'),
  ]);
  expect(lines.map((line) => line.trim())).toEqual([
    'Skipped  2 tests for want of MNIST_DIR: `npm run data` downloads MNIST into data/mnist',
    'Skipped  1 test for want of curl',
  ]);
});

it('describeSkipped() names the file of a test whose title does not say what it needs', () => {
  expect(describeSkipped([moduleThatSkips('a.test.ts', 'whatever')])[0]).toContain('a reason in a.test.ts');
});
