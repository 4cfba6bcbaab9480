/** npm hands ^C on to a process that has had it from the terminal already: not a second wish to stop. */
const SAME_SIGNAL_MILLISECONDS = 1_000;
/** How often to look whether whoever started us is still there. */
const PARENT_MILLISECONDS = 1_000;

/**
 * Calls `stop` once, when this process is asked to end: by SIGTERM, by ^C, because its terminal is closed, or because
 * the npm that started it is gone. Asked again it ends at once, with the status that shells expect.
 */
export function onStopSignal(stop: () => void): void {
  let askedAt: number | null = null;
  const ask = () => {
    if (askedAt === null) stop();
    askedAt ??= performance.now();
  };
  // Where there is no terminal, SIGHUP means something else to a service.
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
