import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { IdempotencyStore } from '../../../src/admission/idempotency/idempotency-store';

const NOON = Date.parse('2099-11-27T12:00:00Z');
const SECOND = 1_000;
const HOUR = 3_600_000;
const KIBIBYTE = 1024;
const ANSWER = { status: 200, headers: { 'Content-Type': 'application/json' }, body: '{"count":1}' };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOON });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A store that nothing else uses; asked anew each time, as different isolates would. */
function newStore() {
  const name = crypto.randomUUID();
  const store = () => env.IDEMPOTENCY.getByName(name) as DurableObjectStub<IdempotencyStore>;
  const begin = (id: string, fingerprint = 'a', owner = 'shop') => store().begin({ id, owner, fingerprint });
  const answer = async (id: string, owner = 'shop', body = ANSWER.body) => {
    const standing = await begin(id, 'a', owner);
    if (standing.kind === 'first') await store().finish(id, standing.claim, { ...ANSWER, body });
    vi.setSystemTime(Date.now() + 1);
  };
  const kindOf = async (id: string) => (await begin(id)).kind;
  return { store, begin, answer, kindOf };
}

describe('IdempotencyStore.begin()', () => {
  it('lets one of a hundred equal requests be the first', async () => {
    const { kindOf } = newStore();
    const kinds = await Promise.all(Array.from({ length: 100 }, () => kindOf('x')));
    expect(kinds.filter((kind) => kind === 'first')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'in_use')).toHaveLength(99);
  });

  it('gives back the answer of the first one', async () => {
    const { begin, answer } = newStore();
    await answer('x');
    expect(await begin('x')).toEqual({ kind: 'answered', answer: ANSWER });
  });

  it('tells a request that says something else, before the first is answered and afterwards', async () => {
    const { begin, store } = newStore();
    const first = await begin('x');
    expect(await begin('x', 'b')).toEqual({ kind: 'reused' });
    await store().finish('x', first.kind === 'first' ? first.claim : '', ANSWER);
    expect(await begin('x', 'b')).toEqual({ kind: 'reused' });
  });

  it('forgets an answer after 24 hours, and not a millisecond earlier', async () => {
    const { answer, kindOf } = newStore();
    await answer('x');
    vi.setSystemTime(NOON + 24 * HOUR - 1);
    expect(await kindOf('x')).toBe('answered');
    vi.setSystemTime(NOON + 24 * HOUR);
    expect(await kindOf('x')).toBe('first');
  });

  it('takes a request that has not been answered for two minutes for lost', async () => {
    const { begin, kindOf, store } = newStore();
    const lost = await begin('x');
    vi.setSystemTime(NOON + 120 * SECOND - 1);
    expect(await kindOf('x')).toBe('in_use');
    vi.setSystemTime(NOON + 120 * SECOND);
    expect(await kindOf('x')).toBe('first');
    await store().finish('x', lost.kind === 'first' ? lost.claim : '', ANSWER);
    expect(await kindOf('x')).toBe('in_use');
  });
});

it('IdempotencyStore.abandon() frees the key, but only for the claim that has it', async () => {
  const { begin, kindOf, store } = newStore();
  const first = await begin('x');
  await store().abandon('x', 'another claim');
  expect(await kindOf('x')).toBe('in_use');
  await store().abandon('x', first.kind === 'first' ? first.claim : '');
  expect(await kindOf('x')).toBe('first');
});

describe('IdempotencyStore, as it fills', () => {
  it('keeps the last 256 small answers of a caller, whatever others store', async () => {
    const { answer, kindOf } = newStore();
    await answer('other', 'office');
    for (let i = 0; i < 257; i++) await answer(`${i}`);
    expect(await kindOf('0')).toBe('first');
    expect(await kindOf('1')).toBe('answered');
    expect(await kindOf('other')).toBe('answered');
  });

  it('keeps fewer large ones', async () => {
    const { answer, kindOf } = newStore();
    for (let i = 0; i < 40; i++) await answer(`${i}`, 'shop', 'x'.repeat(512 * KIBIBYTE));
    expect(await kindOf('8')).toBe('first');
    expect(await kindOf('9')).toBe('answered');
  });

  it('keeps the last 1,024 answers of all callers, and every request that is being worked on', async () => {
    const { answer, begin, store } = newStore();
    await begin('pending', 'a', 'patient');
    for (let i = 0; i < 5 * 210; i++) await answer(`${i}`, `caller ${i % 5}`);
    const ids = await runInDurableObject(store(), (_object, state) =>
      state.storage.sql.exec<{ id: string }>('SELECT id FROM requests').toArray(),
    );
    expect(ids).toHaveLength(1_024 + 1);
    expect(ids).toContainEqual({ id: 'pending' });
    expect(ids).not.toContainEqual({ id: '25' });
    expect(ids).toContainEqual({ id: '26' });
  });

  it('is empty a day after the last request', async () => {
    const { answer, begin, store } = newStore();
    await answer('x');
    await begin('y');
    const rows = () =>
      runInDurableObject(store(), (_object, state) =>
        state.storage.sql.exec('SELECT id FROM requests').toArray(),
      );
    expect(await runDurableObjectAlarm(store())).toBe(true);
    expect(await rows()).toHaveLength(2);
    vi.setSystemTime(NOON + 25 * HOUR);
    expect(await runDurableObjectAlarm(store())).toBe(true);
    expect(await rows()).toEqual([]);
    expect(await runDurableObjectAlarm(store())).toBe(false);
  });
});
