import { LOCATIONS, type Location, type RequestLocation } from '../../series/labels';
import type { HintedNamespace, ShardRpc, Shards } from '../interface';

/** Location for isolates whose own is unknown. */
const DEFAULT_LOCATION: Location = 'enam';

/** A small fixed set of objects: `perLocation` for each location hint. */
export class ShardPool<Rpc = ShardRpc> implements Shards<Rpc> {
  /** Names of all shards, such as `weur-0`. */
  readonly names: readonly string[];

  /**
   * @param namespace the binding
   * @param perLocation 1 upwards
   */
  constructor(
    private readonly namespace: HintedNamespace<Rpc>,
    private readonly perLocation: number,
  ) {
    const indices = Array.from({ length: perLocation }, (_, index) => index);
    this.names = LOCATIONS.flatMap((location) => indices.map((index) => `${location}-${index}`));
  }

  nameOf(location: RequestLocation, isolate: string): string {
    const nearest = location === 'unknown' ? DEFAULT_LOCATION : location;
    return `${nearest}-${hash(isolate) % this.perLocation}`;
  }

  /** @param name one of `names` */
  shard(name: string): Rpc {
    // The location of an object is fixed when it is first accessed, so every access includes the hint.
    const locationHint = name.slice(0, name.indexOf('-')) as Location;
    return this.namespace.getByName(name, { locationHint });
  }
}

/** FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
