import { DefaultReporter, type TestCase, type TestModule } from 'vitest/node';

/** Where to get what tests need, by the word that a title has for it: `(needs MNIST_DIR)`. */
const SOURCES: Readonly<Record<string, string>> = {
  MNIST_DIR: '`npm run data` downloads MNIST into data/mnist',
  HANDWRITING_DIR: 'a folder of pictures, <set>/<digit>/<file>',
  OTHER_WRITERS_DIR: 'a folder of IDX files; UCI has semeion and optdigits',
  DENO: '`npm install deno`, or https://deno.com; DENO names its program',
  PNGSUITE_DIR: 'the PNG files of http://www.schaik.com/pngsuite/',
  JPEG_DIR: 'a folder with exif-orientation/ (github.com/recurser/exif-orientation-examples) and reftest/',
  kubectl: 'https://kubernetes.io/docs/tasks/tools',
  'the fonts of scripts/fonts': '`npm ci --prefix scripts/fonts`',
};

/**
 * Prints what failed, at the end the figures, and what was skipped for want of what. Nothing else: what passes is
 * silent.
 */
export default class QuietReporter extends DefaultReporter {
  protected override printTestModule(testModule: TestModule): void {
    if (this.renderSucceed || testModule.state() === 'failed') super.printTestModule(testModule);
  }

  override onTestRunEnd(...run: Parameters<DefaultReporter['onTestRunEnd']>): void {
    super.onTestRunEnd(...run);
    // A filter by name skips by request.
    if (this.ctx.config.testNamePattern) return;
    const [modules] = run;
    for (const line of describeSkipped(modules)) this.log(line);
  }
}

/** One line for each thing that skipped tests need. */
export function describeSkipped(modules: readonly TestModule[]): string[] {
  const counts = new Map<string, number>();
  for (const testModule of modules) {
    for (const test of testModule.children.allTests('skipped')) {
      const need = needOf(test);
      counts.set(need, (counts.get(need) ?? 0) + 1);
    }
  }
  return [...counts].map(([need, count]) => {
    const source = SOURCES[need] === undefined ? '' : `: ${SOURCES[need]}`;
    return `     Skipped  ${count} ${count === 1 ? 'test' : 'tests'} for want of ${need}${source}`;
  });
}

function needOf({ fullName, module }: Pick<TestCase, 'fullName' | 'module'>): string {
  return /\(needs ([^)]+)\)/.exec(fullName)?.[1] ?? `a reason in ${module.relativeModuleId}`;
}
