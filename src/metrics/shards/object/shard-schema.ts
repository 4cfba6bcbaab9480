/**
 * The tables of a shard, as steps from nothing to now. A step that has been deployed is never edited: a change
 * is a new step at the end, which keeps the counts. `docs/storage.md` describes the result.
 */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE totals (id INTEGER PRIMARY KEY CHECK (id = 0), cells TEXT NOT NULL);
   INSERT INTO totals VALUES (0, '{}');
   CREATE TABLE isolates (id TEXT PRIMARY KEY, sequence INTEGER NOT NULL, seen INTEGER NOT NULL) WITHOUT ROWID;`,
  `CREATE TABLE buckets (
     seconds INTEGER NOT NULL,
     start INTEGER NOT NULL,
     cells TEXT NOT NULL,
     PRIMARY KEY (seconds, start)
   ) WITHOUT ROWID;`,
];

/**
 * Brings a shard's tables up to date, in one transaction; `schema` holds the number of steps taken.
 * @param storage of a SQLite-backed object
 * @param migrations the steps, in order
 * @throws Error when the tables are newer than this code, as after a rollback
 */
export function migrate(storage: DurableObjectStorage, migrations: readonly string[] = MIGRATIONS): void {
  storage.transactionSync(() => {
    storage.sql.exec('CREATE TABLE IF NOT EXISTS schema (version INTEGER NOT NULL)');
    const [row] = storage.sql.exec<{ version: number }>('SELECT version FROM schema').toArray();
    const version = row?.version ?? 0;
    if (version > migrations.length) {
      throw new Error(
        `Cannot open metrics storage: schema ${version} exceeds the known ${migrations.length}`,
      );
    }
    if (version === migrations.length) return;
    for (const step of migrations.slice(version)) storage.sql.exec(step);
    storage.sql.exec('DELETE FROM schema');
    storage.sql.exec('INSERT INTO schema VALUES (?)', migrations.length);
  });
}
