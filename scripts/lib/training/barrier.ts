const ARRIVED = 0;
const GENERATION = 1;

/** Lets a fixed number of threads wait for each other, over shared memory, as often as they like. */
export class Barrier {
  private readonly state: Int32Array;

  /**
   * @param memory 8 bytes, zero at first, the same for all threads
   * @param threads how many have to arrive
   */
  constructor(
    memory: SharedArrayBuffer,
    private readonly threads: number,
  ) {
    this.state = new Int32Array(memory);
  }

  /** Blocks until all threads have called it. */
  wait(): void {
    const generation = Atomics.load(this.state, GENERATION);
    if (Atomics.add(this.state, ARRIVED, 1) + 1 === this.threads) {
      Atomics.store(this.state, ARRIVED, 0);
      Atomics.add(this.state, GENERATION, 1);
      Atomics.notify(this.state, GENERATION);
      return;
    }
    while (Atomics.load(this.state, GENERATION) === generation) {
      Atomics.wait(this.state, GENERATION, generation);
    }
  }
}
