import { UserError } from '../../user-error';

/** Says what has been proved, and how long each step took. */
export class Protocol {
  private readonly started = performance.now();
  private reached = this.started;

  /**
   * Ends a step.
   *
   * @param what the statement that the step proves
   * @throws UserError unless it holds
   */
  check(holds: boolean, what: string): void {
    const now = performance.now();
    console.log(`${holds ? 'ok' : 'NOT OK'}  ${what} [${((now - this.reached) / 1000).toFixed(0)} s]`);
    this.reached = now;
    if (!holds) throw new UserError(`Cannot prove it: ${what}`);
  }

  end(): void {
    console.log(`Proved in ${((performance.now() - this.started) / 60_000).toFixed(1)} minutes`);
  }
}
