/**
 * Work in steps, so that other requests can have a turn in between. Each step yields its cost in microseconds, estimated
 * from the amount of work, because the clock of a deployed Worker is frozen while code runs. Errors hardly matter: a turn
 * takes two milliseconds or five.
 */
export type Steps<T> = Generator<number, T, void>;

/** Work between two turns of other requests, in microseconds. Giving way takes 5 to 10 of them. */
const TURN_MICROSECONDS = 2_000;

/** Does all steps at once. */
export function runAtOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Does as many steps as one turn allows. @returns the last one */
export function runTurn<T>(steps: Steps<T>): IteratorResult<number, T> {
  for (let microseconds = 0; ; ) {
    const step = steps.next();
    if (step.done) return step;
    microseconds += step.value;
    if (microseconds >= TURN_MICROSECONDS) return step;
  }
}
