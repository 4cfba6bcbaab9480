import type { Deadline } from '../../../time/deadline';
import type { LocalSender, ProbedRpc, Shards } from '../interface';

/** Whether counts can be stored. */
export interface WriteCheck {
  readonly ok: boolean;
  /** For people: what was tested, and what failed. */
  readonly detail: string;
}

/** How long a result is cached: ten probes a second cause one write in five seconds. */
const FRESH_MILLISECONDS = 5_000;
/** How long the last result is used while a new check is in progress, so that only one caller waits. */
const UNDER_WAY_MILLISECONDS = 3_000;

/**
 * Tests whether the storage accepts writes. Answers alone prove nothing: an object whose disk is full, read-only or deleted
 * answers from memory and from deleted files that are still open. So this isolate's own shard has to write a row, unless it
 * has just stored a delivery, and a dedicated object has to reopen its database.
 */
export class WriteProbe {
  private last: WriteCheck | null = null;
  private checkedAt = Number.NEGATIVE_INFINITY;
  private begunAt = Number.NEGATIVE_INFINITY;

  /**
   * @param ledger returns a stub of the object that reopens its database, a new one for each request
   * @param deadline timeout of a write
   * @param now milliseconds since 1970
   */
  constructor(
    private readonly pool: Pick<Shards, 'shard'>,
    private readonly ledger: () => ProbedRpc,
    private readonly sender: Pick<LocalSender, 'shardName' | 'deliveredAt' | 'isHeldUp'>,
    private readonly deadline: Deadline,
    private readonly now: () => number,
  ) {}

  /** @returns whether the storage accepts writes, tested at most five seconds ago; never rejects */
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

  /** Names of shards that are known not to store writes at present, even if they answer. */
  unwritable(): string[] {
    const { isHeldUp, shardName } = this.sender;
    const isBad = isHeldUp || this.last?.ok === false;
    return isBad && shardName !== null ? [shardName] : [];
  }

  /** Whether later deliveries contradict the last result. */
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

/** During a rollout an object may run older code without this method: then an answer has to suffice. */
function acceptOldCode(error: Error): void {
  if (!/does not implement/.test(error.message)) throw error;
}

function toCheck(opens: boolean, writes: boolean, shard: string | null): WriteCheck {
  if (opens && writes) return { ok: true, detail: 'writes are stored' };
  const detail = writes ? 'no database can be opened' : `shard ${shard} stores no writes`;
  return { ok: false, detail };
}
