import type { Quota } from '../../api-keys/role';
import type { Deadline } from '../../time/deadline';
import { Outage } from '../outage';
import type { ChargeOutcome, KeyUsageNamespace, KeyUsageRpc } from './quota-protocol';

/** A charge that was granted, for whoever gives it back. */
export interface Charge {
  /** Name of the key. */
  readonly key: string;
  readonly pictures: number;
  readonly day: string;
}

/** Charges pictures to the quotas of keys. */
export class Quotas {
  private readonly outage: Outage;

  /**
   * @param usage the `KEY_USAGE` binding; null where there is none
   * @param deadline how long a prediction may wait for it
   * @param warn is told when charges begin to fail and when they work again
   */
  constructor(
    private readonly usage: KeyUsageNamespace | null,
    private readonly deadline: Deadline,
    warn: (message: string) => void,
  ) {
    this.outage = new Outage(
      'Cannot charge pictures to the quotas of keys, which are not limited for now',
      'Pictures are charged to the quotas of keys again',
      warn,
    );
  }

  /**
   * Charges all of the pictures or none of them. Never rejects.
   * @returns null where it is not possible: who asks is let through
   */
  charge(key: string, quota: Quota, pictures: number): Promise<ChargeOutcome | null> {
    return this.ask(key, (usage) => usage.charge(pictures, quota));
  }

  /** Gives back what was charged for pictures that the service failed at. Never rejects. */
  async refund({ key, pictures, day }: Charge): Promise<void> {
    await this.ask(key, (usage) => usage.refund(pictures, day));
  }

  private async ask<T>(key: string, question: (usage: KeyUsageRpc) => Promise<T>): Promise<T | null> {
    try {
      const answer = await this.deadline.require(async () => {
        if (this.usage === null) throw new Error('there is no binding KEY_USAGE');
        return question(this.usage.getByName(key));
      });
      this.outage.worked();
      return answer;
    } catch (error) {
      this.outage.failed(error);
      return null;
    }
  }
}
