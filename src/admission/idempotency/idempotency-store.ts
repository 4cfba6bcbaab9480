import { DurableObject } from 'cloudflare:workers';
import type { Served } from '../../runtime';
import type { IdempotencyStoreRpc, KeyedRequest, Standing, StoredAnswer } from './idempotency-protocol';

const HOUR = 3_600_000;
/** How long an answer is kept, in milliseconds. */
const KEPT = 24 * HOUR;
/** After this time a request without an answer counts as lost, in milliseconds: the isolate that worked on it is gone. */
const LOST = 120_000;

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;
/** An answer takes at least this share of the space, which limits the rows as well; that of a full batch has 60 kB. */
const MIN_BYTES = 64 * KIBIBYTE;
/** Space for the answers of one caller, in bytes: the last 256 small ones. */
const BYTES_PER_OWNER = 16 * MEBIBYTE;
/** Space for all answers of an object, in bytes. */
const MAX_BYTES = 64 * MEBIBYTE;

/** A row without an answer is a request that is being worked on. */
type Row = {
  readonly fingerprint: string;
  readonly answer: string | null;
};

/**
 * Stores the answers of requests that came with an `Idempotency-Key`, for 24 hours. One of a small fixed set of objects, each of
 * which has bounded space: the oldest answers of a caller give way to its newer ones. `docs/storage.md` describes its table.
 */
export class IdempotencyStore extends DurableObject<unknown> implements Served<IdempotencyStoreRpc> {
  private readonly storage: DurableObjectStorage;

  constructor(context: DurableObjectState, env: unknown) {
    super(context, env);
    this.storage = context.storage;
    this.storage.sql.exec(
      `CREATE TABLE IF NOT EXISTS requests (
         id TEXT PRIMARY KEY,
         owner TEXT NOT NULL,
         fingerprint TEXT NOT NULL,
         claim TEXT NOT NULL,
         answer TEXT,
         bytes INTEGER NOT NULL DEFAULT 0,
         expires INTEGER NOT NULL
       ) WITHOUT ROWID;
       CREATE INDEX IF NOT EXISTS requests_by_expiry ON requests (expires)`,
    );
  }

  begin({ id, owner, fingerprint }: KeyedRequest): Standing {
    const now = Date.now();
    this.forgetExpired(now);
    const query = 'SELECT fingerprint, answer FROM requests WHERE id = ?';
    const [known] = this.storage.sql.exec<Row>(query, id).toArray();
    if (known !== undefined) return standingOf(known, fingerprint);
    const claim = crypto.randomUUID();
    this.storage.sql.exec(
      'INSERT INTO requests (id, owner, fingerprint, claim, expires) VALUES (?, ?, ?, ?, ?)',
      id,
      owner,
      fingerprint,
      claim,
      now + LOST,
    );
    return { kind: 'first', claim };
  }

  async finish(id: string, claim: string, answer: StoredAnswer): Promise<void> {
    const text = JSON.stringify(answer);
    const [row] = this.storage.sql
      .exec<{ owner: string }>(
        'UPDATE requests SET answer = ?, bytes = ?, expires = ? WHERE id = ? AND claim = ? RETURNING owner',
        text,
        Math.max(MIN_BYTES, text.length),
        Date.now() + KEPT,
        id,
        claim,
      )
      .toArray();
    if (row === undefined) return;
    this.makeRoom(BYTES_PER_OWNER, row.owner);
    this.makeRoom(MAX_BYTES, null);
    if ((await this.storage.getAlarm()) === null) await this.storage.setAlarm(Date.now() + HOUR);
  }

  abandon(id: string, claim: string): void {
    this.storage.sql.exec('DELETE FROM requests WHERE id = ? AND claim = ?', id, claim);
  }

  /** Removes expired rows; runs every hour as long as rows are left. Idempotent. */
  override async alarm(): Promise<void> {
    const now = Date.now();
    this.forgetExpired(now);
    const { left } = this.storage.sql.exec<{ left: number }>('SELECT COUNT(*) AS left FROM requests').one();
    if (left > 0) await this.storage.setAlarm(now + HOUR);
  }

  private forgetExpired(now: number): void {
    this.storage.sql.exec('DELETE FROM requests WHERE expires <= ?', now);
  }

  /**
   * Removes the oldest answers beyond a limit.
   * @param owner whose answers count; null for all
   */
  private makeRoom(maxBytes: number, owner: string | null): void {
    this.storage.sql.exec(
      `DELETE FROM requests WHERE id IN (
         SELECT id FROM (
           SELECT id, SUM(bytes) OVER (ORDER BY expires DESC, id) AS total
           FROM requests WHERE answer IS NOT NULL AND (owner = ?1 OR ?1 IS NULL)
         ) WHERE total > ?2
       )`,
      owner,
      maxBytes,
    );
  }
}

function standingOf(known: Row, fingerprint: string): Standing {
  if (known.fingerprint !== fingerprint) return { kind: 'reused' };
  return known.answer === null
    ? { kind: 'in_use' }
    : { kind: 'answered', answer: JSON.parse(known.answer) as StoredAnswer };
}
