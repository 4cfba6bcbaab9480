import { DurableObject } from 'cloudflare:workers';
import { CONFIG } from '../config';
import type { Served } from '../runtime';
import type { Admission, JobBookRpc } from './job-protocol';

/**
 * Lists all jobs: one object for all. It limits how many each caller has, knows which ids there are, so that a guess creates no
 * object, and wakes jobs whose alarm was lost.
 */
export class JobBook extends DurableObject<unknown> implements Served<JobBookRpc> {
  private readonly sql: SqlStorage;

  constructor(context: DurableObjectState, env: unknown) {
    super(context, env);
    this.sql = context.storage.sql;
    this.sql.exec(`
      CREATE TABLE IF NOT EXISTS jobs (
        id TEXT PRIMARY KEY, caller TEXT NOT NULL, is_active INTEGER NOT NULL, added_at INTEGER NOT NULL
      ) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS jobs_by_caller ON jobs (caller, is_active);
      CREATE INDEX IF NOT EXISTS active_jobs ON jobs (is_active) WHERE is_active = 1;`);
  }

  add(id: string, caller: string): Admission {
    const { maxActive, maxActivePerCaller, maxKeptPerCaller } = CONFIG.jobs;
    if (this.has(id)) return 'added';
    if (this.count('caller = ? AND is_active = 1', caller) >= maxActivePerCaller) return 'caller_has_active';
    if (this.count('caller = ?', caller) >= maxKeptPerCaller) return 'caller_has_kept';
    if (this.count('is_active = 1') >= maxActive) return 'full';
    this.sql.exec('INSERT INTO jobs VALUES (?, ?, 1, ?)', id, caller, Date.now());
    return 'added';
  }

  has(id: string): boolean {
    return this.count('id = ?', id) > 0;
  }

  end(id: string): void {
    this.sql.exec('UPDATE jobs SET is_active = 0 WHERE id = ?', id);
  }

  remove(id: string): void {
    this.sql.exec('DELETE FROM jobs WHERE id = ?', id);
  }

  active(): string[] {
    const rows = this.sql.exec<{ id: string }>('SELECT id FROM jobs WHERE is_active = 1');
    return rows.toArray().map(({ id }) => id);
  }

  private count(condition: string, ...values: string[]): number {
    const query = `SELECT count(*) AS jobs FROM jobs WHERE ${condition}`;
    return this.sql.exec<{ jobs: number }>(query, ...values).one().jobs;
  }
}
