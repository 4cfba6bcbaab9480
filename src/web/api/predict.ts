import type { Digit, RejectReason } from '../../domain';
import { ask } from './ask';

/** The response of `POST /predict?explain=true`; the OpenAPI document describes each field. */
export interface Prediction {
  readonly predicted_digit: Digit;
  readonly confidence: number;
  readonly all_probabilities: Readonly<Record<string, number>>;
  readonly inference_time_seconds: number;
  readonly model_version: string;
  readonly is_digit: boolean;
  readonly reject_reason: RejectReason | null;
  readonly out_of_distribution_score: number;
  readonly votes?: readonly Vote[];
  readonly disagreement?: number;
  readonly explanation: Explanation;
}

/** What a member of an ensemble reads. */
export interface Vote {
  readonly model_version: string;
  readonly digit: Digit;
  readonly confidence: number;
}

/** What the network saw, and where; pictures are `data:` URLs. */
export interface Explanation {
  readonly normalized_image: string;
  readonly occlusion_map: string;
  readonly occlusion_model: string;
  /** In pixels of the picture that was sent. */
  readonly crop: Box;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The path of a request, with its options. @param model a version, or null for the default of the service */
export function predictPath(model: string | null): string {
  const query = new URLSearchParams({ explain: 'true', ...(model !== null && { model }) });
  return `predict?${query}`;
}

/**
 * Recognises the digit in a picture.
 *
 * @param picture a PNG or JPEG
 * @throws what `ask()` throws
 */
export async function predict(picture: Blob, model: string | null, signal: AbortSignal): Promise<Prediction> {
  const response = await ask(predictPath(model), { method: 'POST', body: picture, signal });
  return response.json();
}

/** Versions of the model that a request may name, the default first. */
export async function listModels(): Promise<string[]> {
  const info: { model_version: string; available_models: string[] } = await (await ask('model_info')).json();
  const others = info.available_models.filter((version) => version !== info.model_version);
  return [info.model_version, ...others];
}
