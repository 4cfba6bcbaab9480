/** npm forwards ^C to a process that already received it from the terminal: not a second request to stop. */
const SAME_SIGNAL_MILLISECONDS = 1_000;
/** Interval for checking whether the parent process still exists. */
const PARENT_MILLISECONDS = 1_000;

/**
 * Calls `stop` once, at the first request to stop: SIGTERM, ^C, a closed terminal, or the end of the npm process that
 * started this one. A second request exits at once, with the status that shells expect.
 */
export function onStopSignal(stop: () => void): void {
  let askedAt: number | null = null;
  const ask = () => {
    if (askedAt === null) stop();
    askedAt ??= performance.now();
  };
  // Without a terminal, SIGHUP has another meaning for a service.
  const numbers = { SIGINT: 2, SIGTERM: 15, ...(hasTerminal() && { SIGHUP: 1 }) };
  for (const [signal, number] of Object.entries(numbers)) {
    process.on(signal, () => {
      if (askedAt !== null && performance.now() - askedAt > SAME_SIGNAL_MILLISECONDS)
        process.exit(128 + number);
      ask();
    });
  }
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watching = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watching);
    ask();
  }, PARENT_MILLISECONDS);
  watching.unref();
}

function hasTerminal(): boolean {
  return process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
}
