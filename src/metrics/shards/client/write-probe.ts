import type { Deadline } from '../../../time/deadline';
import type { LocalSender, ProbedRpc, Shards } from '../interface';

/** Whether what is counted can be stored. */
export interface WriteCheck {
  readonly ok: boolean;
  /** For people: what was tried, and what failed. */
  readonly detail: string;
}

/** For so long a result is told again: ten probes a second cost one write in five. */
const FRESH_MILLISECONDS = 5_000;
/** While a check is under way, the last result is told for so long: nobody else need wait for the same. */
const UNDER_WAY_MILLISECONDS = 3_000;

/**
 * Finds out whether the storage takes writes. Answers prove nothing: an object whose disk is full, read-only or deleted
 * answers from memory and from files that nobody will find again. So this isolate's own shard has to write a row,
 * unless it has just stored a delivery, and an object made for it has to open its database anew.
 */
export class WriteProbe {
  private last: WriteCheck | null = null;
  private checkedAt = Number.NEGATIVE_INFINITY;
  private begunAt = Number.NEGATIVE_INFINITY;

  /**
   * @param ledger gets hold of the object that opens its database anew, for each request
   * @param deadline how long a write may take
   * @param now milliseconds since 1970
   */
  constructor(
    private readonly pool: Pick<Shards, 'shard'>,
    private readonly ledger: () => ProbedRpc,
    private readonly sender: Pick<LocalSender, 'shardName' | 'deliveredAt' | 'isHeldUp'>,
    private readonly deadline: Deadline,
    private readonly now: () => number,
  ) {}

  /** @returns whether the storage takes writes, as of at most five seconds ago; never rejects */
  async check(): Promise<WriteCheck> {
    const start = this.now();
    const { last } = this;
    const isFresh = start - this.checkedAt < FRESH_MILLISECONDS && !this.hasNews();
    if (last !== null && (isFresh || start - this.begunAt < UNDER_WAY_MILLISECONDS)) return last;
    this.begunAt = start;
    const [opens, writes] = await Promise.all([this.opensAnew(), this.shardWrites()]);
    this.begunAt = Number.NEGATIVE_INFINITY;
    this.checkedAt = this.now();
    this.last = toCheck(opens, writes, this.sender.shardName);
    return this.last;
  }

  /** Names of shards that are known to store nothing at present, whatever they answer. */
  unwritable(): string[] {
    const { isHeldUp, shardName } = this.sender;
    const isBad = isHeldUp || this.last?.ok === false;
    return isBad && shardName !== null ? [shardName] : [];
  }

  /** Whether deliveries have shown the opposite of the last result since. */
  private hasNews(): boolean {
    const { isHeldUp, deliveredAt } = this.sender;
    return this.last?.ok === true ? isHeldUp : (deliveredAt ?? 0) > this.checkedAt;
  }

  private async opensAnew(): Promise<boolean> {
    return this.succeeds(() => this.ledger().probe());
  }

  private async shardWrites(): Promise<boolean> {
    const { shardName, deliveredAt, isHeldUp } = this.sender;
    if (shardName === null) return true;
    if (!isHeldUp && deliveredAt !== null && this.now() - deliveredAt < FRESH_MILLISECONDS) return true;
    return this.succeeds(() => this.pool.shard(shardName).probe());
  }

  private async succeeds(write: () => Promise<void>): Promise<boolean> {
    const written = async () => {
      await write().catch(acceptOldCode);
      return true;
    };
    return (await this.deadline.wait(written)) ?? false;
  }
}

/** During a rollout an object may run code that cannot be probed yet: that it says so is all that can be had of it. */
function acceptOldCode(error: Error): void {
  if (!/does not implement/.test(error.message)) throw error;
}

function toCheck(opens: boolean, writes: boolean, shard: string | null): WriteCheck {
  if (opens && writes) return { ok: true, detail: 'writes are stored' };
  const detail = writes ? 'no database can be opened' : `shard ${shard} stores no writes`;
  return { ok: false, detail };
}
