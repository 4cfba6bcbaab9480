import { Presets, SingleBar } from 'cli-progress';
import type { Schedule } from './recipes';
import type { WorkerReport } from './training-task';

/** Without a terminal, one line per this many steps. */
const PLAIN_LINE_STEPS = 100;
/** Weight of the newest step in the displayed figures, which are smoothed. */
const NEWEST = 0.02;

/** Shows training progress: a bar per epoch on a terminal, plain lines elsewhere. */
export class TrainingProgress {
  private readonly bar = process.stdout.isTTY
    ? new SingleBar(
        {
          format:
            'epoch {epoch} {bar} {value}/{total} | loss {loss} | accuracy {accuracy} | {speed} images/s | {left} left',
        },
        Presets.shades_classic,
      )
    : null;
  private readonly started = performance.now();
  private loss: number | null = null;
  private accuracy = 0;
  private latest: number;

  constructor(
    private readonly recipe: Schedule,
    private readonly stepsPerEpoch: number,
    private readonly firstStep: number,
  ) {
    this.latest = firstStep;
    this.bar?.start(stepsPerEpoch, firstStep % stepsPerEpoch, this.figures());
  }

  /** Records one step. */
  step({ step, loss, accuracy }: WorkerReport): void {
    const weight = this.loss === null ? 1 : NEWEST;
    this.loss = (1 - weight) * (this.loss ?? 0) + weight * loss;
    this.accuracy += weight * (accuracy - this.accuracy);
    this.latest = step;
    this.bar?.update(((step - 1) % this.stepsPerEpoch) + 1, this.figures());
    if (this.bar === null && step % PLAIN_LINE_STEPS === 0) {
      const figures = Object.entries(this.figures()).map(([name, value]) => `${name} ${value}`);
      console.log(`step ${step} | ${figures.join(' | ')}`);
    }
  }

  /** Reports the end of an epoch. */
  epoch(validationAccuracy: number): void {
    const done = Math.floor(this.latest / this.stepsPerEpoch);
    const line = `epoch ${done}/${this.recipe.epochs}: validation accuracy ${(100 * validationAccuracy).toFixed(2)} %`;
    console.log(this.bar === null ? line : `\n${line}`);
  }

  /** Restores the terminal. */
  end(): void {
    this.bar?.stop();
    const steps = this.latest - this.firstStep;
    const seconds = (performance.now() - this.started) / 1000;
    console.log(
      `${steps} steps in ${seconds.toFixed(0)} s, ${((1000 * seconds) / steps).toFixed(0)} ms a step`,
    );
  }

  private figures() {
    const done = this.latest - this.firstStep;
    const seconds = (performance.now() - this.started) / 1000;
    const remaining = this.recipe.epochs * this.stepsPerEpoch - this.latest;
    return {
      epoch: `${Math.min(this.recipe.epochs, Math.floor(this.latest / this.stepsPerEpoch) + 1)}/${this.recipe.epochs}`,
      loss: (this.loss ?? 0).toFixed(4),
      accuracy: `${(100 * this.accuracy).toFixed(2)} %`,
      speed: ((done * this.recipe.batchSize) / seconds).toFixed(0),
      left: done === 0 ? '?' : `${Math.round((remaining * seconds) / done)} s`,
    };
  }
}
