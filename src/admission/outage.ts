/** Tells once that something has begun to fail, and once that it works again. */
export class Outage {
  private lasts = false;

  /**
   * @param consequence what follows, for people: `requests are not limited`
   * @param recovery what holds afterwards
   */
  constructor(
    private readonly consequence: string,
    private readonly recovery: string,
    private readonly warn: (message: string) => void,
  ) {}

  failed(error: unknown): void {
    if (!this.lasts) this.warn(`${error}: ${this.consequence}`);
    this.lasts = true;
  }

  worked(): void {
    if (this.lasts) this.warn(this.recovery);
    this.lasts = false;
  }
}
