import { Presets, SingleBar } from 'cli-progress';

/** Without a terminal, one line per this many seconds. */
const PLAIN_LINE_MILLISECONDS = 5000;

/**
 * Passes items on and shows progress: a bar with rate and ETA on a terminal, plain lines elsewhere.
 * @param total number of items
 */
export function* withProgress<T>(name: string, items: Iterable<T>, total: number): Generator<T> {
  const bar = process.stdout.isTTY
    ? new SingleBar(
        { format: `${name} {bar} {value}/{total} | {rate} a second | {eta_formatted} left` },
        Presets.shades_classic,
      )
    : null;
  const started = performance.now();
  let told = started;
  let done = 0;
  const rate = () => ((done * 1000) / (performance.now() - started)).toFixed(0);
  bar?.start(total, 0, { rate: '?' });
  for (const item of items) {
    yield item;
    done++;
    bar?.update(done, { rate: rate() });
    if (bar === null && performance.now() - told > PLAIN_LINE_MILLISECONDS) {
      told = performance.now();
      console.log(`${name}: ${done} of ${total}, ${rate()} per second`);
    }
  }
  bar?.stop();
}
