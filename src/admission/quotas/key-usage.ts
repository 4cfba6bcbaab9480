import { DurableObject } from 'cloudflare:workers';
import type { Quota } from '../../api-keys/role';
import type { Served } from '../../runtime';
import type { ChargeOutcome, ChargeRequest, KeyUsageRpc, QuotaPeriod, QuotaStanding } from './quota-protocol';

/** Pictures in a calendar month, by its days: `{ "27": 140 }`. */
type MonthUsage = Record<string, number>;

const KEY_PREFIX = 'month:';
/** This month, the last one, and one for a clock that was put forward by mistake. */
const KEPT_MONTHS = 3;

/**
 * Counts the usage of the keys of one name, exactly: an object processes charges one after another, and replies when the charge
 * is durable. Key `month:<yyyy-mm>` in its storage, so that a charge writes one row.
 *
 * Each day has a count of its own, so whatever the clock does, no day has more than its quota: a clock that is put back
 * finds what the day had used.
 */
export class KeyUsage extends DurableObject<unknown> implements Served<KeyUsageRpc> {
  private readonly storage: DurableObjectStorage;

  constructor(context: DurableObjectState, env: unknown) {
    super(context, env);
    this.storage = context.storage;
  }

  charge(requests: readonly ChargeRequest[]): ChargeOutcome[] {
    const now = new Date();
    const day = now.toISOString().slice(0, 10);
    const usage = this.read(day);
    const outcomes = requests.map(({ pictures, quota }) => {
      const before = toStandings(quota, usage, now);
      const granted = before.every(({ remaining }) => pictures <= remaining);
      if (!granted) return { granted, day, standings: before };
      add(usage, day, pictures);
      return { granted, day, standings: toStandings(quota, usage, now) };
    });
    if (outcomes.some(({ granted }) => granted)) this.write(day, usage);
    return outcomes;
  }

  refund(pictures: number, day: string): void {
    const usage = this.read(day);
    add(usage, day, -Math.min(pictures, usedOn(day, usage)));
    this.write(day, usage);
  }

  private read(day: string): MonthUsage {
    return this.storage.kv.get<MonthUsage>(keyOf(day)) ?? {};
  }

  private forgetOldMonths(): void {
    const months = [...this.storage.kv.list({ prefix: KEY_PREFIX })].map(([key]) => key);
    for (const key of months.slice(0, -KEPT_MONTHS)) this.storage.kv.delete(key);
  }

  private write(day: string, usage: MonthUsage): void {
    const isNewMonth = this.storage.kv.get(keyOf(day)) === undefined;
    this.storage.kv.put(keyOf(day), usage);
    if (isNewMonth) this.forgetOldMonths();
  }
}

/** @param day `2026-11-27` → `month:2026-11` */
function keyOf(day: string): string {
  return `${KEY_PREFIX}${day.slice(0, 7)}`;
}

/** @param day `2026-11-27` → `27` */
function dayOfMonth(day: string): string {
  return day.slice(8);
}

function add(usage: MonthUsage, day: string, pictures: number): void {
  usage[dayOfMonth(day)] = usedOn(day, usage) + pictures;
}

function usedOn(day: string, usage: MonthUsage): number {
  return usage[dayOfMonth(day)] ?? 0;
}

/** @param usage of the month that it is now */
function toStandings(quota: Quota, usage: MonthUsage, now: Date): QuotaStanding[] {
  const [year, month, date] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  const used = {
    daily: usedOn(now.toISOString().slice(0, 10), usage),
    monthly: Object.values(usage).reduce((total, pictures) => total + pictures, 0),
  };
  const end = { daily: Date.UTC(year, month, date + 1), monthly: Date.UTC(year, month + 1) };
  return (['daily', 'monthly'] satisfies QuotaPeriod[]).flatMap((period) => {
    const limit = quota[period];
    if (limit === undefined) return [];
    const remaining = Math.max(0, limit - used[period]);
    return [{ period, limit, remaining, resetSeconds: (end[period] - now.getTime()) / 1_000 }];
  });
}
