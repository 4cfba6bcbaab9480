import { Presets, SingleBar } from 'cli-progress';

/** Without a terminal, one line per this many milliseconds. */
const PLAIN_LINE_MILLISECONDS = 5000;

/** Shows how far the work is, on standard error. */
export interface ProgressView {
  update(done: number, failed: number): void;
  end(): void;
}

/** @returns a bar on a terminal, plain lines elsewhere */
export function showProgress(total: number): ProgressView {
  return process.stderr.isTTY ? showBar(total) : showLines(total);
}

function showBar(total: number): ProgressView {
  const format = '{bar} {value}/{total} | {failed} failed | {eta_formatted} left';
  const bar = new SingleBar({ format, clearOnComplete: true }, Presets.shades_classic);
  bar.start(total, 0, { failed: 0 });
  return { update: (done, failed) => bar.update(done, { failed }), end: () => bar.stop() };
}

function showLines(total: number): ProgressView {
  let told = performance.now();
  return {
    update: (done, failed) => {
      if (performance.now() - told < PLAIN_LINE_MILLISECONDS) return;
      told = performance.now();
      console.error(`${done} of ${total}, ${failed} failed`);
    },
    end: () => {},
  };
}
