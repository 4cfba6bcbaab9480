import type { Quota } from '../../api-keys/role';

export type QuotaPeriod = keyof Quota;

/** Where a key stands in one period. */
export interface QuotaStanding {
  readonly period: QuotaPeriod;
  /** Pictures that are allowed in it. */
  readonly limit: number;
  /** Pictures that are left of them. */
  readonly remaining: number;
  /** Seconds until the period is over. */
  readonly resetSeconds: number;
}

/** What a request asks for. */
export interface ChargeRequest {
  /** 1 upwards. */
  readonly pictures: number;
  readonly quota: Quota;
}

/** What became of it. */
export interface ChargeOutcome {
  /** Whether all pictures are within the quota; if not, none was charged. */
  readonly granted: boolean;
  /** The day of UTC that they count in: `2026-11-27`. */
  readonly day: string;
  /** After the charge. */
  readonly standings: readonly QuotaStanding[];
}

/** The methods of the object that keeps what a key has used, as a caller sees them. */
export interface KeyUsageRpc {
  /** Charges one request after the other. @returns an outcome for each */
  charge(requests: readonly ChargeRequest[]): Promise<ChargeOutcome[]>;
  /** Takes back what was charged on a day, for pictures that the service failed at. */
  refund(pictures: number, day: string): Promise<void>;
}

/** The part of a Durable Object binding that is needed here: one object for each name of a key. */
export interface KeyUsageNamespace {
  getByName(name: string): KeyUsageRpc;
}
