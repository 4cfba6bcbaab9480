/** Tells once that something has begun to fail, and once that it works again. */
export class Outage {
  private lasts = false;

  /**
   * @param failure what does not work and what follows, for people
   * @param recovery what holds again
   */
  constructor(
    private readonly failure: string,
    private readonly recovery: string,
    private readonly warn: (message: string) => void,
  ) {}

  failed(error: unknown): void {
    if (!this.lasts) this.warn(`${this.failure}: ${error}`);
    this.lasts = true;
  }

  worked(): void {
    if (this.lasts) this.warn(this.recovery);
    this.lasts = false;
  }
}
