import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { json } from '../../support/api';
import { type ClosedService, closedService } from '../../support/closed-service';

const HOUR = 3_600_000;

let service: ClosedService;
let name: string;
beforeEach(async () => {
  name = crypto.randomUUID();
  const KEYS = { getByName: () => env.KEYS.getByName(name) };
  const TRAFFIC_STORE = { getByName: () => env.TRAFFIC_STORE.getByName(name) };
  service = await closedService({}, { KEYS, TRAFFIC_STORE });
});

function restore(body: unknown, role: 'admin' | 'metrics' = 'admin'): Promise<Response> {
  return service.ask('/admin/restore', service.keys[role], {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json' },
  });
}

/** What Cloudflare's storage has, and workerd's has not. */
interface History {
  getBookmarkForTime(time: number): Promise<string>;
  onNextSessionRestoreBookmark(bookmark: string): Promise<string>;
}

/** Gives the running object of the keys a history; it is gone when the object starts anew. */
async function withHistory(history: Partial<History>): Promise<void> {
  await runInDurableObject(env.KEYS.getByName(name), (instance, { storage }) => {
    Object.assign(storage, history);
    Object.assign(instance, { isOld: true });
  });
}

function isRestarted(): Promise<boolean> {
  return runInDurableObject(env.KEYS.getByName(name), (instance) => !('isOld' in instance));
}

describe('POST /admin/restore', () => {
  it('has the object go back to a moment when it starts anew, which it does at once', async () => {
    const at = new Date(Date.now() - HOUR).toISOString();
    const restored: string[] = [];
    await withHistory({
      getBookmarkForTime: async (time) => `bookmark of ${new Date(time).toISOString()}`,
      onNextSessionRestoreBookmark: async (bookmark) => `undo ${restored.push(bookmark)}`,
    });
    const response = await restore({ store: 'keys', at });
    expect(response.status).toBe(200);
    expect(await json(response)).toEqual({ store: 'keys', undo_bookmark: 'undo 1' });
    expect(restored).toEqual([`bookmark of ${at}`]);
    expect(await isRestarted()).toBe(true);
  });

  it('is undone with the bookmark of its answer', async () => {
    const restored: string[] = [];
    await withHistory({ onNextSessionRestoreBookmark: async (bookmark) => `${restored.push(bookmark)}` });
    expect((await restore({ store: 'keys', bookmark: 'undo 1' })).status).toBe(200);
    expect(restored).toEqual(['undo 1']);
  });

  it('says why Cloudflare refuses, and leaves the object as it is', async () => {
    const refusal = 'Requested time is before this database existed.';
    await withHistory({
      getBookmarkForTime: async () => {
        throw new Error(refusal);
      },
    });
    const response = await restore({ store: 'keys', at: new Date(Date.now() - HOUR).toISOString() });
    expect(response.status).toBe(422);
    expect(await json(response)).toMatchObject({
      code: 'invalid_request',
      detail: 'Cannot restore the store of keys: Requested time is before this database existed',
    });
    expect(await isRestarted()).toBe(false);
  });

  it.each(['keys', 'traffic'])(
    'says that the store of %s has no history outside of Cloudflare',
    async (store) => {
      const response = await restore({ store, at: new Date().toISOString() });
      expect(response.status).toBe(501);
      expect(await json(response)).toMatchObject({ code: 'restore_unsupported' });
    },
  );

  it('says that the store does not answer', async () => {
    const getByName = () => ({ read: () => null, prepareRestore: () => Promise.reject(new Error('gone')) });
    service = await closedService({}, { KEYS: { getByName } });
    const response = await restore({ store: 'keys', at: new Date().toISOString() });
    expect(response.status).toBe(503);
    expect(response.headers.get('Retry-After')).toBe('5');
    expect(await json(response)).toMatchObject({ code: 'key_store_unavailable' });
  });

  const before = new Date(Date.now() - HOUR).toISOString();
  it.each([
    ['neither a moment nor a bookmark', {}, 'send either at or bookmark'],
    ['both', { at: before, bookmark: 'b' }, 'send either at or bookmark'],
    ['a moment to come', { at: new Date(Date.now() + HOUR).toISOString() }, 'within the last 30 days'],
    ['one too long ago', { at: '2020-01-01T00:00:00Z' }, 'within the last 30 days'],
    ['a day', { at: '2020-01-01' }, 'it must be a time such as'],
    ['an empty bookmark', { bookmark: '' }, 'it must be text of 1 to 200 characters'],
    ['another store', { store: 'counters', at: before }, 'it must be one of keys, traffic'],
  ])('refuses %s', async (_, fields, reason) => {
    const response = await restore({ store: 'keys', ...fields });
    expect(response.status).toBe(422);
    expect(await json(response)).toMatchObject({ detail: expect.stringContaining(reason) });
  });

  it('is for administrators', async () => {
    expect((await restore({ store: 'keys', at: before }, 'metrics')).status).toBe(403);
  });
});
