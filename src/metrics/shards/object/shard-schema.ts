/**
 * The migrations of a shard's tables. A deployed migration is never edited: a change is a new one at the end that preserves
 * the counts. `docs/storage.md` describes the result.
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
 * Migrates a shard's tables in one transaction; the table `schema` contains the number of applied migrations.
 * @param storage of a SQLite-backed object
 * @param migrations in order
 * @throws Error if the tables are newer than this code, as after a rollback
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
