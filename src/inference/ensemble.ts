import { runAtOnce, type Steps } from '../steps';
import { combineOpinions, type DigitReader, type Judgement, meanOf, weigh } from './judgement';

/** A member of an ensemble. */
export interface Member {
  readonly version: string;
  readonly classifier: DigitReader;
}

/** Several models combined: the mean of their calibrated probabilities. */
export class Ensemble implements DigitReader {
  /**
   * @param members at least two
   * @param minimumEvidence minimum mean of the members' evidence of a digit
   */
  constructor(
    private readonly members: readonly Member[],
    private readonly minimumEvidence: number,
  ) {}

  predict(pixels: Float32Array): Float32Array {
    return meanOf(this.members.map(({ classifier }) => classifier.predict(pixels)));
  }

  predictBatch(pixels: Float32Array): Float32Array {
    return meanOf(this.members.map(({ classifier }) => classifier.predictBatch(pixels)));
  }

  judge(pixels: Float32Array): Judgement {
    return this.judgeBatch(pixels)[0]!;
  }

  judgeBatch(pixels: Float32Array): Judgement[] {
    return runAtOnce(this.judgeBatchInSteps(pixels));
  }

  *judgeBatchInSteps(pixels: Float32Array): Steps<Judgement[]> {
    const byMember: Judgement[][] = [];
    for (const { classifier } of this.members) byMember.push(yield* classifier.judgeBatchInSteps(pixels));
    return byMember[0]!.map((_, picture) => this.combine(byMember.map((judgements) => judgements[picture]!)));
  }

  /** @param judgements of one picture, by member */
  private combine(judgements: readonly Judgement[]): Judgement {
    const evidence = judgements.reduce((sum, judgement) => sum + judgement.evidence, 0) / judgements.length;
    const opinions = judgements.map(({ probabilities }, index) => ({
      version: this.members[index]!.version,
      probabilities,
    }));
    return { ...combineOpinions(opinions), ...weigh(evidence, this.minimumEvidence) };
  }
}
