import type { Quota } from '../../api-keys/role';

export type QuotaPeriod = keyof Quota;

/** Usage of a key in one period. */
export interface QuotaStanding {
  readonly period: QuotaPeriod;
  /** Allowed pictures. */
  readonly limit: number;
  /** Remaining pictures. */
  readonly remaining: number;
  /** Seconds until the end of the period. */
  readonly resetSeconds: number;
}

/** Requested charge. */
export interface ChargeRequest {
  /** 1 upwards. */
  readonly pictures: number;
  readonly quota: Quota;
}

/** Outcome of a charge. */
export interface ChargeOutcome {
  /** Whether all pictures are within the quota; if not, none was charged. */
  readonly granted: boolean;
  /** The UTC day that they are charged to: `2026-11-27`. */
  readonly day: string;
  /** After the charge. */
  readonly standings: readonly QuotaStanding[];
}

/** RPC interface of the object that counts a key's usage. */
export interface KeyUsageRpc {
  /** Charges one request after the other. @returns an outcome for each */
  charge(requests: readonly ChargeRequest[]): Promise<ChargeOutcome[]>;
  /** Refunds a charge of a day, for pictures at which the service failed. */
  refund(pictures: number, day: string): Promise<void>;
}

/** The part of a Durable Object binding that is needed here: one object for each name of a key. */
export interface KeyUsageNamespace {
  getByName(name: string): KeyUsageRpc;
}
