import { digestOf, toHex } from '../../api-keys/key-format';
import type { Deadline } from '../../time/deadline';
import type { Caller } from '../caller';
import { Outage } from '../outage';
import type {
  IdempotencyStoreNamespace,
  IdempotencyStoreRpc,
  Standing,
  StoredAnswer,
} from './idempotency-protocol';

/** A request that is to be answered once. */
export interface OnceRequest {
  readonly caller: Caller;
  /** The caller's `Idempotency-Key`. */
  readonly key: string;
  /** What the request says, in any form; requests that say the same are equal. */
  readonly content: string;
}

/** The right to answer a request, which ends with one of its methods. */
export interface Claim {
  /** Stores the answer for repetitions of the request. Never rejects. */
  finish(answer: StoredAnswer): Promise<void>;
  /** Gives the key back: the next request with it is answered anew. Never rejects. */
  abandon(): Promise<void>;
}

/** What has become of a request; null if the store does not answer. */
export type Claimed = Claim | Exclude<Standing, { readonly kind: 'first' }> | null;

/** Sees to it that requests with the same `Idempotency-Key` are answered once, over all isolates. */
export class IdempotentRequests {
  private readonly outage: Outage;

  /**
   * @param stores the `IDEMPOTENCY` binding; null if there is none
   * @param deadline timeout of its answers
   * @param warn receives a message when it starts to fail and when it works again
   */
  constructor(
    private readonly stores: IdempotencyStoreNamespace | null,
    private readonly deadline: Deadline,
    warn: (message: string) => void,
  ) {
    this.outage = new Outage(
      'Cannot store answers by their Idempotency-Key, so that repeated requests are answered anew for now',
      'Answers are stored by their Idempotency-Key again',
      warn,
    );
  }

  /** Claims a request for its caller, or tells what has become of it. Never rejects. */
  async claim({ caller, key, content }: OnceRequest): Promise<Claimed> {
    const [owner, id, fingerprint] = await Promise.all([
      hash(nameOf(caller)),
      hash(`${nameOf(caller)} ${key}`),
      hash(content),
    ]);
    const standing = await this.ask(owner, (store) => store.begin({ id, owner, fingerprint }));
    if (standing?.kind !== 'first') return standing;
    const { claim } = standing;
    return {
      finish: async (answer) => {
        await this.ask(owner, (store) => store.finish(id, claim, answer));
      },
      abandon: async () => {
        await this.ask(owner, (store) => store.abandon(id, claim));
      },
    };
  }

  private async ask<T>(
    owner: string,
    question: (store: IdempotencyStoreRpc) => Promise<T>,
  ): Promise<T | null> {
    try {
      const answer = await this.deadline.require(async () => {
        if (this.stores === null) throw new Error('there is no binding IDEMPOTENCY');
        return question(this.stores.getByName(storeOf(owner)));
      });
      this.outage.worked();
      return answer;
    } catch (error) {
      this.outage.failed(error);
      return null;
    }
  }
}

/** One of sixteen objects, so that their number and thus the space are bounded, and most callers do not compete for it. */
function storeOf(owner: string): string {
  return `store-${owner[0]}`;
}

function nameOf(caller: Caller): string {
  return caller.kind === 'key' ? `key ${caller.name}` : `address ${caller.address}`;
}

async function hash(text: string): Promise<string> {
  return toHex(await digestOf(text));
}
