import { type Checkpoint, saveCheckpoint } from './training-state';

/** Saves the checkpoints of a run, one after the other while training goes on. */
export class CheckpointKeeper {
  private readonly started = performance.now();
  private readonly secondsBefore: number;
  private saving = Promise.resolve();

  /**
   * @param path file of the checkpoints
   * @param latest that the run starts with
   */
  constructor(
    private readonly path: string,
    private latest: Checkpoint,
  ) {
    this.secondsBefore = latest.wallSeconds;
  }

  /** The newest, saved or about to be. */
  get newest(): Checkpoint {
    return this.latest;
  }

  /** @param afterwards once it is saved, before the next one is */
  keep(state: Checkpoint['state'], afterwards: (saved: Checkpoint) => Promise<void> = async () => {}): void {
    const wallSeconds = this.secondsBefore + (performance.now() - this.started) / 1000;
    const reached = { ...this.latest, wallSeconds, state };
    this.latest = reached;
    this.saving = this.saving.then(async () => {
      await saveCheckpoint(this.path, reached);
      await afterwards(reached);
    });
  }

  /** @throws what saving threw */
  async settled(): Promise<void> {
    await this.saving;
  }
}
