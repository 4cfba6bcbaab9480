import { processFigures } from '../bench/process-figures';
import { type Counts, parseCounts, Tally } from '../hostile/tally';
import { seededRandom } from '../random';
import { withProgress } from '../with-progress';
import { createTraffic, type Visit } from './traffic';
import { Visitor } from './visitor';

const SAMPLE_MILLISECONDS = 1_000;
/** Answers of the HTTP server are counted with a delay … */
const COUNTED_MILLISECONDS = 20_000;
/** … and readings of the counters kept for two seconds. */
const COUNTED_STEP_MILLISECONDS = 2_500;

/** Server under test. */
export interface SoakServer {
  readonly url: URL;
  /** Process ids of HTTP server and runtime. */
  readonly front: number;
  readonly workerd: number;
}

export interface SoakOptions {
  /** Most visits to make; some are several requests. */
  readonly visits: number;
  /** Ends it earlier. */
  readonly minutes?: number;
  /** Clients at once. */
  readonly connections: number;
  readonly seed: number;
}

/** State of the server at a time, and what clients saw since the sample before. */
export interface SoakSample {
  /** Since the start. */
  readonly seconds: number;
  /** Made so far. */
  readonly visits: number;
  /** Visits per second. */
  readonly rate: number;
  /** Of ordinary requests; NaN if there were none. */
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
  readonly frontMegabytes: number;
  readonly workerdMegabytes: number;
}

/** Outcome of a soak. */
export interface SoakResult {
  readonly samples: readonly SoakSample[];
  /** Answers that were not as expected, and connections that were cut: name of the visit and what happened. */
  readonly surprises: readonly string[];
  /** Deliberate refusals: 503. */
  readonly refusals: number;
  /** As clients counted and as the service did. */
  readonly answered: Counts & { readonly total: number };
  readonly counted: Counts;
}

/** Sends mixed traffic to a fresh server and watches it. */
export async function soak(
  server: SoakServer,
  { visits, minutes = Number.POSITIVE_INFINITY, connections, seed }: SoakOptions,
): Promise<SoakResult> {
  const draw = createTraffic(seededRandom(seed));
  const tally = new Tally();
  const surprises: string[] = [];
  const sampler = new Sampler(server);
  let refusals = 0;

  const makeVisit = async (visitor: Visitor, visit: Visit) => {
    const start = performance.now();
    try {
      const answers = await visitor.make(visit);
      if (!visit.isHostile) sampler.latencies.push(performance.now() - start);
      tally.note(...answers);
      answers.forEach(({ status }, i) => {
        if (status === 503) refusals++;
        else if (status !== visit.statuses[i]) surprises.push(`${visit.name}: ${status}`);
      });
    } catch (error) {
      surprises.push(`${visit.name}: ${(error as Error).message}`);
    }
    sampler.visits++;
  };

  const deadline = performance.now() + minutes * 60_000;
  const turns = withProgress('visits', Array(visits).keys(), visits);
  const clients = Array.from({ length: connections }, async () => {
    const visitor = new Visitor(server.url);
    while (performance.now() < deadline && !turns.next().done) await makeVisit(visitor, draw());
    visitor.leave();
  });
  sampler.start();
  await Promise.all(clients);
  const samples = await sampler.stop();
  const counted = await readCounts(server.url, tally);
  return { samples, surprises, refusals, answered: tally, counted };
}

/** Reads the counters until they have everything, or it is clear that they do not. */
async function readCounts(url: URL, tally: Tally): Promise<Counts> {
  const deadline = performance.now() + COUNTED_MILLISECONDS;
  for (;;) {
    const response = await fetch(new URL('/metrics/prometheus', url));
    const counted = parseCounts(await response.text());
    if (isSame(counted, tally) || performance.now() > deadline) return counted;
    tally.note({ status: response.status, body: '' });
    await new Promise((resolve) => setTimeout(resolve, COUNTED_STEP_MILLISECONDS));
  }
}

/** Whether both have the same numbers. */
export function isSame(one: Counts, other: Counts): boolean {
  const statuses = Object.keys({ ...one.statuses, ...other.statuses }) as (keyof Counts['statuses'])[];
  return one.digits === other.digits && statuses.every((each) => one.statuses[each] === other.statuses[each]);
}

/** Takes a sample each second. */
class Sampler {
  visits = 0;
  latencies: number[] = [];
  readonly #samples: SoakSample[] = [];
  #startedAt = 0;
  #last = { seconds: 0, visits: 0 };
  #timer: NodeJS.Timeout | undefined;
  #sampling: Promise<void> = Promise.resolve();

  constructor(readonly server: SoakServer) {}

  start(): void {
    this.#startedAt = performance.now();
    this.#timer = setInterval(() => {
      this.#sampling = this.#take();
    }, SAMPLE_MILLISECONDS);
  }

  async stop(): Promise<readonly SoakSample[]> {
    clearInterval(this.#timer);
    await this.#sampling;
    return this.#samples;
  }

  async #take(): Promise<void> {
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const { visits, latencies } = this;
    const rate = (visits - this.#last.visits) / (seconds - this.#last.seconds);
    this.#last = { seconds, visits };
    this.latencies = [];
    latencies.sort((a, b) => a - b);
    const [front, workerd] = await Promise.all([this.server.front, this.server.workerd].map(processFigures));
    this.#samples.push({
      seconds,
      visits,
      rate,
      p50Milliseconds: quantile(latencies, 0.5),
      p99Milliseconds: quantile(latencies, 0.99),
      frontMegabytes: front!.residentBytes / 1e6,
      workerdMegabytes: workerd!.residentBytes / 1e6,
    });
  }
}

/** @param sorted in ascending order */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(share * sorted.length)] ?? Number.NaN;
}
