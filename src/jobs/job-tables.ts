import type { PlannedBatch } from './archive/entry';
import type { BatchSource, Segment, SegmentPage, StoredPart } from './job-protocol';

/** A batch that is not done. */
export interface OpenBatch {
  readonly batch: number;
  readonly first: number;
  readonly count: number;
  readonly source: BatchSource;
  /** How often it was begun. */
  readonly attempts: number;
  /** How often it was begun without an end that is known. */
  readonly unfinished: number;
  /** How often work ended in the middle of a picture, by its place in the batch. */
  readonly losses: Readonly<Record<string, number>>;
}

type BatchRow = {
  batch: number;
  first: number;
  count: number;
  source: string;
  attempts: number;
  unfinished: number;
  current: number | null;
  losses: string;
};

type SegmentRow = { sequence: number; key: string; lines: number; bytes: number; lines_before: number };

/** The tables of a job: its parts, the batches that are not done, and the results of those that are. */
export class JobTables {
  constructor(private readonly sql: SqlStorage) {}

  create(): void {
    this.sql.exec(`
      CREATE TABLE IF NOT EXISTS parts (part INTEGER PRIMARY KEY, key TEXT NOT NULL, bytes INTEGER NOT NULL);
      CREATE TABLE IF NOT EXISTS batches (
        batch INTEGER PRIMARY KEY, first INTEGER NOT NULL, count INTEGER NOT NULL, source TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0, unfinished INTEGER NOT NULL DEFAULT 0,
        current INTEGER, losses TEXT NOT NULL DEFAULT '{}'
      );
      CREATE TABLE IF NOT EXISTS segments (
        sequence INTEGER PRIMARY KEY, key TEXT NOT NULL, lines INTEGER NOT NULL, bytes INTEGER NOT NULL,
        lines_before INTEGER NOT NULL
      );
      CREATE INDEX IF NOT EXISTS segments_by_line ON segments (lines_before);`);
  }

  setPart({ part, key, bytes }: StoredPart): void {
    this.sql.exec('INSERT OR REPLACE INTO parts VALUES (?, ?, ?)', part, key, bytes);
  }

  /** In their order. */
  parts(): StoredPart[] {
    const rows = this.sql.exec<{ part: number; key: string; bytes: number }>(
      'SELECT * FROM parts ORDER BY part',
    );
    return rows.toArray();
  }

  addBatch(batch: number, first: number, { count, source }: PlannedBatch<BatchSource>): void {
    const values = [batch, first, count, JSON.stringify(source)];
    this.sql.exec('INSERT INTO batches (batch, first, count, source) VALUES (?, ?, ?, ?)', ...values);
  }

  /** @returns numbers of batches that are not done, after one */
  openAfter(batch: number, count: number): number[] {
    const query = 'SELECT batch FROM batches WHERE batch > ? ORDER BY batch LIMIT ?';
    return this.sql
      .exec<{ batch: number }>(query, batch, count)
      .toArray()
      .map((row) => row.batch);
  }

  /** Begins another attempt. @returns the batch as it was before; null if it is done */
  begin(batch: number): OpenBatch | null {
    const [row] = this.sql.exec<BatchRow>('SELECT * FROM batches WHERE batch = ?', batch).toArray();
    if (row === undefined) return null;
    const losses: Record<string, number> = JSON.parse(row.losses);
    if (row.current !== null) losses[row.current] = (losses[row.current] ?? 0) + 1;
    this.sql.exec(
      'UPDATE batches SET attempts = attempts + 1, unfinished = unfinished + 1, current = NULL, losses = ? WHERE batch = ?',
      JSON.stringify(losses),
      batch,
    );
    return { ...row, source: JSON.parse(row.source), losses };
  }

  /** An attempt ended without harm. */
  giveBack(batch: number): void {
    this.sql.exec(
      'UPDATE batches SET unfinished = max(0, unfinished - 1), current = NULL WHERE batch = ?',
      batch,
    );
  }

  /** Work on a picture of a batch begins. */
  announce(batch: number, place: number): void {
    this.sql.exec('UPDATE batches SET current = ? WHERE batch = ?', place, batch);
  }

  isOpen(batch: number): boolean {
    return this.sql.exec('SELECT 1 FROM batches WHERE batch = ?', batch).toArray().length > 0;
  }

  /** Replaces a batch by its results. */
  finish(batch: number, segment: Segment, linesBefore: number): void {
    const { sequence, key, lines, bytes } = segment;
    this.sql.exec('DELETE FROM batches WHERE batch = ?', batch);
    this.sql.exec('INSERT INTO segments VALUES (?, ?, ?, ?, ?)', sequence, key, lines, bytes, linesBefore);
  }

  forgetBatches(): void {
    this.sql.exec('DELETE FROM batches');
  }

  /** @param lines that there are */
  segmentsFrom(skip: number, maxSegments: number, lines: number): SegmentPage {
    if (skip >= lines) return { segments: [], skip: 0, lines };
    const query = `
      SELECT * FROM segments WHERE sequence >= (
        SELECT sequence FROM segments WHERE lines_before <= ? ORDER BY lines_before DESC LIMIT 1
      ) ORDER BY sequence LIMIT ?`;
    const rows = this.sql.exec<SegmentRow>(query, skip, maxSegments).toArray();
    return {
      segments: rows.map(({ lines_before: _, ...segment }) => segment),
      skip: skip - rows[0]!.lines_before,
      lines,
    };
  }
}
