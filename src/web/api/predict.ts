import { ask } from './ask';
import type { Prediction } from './prediction';

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
