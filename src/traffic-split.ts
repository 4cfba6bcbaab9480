/** How traffic is divided over versions of the model. */
export interface TrafficSplit {
  /** Per cent of the clients by version; they add up to 100. */
  readonly weights: Readonly<Record<string, number>>;
  /** Per cent of the requests that a version also reads after the response, for comparison only. */
  readonly shadows: Readonly<Record<string, number>>;
}

/** Each shadow costs another forward pass. */
export const MAX_SHADOWS = 2;

/** What a split may be, for messages. */
export const TRAFFIC_ALLOWED =
  '{"weights": {"<version>": <per cent>, …}, "shadows": {"<version>": <per cent>}}: weights that add up to 100, ' +
  `at most ${MAX_SHADOWS} shadows`;

/** Weights such as 33.3, 33.3 and 33.4 add up to 100 only approximately in binary. */
const TOLERANCE = 1e-6;

/**
 * @param versions that can be served
 * @returns what is wrong with a split, or null
 */
export function faultOf({ weights, shadows }: TrafficSplit, versions: readonly string[]): string | null {
  for (const [version, share] of [...Object.entries(weights), ...Object.entries(shadows)]) {
    if (!versions.includes(version))
      return `there is no version "${version}"; the versions are ${versions.join(', ')}`;
    if (!(share >= 0 && share <= 100)) return `"${version}" has ${share} per cent, not 0 to 100`;
  }
  const sum = Object.values(weights).reduce((total, weight) => total + weight, 0);
  if (Math.abs(sum - 100) > TOLERANCE) return `the weights add up to ${sum}, not 100`;
  const count = Object.values(shadows).filter((share) => share > 0).length;
  return count > MAX_SHADOWS ? `there are ${count} shadows, at most ${MAX_SHADOWS} are allowed` : null;
}

/** The split in force, also where there is none: then the default version answers all requests. */
export function splitInForce(split: TrafficSplit | null, defaultVersion: string): TrafficSplit {
  return split ?? { weights: { [defaultVersion]: 100 }, shadows: {} };
}

/**
 * The version that the others of a split are compared with: the default one if it has clients, else the one that has most.
 *
 * @param weights one or more
 */
export function baselineOf(weights: TrafficSplit['weights'], defaultVersion: string): string {
  if ((weights[defaultVersion] ?? 0) > 0) return defaultVersion;
  return Object.keys(weights).reduce((most, version) =>
    weights[version]! > weights[most]! ? version : most,
  );
}

/**
 * Takes versions out of a split. The others keep their proportions, so that only clients of those versions change theirs.
 *
 * @param stopped not all that have clients
 */
export function withoutVersions(split: TrafficSplit, stopped: readonly string[]): TrafficSplit {
  const isStopped = (version: string) => stopped.includes(version);
  const entries = Object.entries(split.weights);
  const rest = entries.reduce((sum, [version, weight]) => (isStopped(version) ? sum : sum + weight), 0);
  const weights = entries.map(([version, weight]) => [
    version,
    isStopped(version) ? 0 : (weight * 100) / rest,
  ]);
  return { ...split, weights: Object.fromEntries(weights) };
}

/**
 * Assigns a client to a version by weighted rendezvous hashing (Schindelhauer and Schomaker 2005, "Weighted distributed hash
 * tables", the logarithmic method): each version draws a number for the client from a hash, -ln(u) / weight, and the lowest
 * wins. So versions get clients in proportion to their weights, and a client changes its version only to one whose weight has
 * grown relative to that of its own.
 *
 * @param weights at least one is above 0
 * @param client identifies the client
 */
export async function armOf(weights: TrafficSplit['weights'], client: string): Promise<string> {
  const arms = Object.entries(weights).filter(([, weight]) => weight > 0);
  if (arms.length === 1) return arms[0]![0];
  const draws = await Promise.all(
    arms.map(async ([version, weight]) => ({
      version,
      draw: -Math.log(await uniform(`${version}\n${client}`)) / weight,
    })),
  );
  return draws.reduce((lowest, each) => (each.draw < lowest.draw ? each : lowest)).version;
}

/** @returns a number between 0 and 1, exclusively, that the text determines: the first 48 bits of its SHA-256 */
async function uniform(text: string): Promise<number> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  const view = new DataView(digest);
  return (view.getUint32(0) * 2 ** 16 + view.getUint16(4) + 0.5) / 2 ** 48;
}
