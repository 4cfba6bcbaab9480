import type { Assigner, Polarity, RejectReason } from '../domain';
import {
  CONFIDENCE_BOUNDS,
  type FeedbackFigures,
  type Label,
  type LabelledCell,
  type LabelledPrediction,
  type LabelReceipt,
  type NewLabel,
  type PageCursor,
  type PredictionId,
  type RememberedCell,
  type RememberedPrediction,
  type ShadowCell,
  type ShadowReading,
  type StoredLabel,
} from './feedback-protocol';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Labels of a prediction that the history keeps, the latest ones. */
const MAX_LABELS = 20;
/** What a prediction says, and in which bin its confidence is, in SQL. */
const ANSWER = `CASE WHEN reject_reason IS NULL THEN CAST(digit AS TEXT) ELSE 'not_a_digit' END`;
const BIN = CONFIDENCE_BOUNDS.map((bound) => `(confidence > ${bound})`).join(' + ');

type PredictionRow = {
  request_id: string;
  place: number;
  owner: string | null;
  at: number;
  version: string;
  assigned_by: string;
  digit: number;
  confidence: number;
  out_of_distribution: number;
  reject_reason: string | null;
  polarity: string;
  ink_share: number;
  stroke_width: number;
  aspect: number;
  contrast: number;
  picture: ArrayBuffer | null;
  crop: ArrayBuffer | null;
  label: string;
};

type LabelRow = { feedback_id: string; label: string; comment: string; reporter: string | null; at: number };

/**
 * The tables of an object that remembers predictions; `docs/storage.md` describes them. Their keys begin with the day, so that a
 * prediction is one row written, without an index on its time: the old days are at the beginning of the table. Pictures have a
 * table of their own, which grows at its end: among rows in the order of their request ids, each would cost several pages.
 */
export class FeedbackTables {
  /** Of the pictures that are kept next; null until it has been looked up. */
  private nextImages: number | null = null;

  constructor(private readonly sql: SqlStorage) {}

  create(): void {
    this.sql.exec(`
      CREATE TABLE IF NOT EXISTS predictions (
        day INTEGER NOT NULL, request_id TEXT NOT NULL, place INTEGER NOT NULL,
        at INTEGER NOT NULL, owner TEXT, version TEXT NOT NULL, assigned_by TEXT NOT NULL,
        digit INTEGER NOT NULL, confidence REAL NOT NULL, out_of_distribution REAL NOT NULL, reject_reason TEXT,
        polarity TEXT NOT NULL, ink_share REAL NOT NULL, stroke_width REAL NOT NULL, aspect REAL NOT NULL,
        contrast REAL NOT NULL, label TEXT, images INTEGER,
        PRIMARY KEY (day, request_id, place)
      ) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS images (number INTEGER PRIMARY KEY, picture BLOB NOT NULL, crop BLOB NOT NULL);
      CREATE INDEX IF NOT EXISTS labelled_predictions ON predictions (at, request_id, place) WHERE label IS NOT NULL;
      CREATE TABLE IF NOT EXISTS labels (
        day INTEGER NOT NULL, request_id TEXT NOT NULL, place INTEGER NOT NULL, number INTEGER NOT NULL,
        predicted_at INTEGER NOT NULL, feedback_id TEXT NOT NULL, label TEXT NOT NULL, comment TEXT NOT NULL,
        reporter TEXT, at INTEGER NOT NULL,
        PRIMARY KEY (day, request_id, place, number)
      ) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS readings (
        day INTEGER NOT NULL, request_id TEXT NOT NULL, place INTEGER NOT NULL, version TEXT NOT NULL,
        answer TEXT NOT NULL,
        PRIMARY KEY (day, request_id, place, version)
      ) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS minutes (
        minute INTEGER NOT NULL, version TEXT NOT NULL, pictures INTEGER NOT NULL, digits INTEGER NOT NULL,
        confidence REAL NOT NULL,
        PRIMARY KEY (minute, version)
      ) WITHOUT ROWID;`);
  }

  /** @returns the number of those that are new */
  add(predictions: readonly RememberedPrediction[]): number {
    const added = predictions.filter((prediction) => this.insert(prediction));
    for (const { minute, ...cell } of byMinute(added)) this.count(minute, cell);
    return added.length;
  }

  /** Adds what shadows made of pictures, once for each. */
  addReadings(readings: readonly ShadowReading[]): void {
    for (const { at, requestId, place, modelVersion, answer } of readings)
      this.sql.exec(
        'INSERT OR IGNORE INTO readings VALUES (?, ?, ?, ?, ?)',
        ...[dayOf(at), requestId, place, modelVersion, answer],
      );
  }

  rows(): number {
    return this.sql.exec<{ rows: number }>('SELECT count(*) AS rows FROM predictions').one().rows;
  }

  /**
   * Labels a prediction; the same label again changes nothing.
   *
   * @param days in which it may have been made
   * @returns null if it is not known, or belongs to somebody else
   */
  label({ feedbackId, label, comment, reporter, isAdmin, ...id }: NewLabel, days: Days): LabelReceipt | null {
    const row = this.find(id, days);
    if (row === undefined) return null;
    if (row.owner !== null && row.owner !== reporter && !isAdmin) return null;
    const { day, at: predictedAt, version: modelVersion, label: previous } = row;
    const receipt = { previous, modelVersion, isCorrect: row.answer === label };
    const latest = this.latestLabel(day, id);
    if (latest?.label === label && latest.comment === comment && latest.reporter === reporter)
      return { ...receipt, feedbackId: latest.feedback_id };
    const key = [day, id.requestId, id.place];
    const number = (latest?.number ?? 0) + 1;
    this.sql.exec(
      'UPDATE predictions SET label = ? WHERE day = ? AND request_id = ? AND place = ?',
      label,
      ...key,
    );
    this.sql.exec(
      'INSERT INTO labels VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      ...[...key, number, predictedAt, feedbackId, label, comment, reporter, Date.now()],
    );
    this.sql.exec(
      'DELETE FROM labels WHERE day = ? AND request_id = ? AND place = ? AND number <= ?',
      ...[...key, number - MAX_LABELS],
    );
    return { ...receipt, feedbackId };
  }

  /** @returns the number of predictions that are deleted, of all days */
  forget(requestId: string, days: Days): number {
    const where = `day IN (${listOf(days)}) AND request_id = ?`;
    this.sql.exec(`DELETE FROM labels WHERE ${where}`, requestId);
    this.sql.exec(`DELETE FROM readings WHERE ${where}`, requestId);
    return this.delete(where, requestId);
  }

  /**
   * Deletes what is older than a time.
   * @returns the number of predictions
   */
  expire(before: number): number {
    const day = dayOf(before);
    this.sql.exec('DELETE FROM labels WHERE day < ?1 OR (day = ?1 AND predicted_at < ?2)', day, before);
    this.sql.exec('DELETE FROM minutes WHERE minute < ?', Math.floor(before / MINUTE));
    const expired = this.delete('day < ?1 OR (day = ?1 AND at < ?2)', day, before);
    // A reading has no time of its own.
    this.sql.exec(
      `DELETE FROM readings WHERE day < ?1 OR (day = ?1 AND NOT EXISTS (
         SELECT 1 FROM predictions p
         WHERE p.day = readings.day AND p.request_id = readings.request_id AND p.place = readings.place))`,
      day,
    );
    return expired;
  }

  /**
   * Deletes predictions without a label, those of the oldest days first.
   * @returns the number of them
   */
  drop(count: number): number {
    return this.delete(
      `(day, request_id, place) IN (
         SELECT day, request_id, place FROM predictions WHERE label IS NULL ORDER BY day, request_id, place LIMIT ?)`,
      count,
    );
  }

  isEmpty(): boolean {
    const query = 'SELECT EXISTS (SELECT 1 FROM predictions) OR EXISTS (SELECT 1 FROM minutes) AS has_rows';
    return this.sql.exec<{ has_rows: number }>(query).one().has_rows === 0;
  }

  /** @param since milliseconds since 1970 */
  figures(since: number): FeedbackFigures {
    const labelled = this.sql
      .exec<{ [Name in keyof LabelledCell]: LabelledCell[Name] }>(
        `SELECT version AS modelVersion, assigned_by AS assignedBy, ${ANSWER} AS answer, label, ${BIN} AS bin,
           count(*) AS count, sum(confidence) AS confidenceSum
         FROM predictions WHERE label IS NOT NULL AND at >= ? GROUP BY 1, 2, 3, 4, 5`,
        since,
      )
      .toArray();
    const remembered = this.sql
      .exec<{ [Name in keyof RememberedCell]: RememberedCell[Name] }>(
        `SELECT version AS modelVersion, sum(pictures) AS pictures, sum(digits) AS digits, sum(confidence) AS confidenceSum
         FROM minutes WHERE minute >= ? GROUP BY 1`,
        Math.floor(since / MINUTE),
      )
      .toArray();
    return { labelled, remembered, shadows: this.shadows(since) };
  }

  private shadows(since: number): ShadowCell[] {
    return this.sql
      .exec<{ [Name in keyof ShadowCell]: ShadowCell[Name] }>(
        `SELECT r.version AS modelVersion, ${ANSWER} AS answer, r.answer AS reading, label, count(*) AS count
         FROM readings r JOIN predictions USING (day, request_id, place)
         WHERE day >= ? AND at >= ? GROUP BY 1, 2, 3, 4`,
        dayOf(since),
        since,
      )
      .toArray();
  }

  /** Labelled predictions in the order of their time. */
  page(after: PageCursor | null, limit: number): LabelledPrediction[] {
    const { at, requestId, place } = after ?? { at: -1, requestId: '', place: 0 };
    const rows = this.sql.exec<PredictionRow & { day: number }>(
      `SELECT * FROM predictions LEFT JOIN images ON number = images WHERE label IS NOT NULL AND (at, request_id, place) > (?, ?, ?)
       ORDER BY at, request_id, place LIMIT ?`,
      ...[at, requestId, place, limit],
    );
    return rows.toArray().map((row) => ({
      ...toPrediction(row),
      label: row.label as Label,
      labels: this.labelsOf(row),
    }));
  }

  private insert(prediction: RememberedPrediction): boolean {
    const { requestId, place, at, owner, modelVersion, assignedBy, digit, confidence } = prediction;
    const { outOfDistribution, rejectReason, polarity, inkShare, strokeWidth, aspect, contrast } = prediction;
    const { picture, crop } = prediction;
    const images = picture && crop && this.numberImages();
    const values = [
      ...[dayOf(at), requestId, place, at, owner, modelVersion, assignedBy, digit, confidence],
      ...[outOfDistribution, rejectReason, polarity, inkShare, strokeWidth, aspect, contrast, null, images],
    ];
    const slots = values.map(() => '?').join(', ');
    const query = `INSERT OR IGNORE INTO predictions VALUES (${slots})`;
    const isNew = this.sql.exec(query, ...values).rowsWritten > 0;
    if (isNew && images !== null) this.sql.exec('INSERT INTO images VALUES (?, ?, ?)', images, picture, crop);
    return isNew;
  }

  private numberImages(): number {
    this.nextImages ??= this.sql
      .exec<{ next: number }>('SELECT coalesce(max(number), 0) + 1 AS next FROM images')
      .one().next;
    return this.nextImages++;
  }

  private count(minute: number, { modelVersion, pictures, digits, confidenceSum }: RememberedCell): void {
    this.sql.exec(
      `INSERT INTO minutes VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET pictures = pictures + excluded.pictures,
         digits = digits + excluded.digits, confidence = confidence + excluded.confidence`,
      ...[minute, modelVersion, pictures, digits, confidenceSum],
    );
  }

  /** The latest prediction with an id. */
  private find({ requestId, place }: PredictionId, days: Days) {
    return this.sql
      .exec<{
        day: number;
        at: number;
        owner: string | null;
        version: string;
        label: Label | null;
        answer: Label;
      }>(
        `SELECT day, at, owner, version, label, ${ANSWER} AS answer FROM predictions
         WHERE day IN (${listOf(days)}) AND request_id = ? AND place = ? ORDER BY day DESC LIMIT 1`,
        ...[requestId, place],
      )
      .toArray()[0];
  }

  private latestLabel(day: number, { requestId, place }: PredictionId) {
    return this.sql
      .exec<LabelRow & { number: number }>(
        'SELECT * FROM labels WHERE day = ? AND request_id = ? AND place = ? ORDER BY number DESC LIMIT 1',
        ...[day, requestId, place],
      )
      .toArray()[0];
  }

  private labelsOf({
    day,
    request_id,
    place,
  }: Pick<PredictionRow, 'request_id' | 'place'> & { day: number }): StoredLabel[] {
    const query = 'SELECT * FROM labels WHERE day = ? AND request_id = ? AND place = ? ORDER BY number';
    const rows = this.sql.exec<LabelRow>(query, day, request_id, place).toArray();
    return rows.map(({ feedback_id, label, comment, reporter, at }) => ({
      feedbackId: feedback_id,
      label: label as Label,
      comment,
      reporter,
      at,
    }));
  }

  /**
   * Deletes predictions and their pictures.
   * @returns the number of predictions
   */
  private delete(condition: string, ...values: (string | number)[]): number {
    const images = `SELECT images FROM predictions WHERE images IS NOT NULL AND (${condition})`;
    this.sql.exec(`DELETE FROM images WHERE number IN (${images})`, ...values);
    this.sql.exec(`DELETE FROM predictions WHERE ${condition}`, ...values);
    return this.sql.exec<{ rows: number }>('SELECT changes() AS rows').one().rows;
  }
}

/** Days since 1970, from and to, inclusively. */
export interface Days {
  readonly from: number;
  readonly to: number;
}

/** @returns the day of a time: days since 1970 */
export function dayOf(milliseconds: number): number {
  return Math.floor(milliseconds / DAY);
}

/** A range of the first column of a key would leave the others unused. */
function listOf({ from, to }: Days): string {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index).join(', ');
}

function byMinute(predictions: readonly RememberedPrediction[]): (RememberedCell & { minute: number })[] {
  const cells = new Map<string, RememberedCell & { minute: number }>();
  for (const { at, modelVersion, rejectReason, confidence } of predictions) {
    const minute = Math.floor(at / MINUTE);
    const key = `${minute} ${modelVersion}`;
    const cell = cells.get(key) ?? { minute, modelVersion, pictures: 0, digits: 0, confidenceSum: 0 };
    const isDigit = rejectReason === null;
    cells.set(key, {
      ...cell,
      pictures: cell.pictures + 1,
      digits: cell.digits + (isDigit ? 1 : 0),
      confidenceSum: cell.confidenceSum + (isDigit ? confidence : 0),
    });
  }
  return [...cells.values()];
}

function toPrediction(row: PredictionRow): RememberedPrediction {
  return {
    requestId: row.request_id,
    place: row.place,
    owner: row.owner,
    at: row.at,
    modelVersion: row.version,
    assignedBy: row.assigned_by as Assigner,
    digit: row.digit,
    confidence: row.confidence,
    outOfDistribution: row.out_of_distribution,
    rejectReason: row.reject_reason as RejectReason | null,
    polarity: row.polarity as Polarity,
    inkShare: row.ink_share,
    strokeWidth: row.stroke_width,
    aspect: row.aspect,
    contrast: row.contrast,
    picture: row.picture && new Uint8Array(row.picture),
    crop: row.crop && new Uint8Array(row.crop),
  };
}
