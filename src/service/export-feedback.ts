import type { LabelledPrediction } from '../feedback/feedback-protocol';
import { type TarFile, tarEnd, toTarEntry } from '../feedback/tar-writer';
import { encodePng } from '../image/png/encode-png';
import { CROP_SIDE, enlargeCrop } from '../preprocess/crop-digit';

/** Pixels per side of what the network saw. */
const PICTURE_SIDE = 28;

/**
 * Labelled predictions as a tar file, page by page: `<label>/<request_id>.png`, `crops/<request_id>.png`, and after those of each
 * page `manifest/<number>.jsonl`, so that nothing has to be held until the end. `docs/feedback.md` describes it.
 */
export function exportFeedback(
  pages: AsyncIterator<readonly LabelledPrediction[]>,
): ReadableStream<Uint8Array> {
  let number = 0;
  return new ReadableStream({
    async pull(controller) {
      const { value: page, done } = await pages.next();
      if (done) {
        controller.enqueue(tarEnd());
        return controller.close();
      }
      for (const file of filesOf(page, ++number)) controller.enqueue(toTarEntry(file));
    },
    async cancel() {
      await pages.return?.();
    },
  });
}

function* filesOf(page: readonly LabelledPrediction[], number: number): Generator<TarFile> {
  const lines: string[] = [];
  for (const prediction of page) {
    const { label, picture, crop, at: modifiedAt } = prediction;
    const name = `${nameOf(prediction)}.png`;
    const paths = {
      file: picture && `${label}/${name}`,
      crop: crop && `crops/${name}`,
    };
    if (picture) yield { path: paths.file!, content: toPng(picture, PICTURE_SIDE), modifiedAt };
    if (crop) yield { path: paths.crop!, content: toPng(enlargeCrop(crop), CROP_SIDE), modifiedAt };
    lines.push(`${JSON.stringify({ ...paths, ...describe(prediction) })}\n`);
  }
  const content = new TextEncoder().encode(lines.join(''));
  const path = `manifest/${String(number).padStart(6, '0')}.jsonl`;
  yield { path, content, modifiedAt: page.at(-1)!.at };
}

/** Request ids have no dot (Hono's middleware), so that no two pictures have the same name. */
function nameOf({ requestId, place }: LabelledPrediction): string {
  return place === 0 ? requestId : `${requestId}.${place}`;
}

function describe(prediction: LabelledPrediction) {
  const { rejectReason } = prediction;
  return {
    request_id: prediction.requestId,
    index: prediction.place,
    label: prediction.label,
    predicted_digit: prediction.digit,
    confidence: prediction.confidence,
    is_digit: rejectReason === null,
    reject_reason: rejectReason,
    out_of_distribution_score: prediction.outOfDistribution,
    model_version: prediction.modelVersion,
    assigned_by: prediction.assignedBy,
    timestamp: toTimestamp(prediction.at),
    features: {
      polarity: prediction.polarity,
      ink_share: prediction.inkShare,
      stroke_width: prediction.strokeWidth,
      aspect: prediction.aspect,
      contrast: prediction.contrast,
    },
    labels: prediction.labels.map(({ feedbackId, label, comment, reporter, at }) => ({
      feedback_id: feedbackId,
      label,
      comment,
      reporter,
      timestamp: toTimestamp(at),
    })),
  };
}

function toTimestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** @param grey `side × side` levels */
function toPng(grey: Uint8Array, side: number): Uint8Array {
  const rgba = new Uint8ClampedArray(grey.length * 4);
  grey.forEach((level, i) => {
    rgba.set([level, level, level, 255], i * 4);
  });
  return encodePng(rgba, side, side);
}
