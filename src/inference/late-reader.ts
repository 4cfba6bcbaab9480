import type { Steps } from '../steps';
import type { DigitReader, Judgement } from './judgement';

/** A reader that is opened when the first picture needs it: the eye answers most on its own, and opening takes as long as many requests. */
export class LateReader implements DigitReader {
  private opened: DigitReader | null = null;

  /** @param open called until it succeeds; what it throws, each method throws */
  constructor(private readonly open: () => DigitReader) {}

  predict(pixels: Float32Array): Float32Array {
    return this.reader.predict(pixels);
  }

  predictBatch(pixels: Float32Array): Float32Array {
    return this.reader.predictBatch(pixels);
  }

  judge(pixels: Float32Array): Judgement {
    return this.reader.judge(pixels);
  }

  judgeBatch(pixels: Float32Array): Judgement[] {
    return this.reader.judgeBatch(pixels);
  }

  judgeBatchInSteps(pixels: Float32Array): Steps<Judgement[]> {
    return this.reader.judgeBatchInSteps(pixels);
  }

  private get reader(): DigitReader {
    this.opened ??= this.open();
    return this.opened;
  }
}
