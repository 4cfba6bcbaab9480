import { armOf } from '../metrics/experiments/arms';
import { type Fault, findFault } from '../metrics/experiments/find-fault';
import { COUNTED } from '../metrics/series/catalogue';
import { type Cells, isCellOf, lastPartOf, missingCells, SUM } from '../metrics/series/series';
import type { TrafficState } from '../traffic/traffic-book';
import type { Looks, Watch } from '../traffic/traffic-store-protocol';
import { baselineOf, type TrafficSplit, withoutVersions } from '../traffic-split';
import type { Services } from './services';

/** Probability of stopping a version that is no worse, for as long as a split is in force. */
const FALSE_STOPS = 0.01;
/** Below this number of pictures nothing but a coincidence would be found, and each look costs some of the probability. */
const FIRST_LOOK_PICTURES = 20;

/** What became of a watch. */
export interface Judgement {
  readonly watch: Watch;
  readonly faults: readonly Fault[];
}

/**
 * Takes versions out of the traffic that are worse than the baseline beyond chance. To be called once a minute.
 *
 * @param warn receives what was stopped, and why nothing could be judged
 */
export async function guardTraffic(
  { config, traffic, metrics, models }: Pick<Services, 'config' | 'traffic' | 'metrics' | 'models'>,
  warn: (message: string) => void,
): Promise<void> {
  if (!config.guardsTraffic) return;
  try {
    const state = await traffic.read();
    const { cells, unreachable } = await metrics.read();
    // Counts that are missing could be those of the failures of one version alone.
    if (state.split === null || unreachable.length > 0) return;
    const known = await traffic.watch();
    const { watch, faults } = judgeSplit(state, models.defaultVersion, known, evidenceIn(cells));
    if (watch !== known) await traffic.keepWatch(watch);
    if (faults.length > 0) await stop(state, faults);
  } catch (error) {
    warn(`Cannot guard the traffic: ${error instanceof Error ? error.message : error}`);
  }

  async function stop({ split, version }: TrafficState, faults: readonly Fault[]): Promise<void> {
    const reason = faults.map(({ summary }) => summary).join('; ');
    const stopped = faults.map((fault) => fault.version);
    if (await traffic.intervene(withoutVersions(split!, stopped), reason, version))
      warn(`Stopped ${stopped.join(', ')}: ${reason}`);
  }
}

/**
 * Judges each version of a split by what was counted since the watch began. Judging again and again would find a difference by
 * chance sooner or later, so the n-th look at a version has the level `FALSE_STOPS` / (n (n + 1)) (alpha spending): all looks
 * together have `FALSE_STOPS`, however many there will be.
 *
 * @param known the watch so far; null if there is none
 * @param cells the counters now
 * @returns `known` itself if there was nothing to judge
 */
export function judgeSplit(
  { split, version }: Pick<TrafficState, 'split' | 'version'>,
  defaultVersion: string,
  known: Watch | null,
  cells: Readonly<Cells>,
): Judgement {
  const of = `${version} ${JSON.stringify(split)}`;
  // Totals are lower than before where the storage was replaced.
  const isContinued = known?.of === of && Object.keys(missingCells(cells, known.cells)).length === 0;
  if (!isContinued) return { watch: { of, cells, looks: {} }, faults: [] };
  const { weights } = split!;
  const baseline = baselineOf(weights, defaultVersion);
  const candidates = candidatesOf(weights, baseline);
  const counted = missingCells(known.cells, cells);
  const arms = candidates.map((candidate) => armOf(counted, candidate));
  const due = arms.filter((arm) => isDue(known.looks[arm.version], arm.pictures));
  if (due.length === 0) return { watch: known, faults: [] };
  const looks = { ...known.looks };
  for (const arm of due)
    looks[arm.version] = { count: (looks[arm.version]?.count ?? 0) + 1, pictures: arm.pictures };
  const faults = due.map((arm) =>
    findFault(arm, armOf(counted, baseline), levelOf(looks[arm.version]!.count) / candidates.length),
  );
  return { watch: { ...known, looks }, faults: faults.filter((fault) => fault !== null) };
}

/** All versions that have clients, but for the baseline. */
function candidatesOf(weights: TrafficSplit['weights'], baseline: string): string[] {
  return Object.keys(weights).filter((version) => weights[version]! > 0 && version !== baseline);
}

/** The next look comes when a version has a tenth more pictures: looks that see nothing new would only cost. */
function isDue(last: Looks | undefined, pictures: number): boolean {
  return last === undefined
    ? pictures >= FIRST_LOOK_PICTURES
    : pictures >= last.pictures + last.pictures / 10;
}

function levelOf(look: number): number {
  return FALSE_STOPS / (look * (look + 1));
}

/** The counters that versions are judged by. */
function evidenceIn(cells: Readonly<Cells>): Cells {
  const isEvidence = (cell: string) =>
    isCellOf(COUNTED.assigned, cell) ||
    (isCellOf(COUNTED.assignedDuration, cell) && lastPartOf(cell) !== SUM);
  return Object.fromEntries(Object.entries(cells).filter(([cell]) => isEvidence(cell)));
}
