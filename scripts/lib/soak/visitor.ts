import { type RawAnswer, RawClient } from '../../../test/support/raw-client';
import { launch } from '../hostile/attack';
import type { Visit } from './traffic';

/** A client with a connection that it keeps for ordinary requests. */
export class Visitor {
  #connection: RawClient | null = null;

  constructor(readonly url: URL) {}

  /**
   * Makes a visit.
   * @throws Error if the connection ends before all answers have come
   */
  async make(visit: Visit): Promise<readonly RawAnswer[]> {
    if (visit.isHostile) return launch(this.url, visit);
    this.#connection ??= await RawClient.open(this.url);
    try {
      void this.#connection.send(visit.bytes());
      const answer = await this.#connection.answer();
      if (answer.headers.get('connection') === 'close') this.leave();
      return [answer];
    } catch (error) {
      this.leave();
      throw error;
    }
  }

  leave(): void {
    this.#connection?.close();
    this.#connection = null;
  }
}
