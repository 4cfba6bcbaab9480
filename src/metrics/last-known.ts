import type { Cells } from './series';

/** Remembers what each shard said last. */
export interface LastKnown {
  remember(shard: string, totals: Readonly<Cells>): Promise<void>;
  /** @returns null where nothing is known */
  recall(shard: string): Promise<Readonly<Cells> | null>;
}

/** The part of the Cache API that is needed here. */
export interface CacheLike {
  match(key: string): Promise<Response | undefined>;
  put(key: string, response: Response): Promise<unknown>;
}

/** Keys of a cache are addresses; nothing is ever fetched from this one. */
const ADDRESS = 'https://last-known.invalid/';
/** How often the data centre's cache is brought up to date. */
const SAVE_MILLISECONDS = 30_000;
const KEEP_SECONDS = 86_400;

/**
 * Remembers in the isolate's memory, exactly, and in the data centre's cache, half a minute behind, for
 * isolates that begin while a shard is away. (On workers.dev there is no cache: only the memory counts.)
 */
export class CachedLastKnown implements LastKnown {
  private readonly memory = new Map<string, Readonly<Cells>>();
  private readonly savedAt = new Map<string, number>();

  /**
   * @param cache given lazily, as global scope may not touch it
   * @param now milliseconds since 1970
   */
  constructor(
    private readonly cache: () => CacheLike,
    private readonly now: () => number,
  ) {}

  async remember(shard: string, totals: Readonly<Cells>): Promise<void> {
    this.memory.set(shard, totals);
    if (this.now() - (this.savedAt.get(shard) ?? 0) < SAVE_MILLISECONDS) return;
    this.savedAt.set(shard, this.now());
    const headers = { 'Cache-Control': `max-age=${KEEP_SECONDS}` };
    await this.cache()
      .put(ADDRESS + shard, Response.json(totals, { headers }))
      .catch(() => {});
  }

  async recall(shard: string): Promise<Readonly<Cells> | null> {
    const known = this.memory.get(shard);
    if (known !== undefined) return known;
    const cached = await this.cache()
      .match(ADDRESS + shard)
      .catch(() => undefined);
    const totals = cached === undefined ? null : ((await cached.json()) as Cells);
    if (totals !== null) this.memory.set(shard, totals);
    return totals;
  }
}
