import { describe, expect, it } from 'vitest';
import { KeyBook } from '../../../src/admission/keys/key-book';
import type { KeyStoreRpc, StoredKeys } from '../../../src/admission/keys/key-store-protocol';
import type { ApiKey } from '../../../src/api-keys/api-key';
import { createKey, digestOf, toHex } from '../../../src/api-keys/key-format';
import { Deadline, sleep } from '../../../src/time/deadline';

const CONFIGURED = 'a configured key';
const STORED = 'a stored key';
const DAY = 86_400_000;

async function keyOf(text: string, name: string, more: Partial<ApiKey> = {}): Promise<ApiKey> {
  return {
    name,
    role: 'predict',
    sha256: toHex(await digestOf(text)),
    expiresAt: null,
    quota: null,
    ...more,
  };
}

/** A book with one configured key, over a store and a clock that a test moves. */
async function bookOver(stored: Partial<StoredKeys> = {}) {
  const world = {
    now: Date.UTC(2030, 0, 1),
    stored: { version: '1', keys: [], retired: {}, ...stored } as StoredKeys,
    reads: 0,
    warnings: [] as string[],
    isAway: false,
    read: async (known: string | null) => {
      world.reads++;
      if (world.isAway) throw new Error('away');
      return known === world.stored.version ? null : world.stored;
    },
  };
  const store = {
    read: (known: string | null) => world.read(known),
    add: async () => 'full',
  } as unknown as KeyStoreRpc;
  const configured = [await keyOf(CONFIGURED, 'configured')];
  const book = new KeyBook(
    configured,
    () => store,
    new Deadline(sleep, 1_000),
    () => world.now,
    (message) => world.warnings.push(message),
  );
  return { book, world };
}

async function stored(text: string, version = '2', more: Partial<ApiKey> = {}): Promise<StoredKeys> {
  return { version, keys: [{ ...(await keyOf(text, 'stored', more)), createdAt: 0 }], retired: {} };
}

describe('KeyBook.judge()', () => {
  it('accepts the keys of the configuration and of the store, and no other', async () => {
    const { book } = await bookOver(await stored(STORED));
    expect(await book.judge(CONFIGURED)).toMatchObject({ kind: 'accepted', key: { name: 'configured' } });
    expect(await book.judge(STORED)).toMatchObject({ kind: 'accepted', key: { name: 'stored' } });
    expect(await book.judge('another')).toEqual({ kind: 'unknown' });
  });

  it('accepts no key if API_KEYS is not set', async () => {
    const book = new KeyBook(null, null, new Deadline(sleep, 1_000), Date.now, () => {});
    expect(await book.judge(CONFIGURED)).toEqual({ kind: 'unknown' });
  });

  it('rejects a generated key with a typo without querying the store', async () => {
    const { book, world } = await bookOver();
    const key = createKey();
    expect(await book.judge(`${key.slice(0, -1)}-`)).toEqual({ kind: 'mistyped' });
    expect(world.reads).toBe(0);
  });

  it('rejects a key from the moment of its expiry', async () => {
    const { book, world } = await bookOver();
    world.stored = await stored(STORED, '2', { expiresAt: world.now + DAY });
    expect(await book.judge(STORED)).toMatchObject({ kind: 'accepted' });
    world.now += DAY;
    expect(await book.judge(STORED)).toEqual({ kind: 'expired', at: world.now });
  });

  it('queries the store at most once in ten seconds, regardless of the number of requests', async () => {
    const { book, world } = await bookOver(await stored(STORED));
    await book.judge(STORED);
    for (let i = 0; i < 100; i++) {
      world.now += 99;
      await book.judge(i % 2 === 0 ? STORED : CONFIGURED);
    }
    expect(world.reads).toBe(1);
    world.now += 100;
    await book.judge(STORED);
    expect(world.reads).toBe(2);
  });

  it('refuses a key within ten seconds of its revocation', async () => {
    const { book, world } = await bookOver(await stored(STORED));
    await book.judge(STORED);
    world.stored = { version: '3', keys: [], retired: {} };
    world.now += 10_000;
    expect(await book.judge(STORED)).toEqual({ kind: 'unknown' });
  });

  it('refuses a configured key that was revoked in the store', async () => {
    const { book, world } = await bookOver();
    const { sha256 } = await keyOf(CONFIGURED, 'configured');
    world.stored = { version: '2', keys: [], retired: { [sha256]: world.now } };
    expect(await book.judge(CONFIGURED)).toEqual({ kind: 'expired', at: world.now });
  });

  it('accepts a new key a second after it was added elsewhere', async () => {
    const { book, world } = await bookOver();
    await book.judge(CONFIGURED);
    world.stored = await stored(STORED);
    world.now += 1_000;
    expect(await book.judge(STORED)).toMatchObject({ kind: 'accepted' });
  });

  it('queries the store about unknown keys once a second, however many are tried', async () => {
    const { book, world } = await bookOver();
    for (let i = 0; i < 50; i++) await book.judge(`guess ${i}`);
    expect(world.reads).toBe(1);
  });

  it('queries the store again after the clock was set back', async () => {
    const { book, world } = await bookOver(await stored(STORED));
    await book.judge(STORED);
    world.stored = { version: '3', keys: [], retired: {} };
    world.now -= DAY;
    expect(await book.judge(STORED)).toEqual({ kind: 'unknown' });
  });
});

describe('KeyBook.judge() without the store', () => {
  it('keeps accepting the keys that it knows, and cannot decide about others', async () => {
    const { book, world } = await bookOver(await stored(STORED));
    await book.judge(STORED);
    world.isAway = true;
    world.now += DAY;
    expect(await book.judge(STORED)).toMatchObject({ kind: 'accepted' });
    expect(await book.judge(CONFIGURED)).toMatchObject({ kind: 'accepted' });
    expect(await book.judge('another')).toEqual({ kind: 'undecided' });
  });

  it('accepts configured keys even if the store has never responded', async () => {
    const { book, world } = await bookOver();
    world.isAway = true;
    expect(await book.judge(CONFIGURED)).toMatchObject({ kind: 'accepted' });
  });

  it('does not query a store for five seconds after it has not responded', async () => {
    const { book, world } = await bookOver();
    world.isAway = true;
    for (let i = 0; i < 50; i++) await book.judge(CONFIGURED);
    expect(world.reads).toBe(1);
    world.isAway = false;
    world.stored = await stored(STORED);
    world.now += 5_000;
    expect(await book.judge(STORED)).toMatchObject({ kind: 'accepted' });
  });

  it('logs once that the store does not respond, and once that it does again', async () => {
    const { book, world } = await bookOver();
    world.isAway = true;
    for (let i = 0; i < 3; i++) {
      await book.judge(CONFIGURED);
      world.now += 10_000;
    }
    world.isAway = false;
    for (let i = 0; i < 3; i++) {
      await book.judge(CONFIGURED);
      world.now += 10_000;
    }
    expect(world.warnings).toEqual([
      expect.stringMatching(/^Cannot read API keys from their store; .* others get 503/),
      expect.stringMatching(/read from their store again/),
    ]);
  });

  it('waits one second for a store that hangs', async () => {
    const { book, world } = await bookOver();
    world.read = () => new Promise(() => {});
    expect(await book.judge(CONFIGURED)).toMatchObject({ kind: 'accepted' });
    expect(await book.judge('another')).toEqual({ kind: 'undecided' });
  });

  it('keeps the newer of two responses, whichever arrives first', async () => {
    const { book, world } = await bookOver();
    let answerLate = (_: StoredKeys) => {};
    const old = await stored(STORED, '1');
    world.read = () =>
      new Promise((resolve) => {
        answerLate = resolve;
      });
    const first = book.judge(CONFIGURED);
    await sleep(1);
    world.now += 1;
    world.read = async () => ({ version: '2', keys: [], retired: {} });
    await book.judge(CONFIGURED);
    answerLate(old);
    await first;
    expect(await book.judge(STORED)).toEqual({ kind: 'unknown' });
  });

  it.each([
    ['list', (book: KeyBook) => book.list()],
    ['add', async (book: KeyBook) => book.add(await keyOf('new', 'new'))],
    ['revoke', (book: KeyBook) => book.revoke('configured')],
  ])('%s() reports that the store does not respond', async (_, work) => {
    const { book, world } = await bookOver();
    world.isAway = true;
    await expect(work(book)).rejects.toMatchObject({ code: 'key_store_unavailable' });
  });

  it('add() reports the same if there is no store', async () => {
    const book = new KeyBook([], null, new Deadline(sleep, 1_000), Date.now, () => {});
    expect(await book.list()).toEqual([]);
    const key = await keyOf('new', 'new');
    await expect(book.add(key)).rejects.toMatchObject({ code: 'key_store_unavailable' });
  });
});

describe('KeyBook.add()', () => {
  it('rejects a key if the store is full, and states the maximum', async () => {
    const { book } = await bookOver();
    const full = book.add(await keyOf('one more', 'one-more'));
    await expect(full).rejects.toMatchObject({
      code: 'too_many_keys',
      message: expect.stringContaining('1000'),
    });
  });
});
