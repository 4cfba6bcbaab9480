import type { components } from '../../../packages/client/src/openapi';

type Schemas = components['schemas'];

/** The response of `POST /predict?explain=true`. */
export type Prediction = Schemas['Prediction'] & { readonly explanation: Explanation };
/** What a member of an ensemble reads. */
export type Vote = Schemas['Vote'];
/** What the network saw, and where; pictures are `data:` URLs. */
export type Explanation = Schemas['Explanation'];
/** In pixels of the picture that was sent. */
export type Box = Explanation['crop'];
/** All digits of a picture, line by line, with boxes in its pixels. */
export type NumberReading = Schemas['Number'];
