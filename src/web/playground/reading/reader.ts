/** What a reader does with the world. */
export interface ReaderParts<Subject, Answer> {
  readonly read: (subject: Subject, signal: AbortSignal) => Promise<Answer>;
  readonly onAnswer: (answer: Answer, subject: Subject) => void;
  readonly onFailure: (error: unknown, subject: Subject) => void;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** From an answer to the next question. */
  readonly betweenMilliseconds: number;
}

/** Collects what a hand does within one frame or two. */
const SETTLING_MILLISECONDS = 60;

/**
 * Reads whatever was last asked for: one request at a time, and of what is asked for meanwhile only the newest. So an answer
 * never replaces that to a later question, and a slow service is asked less often.
 */
export class Reader<Subject, Answer> {
  private next: Subject | null = null;
  private current: AbortController | null = null;

  constructor(private readonly parts: ReaderParts<Subject, Answer>) {}

  /** Asks for a subject instead of any that waits. */
  ask(subject: Subject): void {
    this.next = subject;
    if (this.current === null) void this.work();
  }

  /** Gives up what waits and what is on its way: nothing of it is answered. */
  forget(): void {
    this.next = null;
    this.current?.abort();
    this.current = null;
  }

  private async work(): Promise<void> {
    const { read, onAnswer, onFailure, pause, betweenMilliseconds } = this.parts;
    const controller = new AbortController();
    this.current = controller;
    const { signal } = controller;
    await pause(SETTLING_MILLISECONDS);
    while (this.next !== null && !signal.aborted) {
      const subject = this.next;
      this.next = null;
      try {
        const answer = await read(subject, signal);
        if (!signal.aborted) onAnswer(answer, subject);
      } catch (error) {
        if (!signal.aborted) onFailure(error, subject);
      }
      if (!signal.aborted) await pause(betweenMilliseconds);
    }
    if (this.current === controller) this.current = null;
  }
}
