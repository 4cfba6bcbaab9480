import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { ServiceError } from '../../errors';
import { MODEL_VERSIONS } from '../../inference/versions';
import { MODEL_NAME } from '../../protocols/served-model';

/** The model, as clients of model servers name it in the path. */
export const ModelPathSchema = z.object({
  model: z.string().openapi({ description: 'Name of the model; there is only one', example: MODEL_NAME }),
});

/** The same with its version. */
export const VersionPathSchema = ModelPathSchema.extend({
  version: z.string().openapi({ description: 'Version of the model', enum: [...MODEL_VERSIONS] }),
});

/**
 * @returns the version that a path names; undefined where it names none
 * @throws ServiceError `unknown_model` where it names another model; a version is not looked up
 */
export function servedVersion(c: Context): string | undefined {
  const { model, version } = c.req.param() as Readonly<Record<string, string | undefined>>;
  const name = withoutVerb(model);
  if (name !== MODEL_NAME) {
    const message = `Cannot find model "${name?.slice(0, 40)}": there is one, "${MODEL_NAME}"`;
    throw new ServiceError('unknown_model', message);
  }
  return withoutVerb(version);
}

/** A verb may follow in the same segment: `digits:predict`. */
function withoutVerb(segment: string | undefined): string | undefined {
  return segment?.replace(/:predict$/, '');
}
