import { type Attack, attack } from './attack';
import { FORM_ATTACKS } from './forms';
import { MESSAGE_ATTACKS } from './messages';
import { PICTURE_ATTACKS } from './pictures';
import { TEXT_ATTACKS } from './texts';

/** Everything that one connection can do in a moment; none of it is more than half a megabyte. */
export const ATTACKS: readonly Attack[] = [
  ...MESSAGE_ATTACKS,
  ...FORM_ATTACKS,
  ...TEXT_ATTACKS,
  ...PICTURE_ATTACKS,
];

/** A body that is refused by its length: the server waits a few seconds for the rest, so that the refusal arrives. */
export const TOO_LONG_BODY = attack('a body that says it has 30 MB', 413, {
  length: 30_000_000,
  body: 'x'.repeat(70_000),
});
