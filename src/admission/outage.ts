/** Logs once that something has started to fail, and once that it works again. */
export class Outage {
  private lasts = false;

  /**
   * @param failure message for the start of an outage: the failure and its consequence
   * @param recovery message for its end
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
