/** A text that the browser keeps for this page; not where its visitor allows pages to keep nothing. */
export class KeptValue {
  /**
   * @param storage of the browser; to ask for it may fail
   * @param name of the text there
   */
  constructor(
    private readonly storage: () => Storage,
    private readonly name: string,
  ) {}

  /** @returns null if there is none */
  read(): string | null {
    try {
      return this.storage().getItem(this.name);
    } catch {
      return null;
    }
  }

  /** @param value null to keep none */
  write(value: string | null): void {
    try {
      if (value === null) this.storage().removeItem(this.name);
      else this.storage().setItem(this.name, value);
    } catch {
      // It holds until the page is left.
    }
  }
}
