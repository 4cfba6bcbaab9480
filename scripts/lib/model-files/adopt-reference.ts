import { readFile } from 'node:fs/promises';
import { MIN_SAMPLES } from '../../../src/metrics/drift/assess';
import { bucketNames, type Histograms } from '../../../src/metrics/drift/histograms';
import { DRIFT_FEATURES } from '../../../src/metrics/series/labels';

/** Long enough to include a weekend. */
const WINDOW = '7d';

/** The required part of the response of `GET /drift`. */
interface DriftAnswer {
  readonly model_version: string;
  readonly shards_unreachable: number;
  readonly features: readonly {
    readonly feature: string;
    readonly samples: number;
    readonly buckets: readonly { readonly bucket: string; readonly live: number }[];
  }[];
}

/**
 * Uses a service's own counts as the reference of its model, so that drift is judged by its own normal traffic.
 *
 * @param source address of a service (its last seven days), of its `/drift` with a window of one's own, or a file that
 * holds such an answer
 * @param version model whose card will hold it
 * @returns the card's field `reference_histograms`
 * @throws Error where there is no such answer, or it is of another model, of too few pictures or not of all shards
 */
export async function adoptReference(source: string, version: string): Promise<Histograms> {
  const answer = await readAnswer(source, version);
  const refuse = (why: string): never => {
    throw new Error(`Cannot adopt ${source}: ${why}`);
  };
  if (answer.model_version !== version) refuse(`it is of model ${answer.model_version}, expected ${version}`);
  if (answer.shards_unreachable > 0)
    refuse(`${answer.shards_unreachable} shards did not answer; try again when all do`);
  const entries = DRIFT_FEATURES.map((feature) => {
    const found = answer.features.find((candidate) => candidate.feature === feature);
    const buckets = found?.buckets ?? [];
    if (buckets.map(({ bucket }) => bucket).join() !== bucketNames(feature).join())
      refuse(`its buckets of ${feature} are not those of this version`);
    if (found!.samples < MIN_SAMPLES)
      refuse(`it has ${found!.samples} pictures for ${feature}, expected at least ${MIN_SAMPLES}`);
    return [feature, buckets.map(({ live }) => live)];
  });
  return Object.fromEntries(entries) as Histograms;
}

async function readAnswer(source: string, version: string): Promise<DriftAnswer> {
  try {
    const answer = JSON.parse(
      /^https?:/.test(source) ? await fetchText(source, version) : await readFile(source, 'utf8'),
    );
    if (!Array.isArray(answer.features)) throw new Error('it is no answer of GET /drift');
    return answer;
  } catch (error) {
    throw new Error(`Cannot read ${source}: ${(error as Error).message}`);
  }
}

async function fetchText(address: string, version: string): Promise<string> {
  const url = new URL(address);
  if (url.pathname === '/') url.pathname = '/drift';
  if (!url.searchParams.has('window')) url.searchParams.set('window', WINDOW);
  if (!url.searchParams.has('model')) url.searchParams.set('model', version);
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.text();
}
