import { Agent, request } from 'node:http';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';

const seven = toPng(drawSeven(28));

/** What became of the requests of a load. */
export interface LoadTally {
  /** Answers by status. */
  readonly statuses: Record<number, number>;
  /** Requests that were cut off: some of it was sent, and no whole answer came. */
  readonly resets: readonly string[];
}

/** Predicts over and over on several connections that are kept. */
export class Load {
  readonly #agent: Agent;
  readonly #statuses: Record<number, number> = {};
  readonly #resets: string[] = [];
  readonly #connections: Promise<void>[];
  #isOver = false;

  constructor(
    readonly url: URL,
    connections: number,
  ) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
    this.#connections = Array.from({ length: connections }, () => this.#repeat());
  }

  get tally(): LoadTally {
    return { statuses: this.#statuses, resets: this.#resets };
  }

  /** Ends when asked to, or when the server takes no more connections. */
  async stop(): Promise<LoadTally> {
    this.#isOver = true;
    return this.ended();
  }

  async ended(): Promise<LoadTally> {
    await Promise.all(this.#connections);
    this.#agent.destroy();
    return this.tally;
  }

  async #repeat(): Promise<void> {
    while (!this.#isOver) {
      try {
        const status = await this.#predict();
        this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
        if (status !== 200) await new Promise((resolve) => setTimeout(resolve, 20));
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        if (code === 'ECONNREFUSED') return;
        this.#resets.push(code ?? message);
      }
    }
  }

  #predict(): Promise<number> {
    return new Promise((resolve, reject) => {
      const options = { method: 'POST', agent: this.#agent, headers: { 'Content-Length': seven.length } };
      const sent = request(new URL('/predict', this.url), options, (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode!));
        response.once('error', reject);
      });
      sent.once('error', reject);
      sent.end(seven);
    });
  }
}
