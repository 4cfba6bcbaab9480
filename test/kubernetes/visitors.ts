import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { drawSeven, toPng } from '../../scripts/lib/scenes/sample-images';

const PICTURE = Buffer.from(toPng(drawSeven(28)));
/** Between two requests of a visitor, in milliseconds. */
const PAUSE = 20;

/** People that send pictures one after another, each on a connection of its own. */
export class Visitors {
  /** How many answers had each status; 0 where there was no answer. */
  readonly statuses: Record<number, number> = {};
  private readonly visits: Promise<void>[] = [];
  private wanted = 0;

  constructor(private readonly port: number) {}

  /** Has so many visitors from now on. */
  become(count: number): void {
    const before = this.wanted;
    this.wanted = count;
    for (let place = before; place < count; place++) this.visits.push(this.visit(place));
  }

  /** Resolves when the last one has its answer. */
  async leave(): Promise<void> {
    this.wanted = 0;
    await Promise.all(this.visits);
  }

  private async visit(place: number): Promise<void> {
    while (place < this.wanted) {
      const status = await this.send();
      this.statuses[status] = (this.statuses[status] ?? 0) + 1;
      await sleep(PAUSE);
    }
  }

  private send(): Promise<number> {
    return new Promise((resolve) => {
      const options = { port: this.port, path: '/predict', method: 'POST', agent: false };
      request({ host: '127.0.0.1', ...options }, (response) => {
        response.resume();
        response.once('close', () => resolve(response.complete ? response.statusCode! : 0));
      })
        .once('error', () => resolve(0))
        .end(PICTURE);
    });
  }
}
